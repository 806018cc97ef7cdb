import { type FileFlag, isDelivered, type Problem, type TransferFile as Status } from '@chairside/protocol'
import { isMissing } from '../../live/again.ts'
import { inFull, shortReason } from '../../messages/problem.ts'
import type { Words } from '../../messages/words.ts'
import type { Whereabouts } from '../../upload/sending.ts'
import type { Bar } from '../kit/bar.ts'
import type { IconName } from '../kit/icon.ts'
import type { FileAction } from './file-action.ts'

/** The facts about a file from which its row is made. */
export interface Facts {
  readonly name: string
  /** Bytes. */
  readonly size: number
  /** Bytes that the server has acknowledged. */
  readonly bytes: number
  readonly status: Status
  readonly mine: boolean
  readonly paused?: 'sender' | 'line' | undefined
  readonly source: Whereabouts
  readonly problem?: Problem | undefined
  /** Why the server cannot take the file now. */
  readonly holdup?: Problem | undefined
  /** From how many bytes the file went on a moment ago, after a gap; undefined at other times. */
  readonly resumedFrom?: number | undefined
  /** Whether my own connection has been down for more than a moment. */
  readonly lineDown: boolean
  /** Whether the other party of the transfer is still registered; another person may have taken their place. */
  readonly there: boolean
  /** Whether my withdrawn file can be sent again: its bytes are at hand, and its request allows it. */
  readonly kept: boolean
  /** Until when files that arrived are kept; undefined while the appointment is open. */
  readonly filesUntil?: Date | undefined
  /** The act on a file of mine that waits for the server. */
  readonly pending?: 'withdraw' | 'send-again' | undefined
}

/** The person who reads the row. */
export interface Reader {
  readonly words: Words
  /** How the other party is called. */
  readonly otherName: string
  readonly role: 'practitioner' | 'patient'
  readonly retentionHours: number
  /** Whether new files can be sent and asked for. */
  readonly open: boolean
  /** Whether files can be chosen and sent now: by a patient only while asked. */
  readonly sends: boolean
}

/** A file's row as text: sign, words, bar, actions. It depends only on `Facts` and `Reader`. */
export interface RowText {
  readonly icon?: IconName
  readonly tone: 'usual' | 'ok' | 'wait' | 'stop'
  readonly text: string
  readonly bar?: Bar
  readonly note?: string
  readonly flags: readonly FileFlag[]
  readonly gone: boolean
  readonly actions: readonly FileAction[]
}

const plain = { tone: 'usual', gone: false, flags: [], actions: [] } as const

export function rowText(file: Facts, reader: Reader): RowText {
  const { words, otherName } = reader
  const { status, mine } = file
  if (file.pending !== undefined) return pending(file, file.pending, words)
  switch (status.state) {
    case 'offered':
      return file.mine ? offeredByMe(file, reader) : offeredByThem(file, reader)
    case 'receiving':
      return mine ? sending(file, reader) : arriving(file, reader)
    case 'checking':
      return checking(mine, status, reader)
    case 'ready':
      return mine ? delivered(status, reader) : here(file, toldReceiver(status.flags), words)
    case 'downloaded': {
      const time = words.time(status.downloadedAt)
      const { flags } = status
      if (!mine) {
        return {
          ...plain,
          icon: 'check',
          tone: 'ok',
          text: words.say('downloadedAt', { time }),
          flags: toldReceiver(flags),
          actions: ['save-again'],
        }
      }
      return {
        ...plain,
        icon: 'twice',
        tone: 'ok',
        text: words.say('downloadedBy', { name: otherName, time }),
        flags,
      }
    }
    case 'rejected': {
      const problem = { ...status.details, code: status.code }
      if (!mine) {
        const reason = shortReason(words, status.code)
        return {
          ...plain,
          icon: 'shield',
          tone: 'stop',
          text: words.say('refusedTheirs', { name: otherName, reason }),
          actions: ['dismiss'],
        }
      }
      const note = inFull(words, problem, { file: file.name, otherName })
      const harmful = status.code === 'INFECTED'
      const text = words.say(harmful ? 'refusedDeleted' : 'refused')
      const again: FileAction[] = harmful || !reader.sends ? [] : ['choose-another']
      return { ...plain, icon: 'shield', tone: 'stop', text, note, actions: [...again, 'dismiss'] }
    }
    case 'withdrawn': {
      // The server withdraws files on their way to a person who loses the registration: then the sender did not.
      const text = !file.there
        ? words.say('withdrawnGone', { name: otherName })
        : mine
          ? words.say('withdrewMine')
          : words.say('withdrewTheirs', { name: otherName })
      const actions = mine && file.kept && file.there && reader.open ? (['send-again'] as const) : []
      return { ...plain, icon: 'stop', text, gone: true, actions }
    }
    case 'expired': {
      // A file that is not here some minutes after the end expires then.
      const late = file.filesUntil !== undefined && new Date(status.expiredAt) < file.filesUntil
      const text = late ? words.say('tooLate') : words.say('expired', { count: reader.retentionHours })
      const asks = !mine && reader.role === 'practitioner' && reader.open
      return { ...plain, icon: 'clock', text, gone: true, actions: asks ? ['ask-again'] : [] }
    }
  }
}

