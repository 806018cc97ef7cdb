import type { LiveExchange } from '@chairside/protocol'
import { explain, inFull } from '../../messages/problem.ts'
import type { Words } from '../../messages/words.ts'
import type { ConnectionStatus } from '../joining/connection-status.ts'
import { type Stake, whileDown } from '../joining/while-down.ts'
import { againText } from '../kit/again-text.ts'
import { button } from '../kit/button.ts'
import type { Notice } from '../kit/notice.ts'
import { requestNotices } from '../request/request-notice.ts'
import { ofDoubts } from './doubts.ts'
import type { FilesAgain } from './files-again.ts'
import { againOf } from './next-step.ts'
import type { Panel } from './panel.ts'
import type { Trouble } from './trouble.ts'

/** The notices that stand before all else in the panel. */
export function notices(panel: Panel, connection: ConnectionStatus, now: number): Notice[] {
  return [
    ...ofExchange(panel.appointment.liveExchange, panel, now),
    ...ofDoubts(panel),
    ...requestNotices(panel),
    ...ofAbsence(panel, connection),
  ]
}

/** Notices of my connection. */
export function ofConnection(
  connection: ConnectionStatus,
  words: Words,
  { reconnect, ...stake }: Stake & { readonly reconnect: (() => void) | undefined },
): Notice[] {
  switch (connection.state) {
    case 'quiet':
      return []
    case 'connecting':
      return [{ icon: 'clock', text: words.say('connecting') }]
    case 'polling':
      return [{ icon: 'info', text: words.say('polling') }]
    case 'down':
      return [{ icon: 'noline', tone: 'wait', title: words.say('lineDown'), text: whileDown(words, stake) }]
    case 'back': {
      const text = stake.sends ? words.say('backSending') : undefined
      return [{ icon: 'check', tone: 'ok', title: words.say('back'), text }]
    }
    case 'signed-out': {
      const actions = reconnect && button('quiet', words.say('reconnect'), reconnect, { tight: true })
      const text = stake.inCall ? words.say('callSafe') : undefined
      return [
        { icon: 'warn', tone: 'stop', title: words.say('signedOut'), text, ...(actions && { actions }) },
      ]
    }
    case 'closed': {
      if (!connection.problem) return []
      const actions = reconnect && button('quiet', words.say('tryAgain'), reconnect, { tight: true })
      return [
        { icon: 'warn', tone: 'stop', text: inFull(words, connection.problem), ...(actions && { actions }) },
      ]
    }
  }
}

/** Says why the last act failed; its files or its note are back where they were. */
export function ofTrouble(trouble: Trouble | undefined, words: Words, forgive: () => void): Notice[] {
  if (!trouble) return []
  const actions = button('quiet', words.say('dismiss'), forgive, { tight: true })
  if (trouble === 'link') return [{ icon: 'info', text: words.say('linkDropped'), actions }]
  const { problem, otherName } = trouble
  const reference =
    'reference' in problem ? words.say('reference', { reference: String(problem.reference) }) : undefined
  return [
    {
      icon: 'warn',
      tone: 'stop',
      text: explain(words, problem, { otherName }),
      selectable: reference,
      actions,
    },
  ]
}

/** Asks a person to choose files again after a reload, and names chosen files that are none of these. */
export function ofAgain(panel: Panel, { strangers, forgetStrangers }: FilesAgain): Notice[] {
  const { words } = panel
  const again = againText(againOf(panel), words)
  const asks: Notice[] = again ? [{ icon: 'again', tone: 'wait', id: 'again', ...again }] : []
  if (strangers.length === 0) return asks
  const text = words.say('strangers', { count: strangers.length, files: words.list(strangers) })
  const actions = button('quiet', words.say('dismiss'), forgetStrangers, { tight: true })
  return [...asks, { icon: 'info', tone: 'wait', text, actions }]
}

function ofExchange(exchange: LiveExchange, { words, appointment }: Panel, now: number): Notice[] {
  if (exchange.state === 'open') return []
  switch (exchange.code) {
    case 'PLAN_REQUIRED':
      return [{ icon: 'info', text: words.say('planRequired') }]
    case 'ONE_TO_ONE_ONLY': {
      // A patient who was erased has no name.
      const isThere = appointment.participants.some(({ role, name }) => role === 'patient' && name !== '')
      return [{ icon: 'info', text: words.say(isThere ? 'oneToOneOnly' : 'noPatient') }]
    }
    case 'APPOINTMENT_ENDED': {
      const until = appointment.filesUntil
      const text =
        until === undefined ? words.say('over') : words.say('overUntil', { until: words.moment(until, now) })
      return [{ icon: 'clock', text }]
    }
  }
}

function ofAbsence(
  { words, appointment, other, otherName: name, tray }: Panel,
  connection: ConnectionStatus,
): Notice[] {
  if (!other || other.presence || other.desk || connection.state !== 'quiet') return []
  const waiting = appointment.transfers.some(
    ({ mine, files }) => mine && files.some(({ state }) => state === 'ready' || state === 'receiving'),
  )
  return waiting || !tray.empty ? [{ icon: 'info', text: words.say('absent', { name }) }] : []
}