// Until the server has answered, the row has no actions, so that an act is not done twice.
function pending(file: Facts, what: 'withdraw' | 'send-again', words: Words): RowText {
  const withdraws = what === 'withdraw'
  if (file.lineDown) {
    const text = words.say(withdraws ? 'withdrawWaits' : 'waitsForLine')
    return { ...plain, icon: 'noline', tone: 'wait', text }
  }
  return {
    ...plain,
    text: withdraws ? words.say('withdrawing') : words.say('waitingToStart', sized(file, words)),
  }
}

/** The share of bytes sent, at most 0.99, because 100% would say that the file has arrived. */
export const shareOf = (bytes: number, size: number): number => Math.min(bytes / Math.max(size, 1), 0.99)

const sized = (file: Facts, words: Words) => ({ size: words.size(file.size) })

/** The act by which the person makes their file go on; undefined if none is needed. */
function askedOf({ source }: Facts): 'attach' | 'reopen' | undefined {
  switch (source) {
    case 'missing':
      return 'attach'
    case 'closed':
      return 'reopen'
    case 'here':
    case 'elsewhere':
      return undefined
  }
}

function offeredByMe(file: Facts, reader: Reader): RowText {
  const { words } = reader
  if (file.problem) return stopped(file, file.problem, reader)
  if (file.paused === 'sender') {
    const text = words.say('pausedMine', { percent: words.percent(0) })
    return { ...plain, text, actions: ['resume', 'withdraw'] }
  }
  const asks = askedOf(file)
  if (asks) {
    const text = words.say(asks === 'reopen' ? 'closedAtStart' : 'missingAtStart')
    return { ...plain, icon: 'again', tone: 'wait', text, actions: [asks, 'withdraw'] }
  }
  return { ...plain, text: words.say('waitingToStart', sized(file, words)), actions: ['withdraw'] }
}

function offeredByThem(file: Facts, { words, otherName: name }: Reader): RowText {
  if (file.paused === 'sender')
    return { ...plain, text: words.say('pausedTheirs', { name, percent: words.percent(0) }) }
  if (isMissing(file.status))
    return { ...plain, icon: 'again', tone: 'wait', text: words.say('choosesAgain', { name }) }
  return { ...plain, text: words.say('arrivesNext', sized(file, words)) }
}

function sending(file: Facts, reader: Reader): RowText {
  const { words } = reader
  if (file.problem) return stopped(file, file.problem, reader)
  const share = shareOf(file.bytes, file.size)
  const percent = words.percent(share)
  const bar = (cause: Bar['cause'], key: 'barSending' | 'barPaused' | 'barWaiting') =>
    ({ cause, share, heard: words.say(key, { percent }) }) as const
  if (file.paused === 'sender') {
    const text = words.say('pausedMine', { percent })
    return { ...plain, text, bar: bar('rest', 'barPaused'), actions: ['resume', 'withdraw'] }
  }
  const asks = askedOf(file)
  if (asks) {
    const text = words.say(asks === 'reopen' ? 'closed' : 'missing', { percent })
    return {
      ...plain,
      icon: 'again',
      tone: 'wait',
      text,
      bar: bar('wait', 'barPaused'),
      actions: [asks, 'withdraw'],
    }
  }
  if (file.holdup && !file.lineDown) {
    const text = words.say('waiting', { percent })
    const note = inFull(words, file.holdup, { file: file.name })
    return {
      ...plain,
      icon: 'clock',
      tone: 'wait',
      text,
      note,
      bar: bar('wait', 'barPaused'),
      actions: ['withdraw'],
    }
  }
  if (file.paused === 'line' || file.lineDown) {
    const text = words.say('waitingForLine', { percent })
    return {
      ...plain,
      icon: 'noline',
      tone: 'wait',
      text,
      bar: bar('wait', 'barWaiting'),
      actions: ['withdraw'],
    }
  }
  const { resumedFrom } = file
  const text =
    resumedFrom !== undefined
      ? words.say('sendingOn', { percent: words.percent(shareOf(resumedFrom, file.size)) })
      : words.say('sending', { percent, ...sized(file, words) })
  return { ...plain, text, bar: bar('moving', 'barSending'), actions: ['pause', 'withdraw'] }
}

function arriving(file: Facts, { words, otherName: name }: Reader): RowText {
  const share = shareOf(file.bytes, file.size)
  const percent = words.percent(share)
  const bar = (cause: Bar['cause'], key: 'barArriving' | 'barPaused' | 'barWaiting') =>
    ({ cause, share, heard: words.say(key, { percent }) }) as const
  if (file.paused === 'sender') {
    return { ...plain, text: words.say('pausedTheirs', { name, percent }), bar: bar('rest', 'barPaused') }
  }
  if (isMissing(file.status)) {
    const text = words.say('choosesAgain', { name })
    return { ...plain, icon: 'again', tone: 'wait', text, bar: bar('wait', 'barPaused') }
  }
  if (file.paused === 'line') {
    const text = words.say('theirLineDown', { name })
    return { ...plain, icon: 'noline', tone: 'wait', text, bar: bar('wait', 'barWaiting') }
  }
  const text = words.say(file.resumedFrom !== undefined ? 'arrivingAgain' : 'arriving', {
    percent,
    ...sized(file, words),
  })
  return { ...plain, text, bar: bar('moving', 'barArriving') }
}

function checking(
  mine: boolean,
  { waiting, undecided }: Extract<Status, { state: 'checking' }>,
  { words, role, otherName: name }: Reader,
): RowText {
  const actions: FileAction[] = mine ? ['withdraw'] : []
  if (undecided) {
    const doubted = { ...plain, icon: 'shield', tone: 'wait', actions } as const
    // A notice asks the practitioner, but may be out of sight while the row is in sight.
    if (role === 'practitioner')
      return { ...doubted, text: words.say('youDecide'), actions: ['decide', ...actions] }
    return {
      ...doubted,
      text: words.say('theyDecide', { name }),
      note: words.say('theyDecideNote', { name }),
    }
  }
  if (waiting) {
    const note = words.say('waitingForCheckNote')
    return { ...plain, icon: 'shield', tone: 'wait', text: words.say('waitingForCheck'), note, actions }
  }
  const bar = { cause: 'checking', share: 1, heard: words.say('barChecking') } as const
  return { ...plain, icon: 'shield', text: words.say('checking'), bar, actions }
}

function delivered(status: Extract<Status, { state: 'ready' }>, { words, otherName: name }: Reader): RowText {
  const shown = isDelivered(status)
  const text = shown ? words.say('delivered') : words.say('readyFor', { name })
  return { ...plain, icon: shown ? 'check' : 'clock', text, flags: status.flags, actions: ['withdraw'] }
}

function here(file: Facts, flags: readonly FileFlag[], words: Words): RowText {
  const size = sized(file, words)
  // The first flag stands beside the size, a second one below.
  if (flags.includes('encrypted')) {
    const text = words.say('newWithPassword', size)
    const others = flags.filter((flag) => flag !== 'encrypted')
    return { ...plain, icon: 'lock', text, flags: others, actions: ['download'] }
  }
  if (flags.includes('macros')) {
    return { ...plain, icon: 'shield', text: words.say('newWithMacros', size), actions: ['download'] }
  }
  return { ...plain, icon: 'check', tone: 'ok', text: words.say('newFile', size), actions: ['download'] }
}

/** Leaves out the flag of a photo's location: only the sender is told, who may still withdraw the photo. */
const toldReceiver = (flags: readonly FileFlag[]): FileFlag[] => flags.filter((flag) => flag !== 'location')

function stopped(file: Facts, problem: Problem, { words, sends }: Reader): RowText {
  if (problem.code === 'FILE_DIFFERS') {
    const text = words.say('notTheSame', { file: file.name, ...sized(file, words) })
    return { ...plain, icon: 'warn', tone: 'stop', text, actions: ['attach', 'withdraw'] }
  }
  const percent = words.percent(shareOf(file.bytes, file.size))
  const text = words.say('stoppedAt', { percent })
  // The device no longer has the offered bytes: a retry cannot succeed.
  const changed = problem.code === 'FILE_CHANGED'
  const note =
    problem.code === 'LINE_DOWN' ? words.say('gaveUp') : inFull(words, problem, { file: file.name })
  const again: FileAction[] = changed ? (sends ? ['choose-another'] : []) : ['retry']
  const actions: FileAction[] = [...again, 'withdraw']
  return { ...plain, icon: changed ? 'warn' : 'noline', tone: 'stop', text, note, actions }
}
