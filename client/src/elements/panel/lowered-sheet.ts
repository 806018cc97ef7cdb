import { isOnItsWay } from '@chairside/protocol'
import { html, nothing, type TemplateResult } from 'lit'
import { isMissing } from '../../live/again.ts'
import type { TransferFile } from '../../live/file.ts'
import type { Transfer } from '../../live/transfer.ts'
import { explain } from '../../messages/problem.ts'
import type { Words } from '../../messages/words.ts'
import { called } from '../file/called.ts'
import { shareOf } from '../file/row-text.ts'
import { type ConnectionStatus, isConnected } from '../joining/connection-status.ts'
import { type Stake, whileDown } from '../joining/while-down.ts'
import { againText } from '../kit/again-text.ts'
import { bar } from '../kit/bar.ts'
import { button, iconButton } from '../kit/button.ts'
import { fileName } from '../kit/file-name.ts'
import { heading } from '../kit/heading.ts'
import { type IconName, icon } from '../kit/icon.ts'
import { presence } from '../kit/presence.ts'
import { shownFile } from '../kit/shown-name.ts'
import { againOf } from './next-step.ts'
import type { Panel } from './panel.ts'

/**
 * The lowered sheet, with one row of text: trouble with my connection, else files on their way, else news, else the other
 * party's presence.
 */
export function loweredSheet(
  panel: Panel,
  { connection, stake, raise }: { connection: ConnectionStatus; stake: Stake; raise: () => void },
): TemplateResult {
  const { words, level } = panel
  return line(
    ofConnection(connection, words, stake) ?? said(panel, isConnected(connection)),
    words,
    level,
    raise,
  )
}

/** The lowered sheet before the appointment is joined: it shows only the connection's status. */
export function bareLoweredSheet(
  connection: ConnectionStatus,
  stake: Stake,
  { words, level, raise }: { words: Words; level: number; raise: () => void },
): TemplateResult {
  const usual: Said = { sign: 'files', title: words.say('title'), below: nothing }
  return line(ofConnection(connection, words, stake) ?? usual, words, level, raise)
}

interface Said {
  readonly sign: IconName
  readonly tone?: 'ok' | 'wait' | 'stop' | 'rest'
  readonly title: string
  readonly below: TemplateResult | typeof nothing
  /** The kind of the button "Show": `main` for news; absent if there is nothing to show. */
  readonly show?: 'main' | 'plain'
}

function line(
  { sign, tone, title, below, show }: Said,
  words: Words,
  level: number,
  raise: () => void,
): TemplateResult {
  return html`<div class="lowered ${tone ?? ''}">
    <span class="sign">${icon(sign)}</span>
    <div class="words">${heading(level, title, { look: 'label', id: 'title', part: 'title' })}${below}</div>
    ${show ? button(show, words.say('show'), raise, { tight: true }) : iconButton('up', words.say('openTitle'), raise)}
  </div>`
}

function ofConnection(connection: ConnectionStatus, words: Words, stake: Stake): Said | undefined {
  switch (connection.state) {
    case 'quiet':
    case 'polling':
      return undefined
    case 'connecting':
      return { sign: 'clock', title: words.say('connecting'), below: nothing }
    case 'down':
      return {
        sign: 'noline',
        tone: 'wait',
        title: words.say('lineDown'),
        below: subtle(whileDown(words, stake)),
      }
    case 'back':
      return { sign: 'check', tone: 'ok', title: words.say('back'), below: nothing }
    case 'signed-out':
      return {
        sign: 'warn',
        tone: 'stop',
        title: words.say('signedOut'),
        below: stake.inCall ? subtle(words.say('callSafe')) : nothing,
      }
    case 'closed':
      return (
        connection.problem && {
          sign: 'warn',
          tone: 'stop',
          title: explain(words, connection.problem),
          below: nothing,
        }
      )
  }
}

const subtle = (text: string): TemplateResult => html`<p class="subtle">${text}</p>`

function said(panel: Panel, connected: boolean): Said {
  const { appointment, words, otherName, other } = panel
  const where = presence(words, other, { name: otherName, connected })
  const undecided = appointment.transfers.flatMap(({ files }) => files).find((file) => file.undecided)
  if (undecided && panel.role === 'practitioner') {
    const title = words.say('undecidedTitle', { file: shownFile(undecided.name, words) })
    return { sign: 'shield', tone: 'wait', title, below: subtle(words.say('youDecide')), show: 'main' }
  }
  const again = againText(againOf(panel), words)
  if (again) return { sign: 'again', tone: 'wait', title: again.title, below: where, show: 'plain' }
  const moving = appointment.transfers.findLast(({ files }) =>
    files.some(({ state }) => state === 'receiving' || state === 'checking'),
  )
  if (moving) return total(moving, words, called(moving.mine ? moving.to : moving.from, panel))
  if (appointment.openRequest?.state === 'asked' && panel.role === 'patient') {
    return { sign: 'ask', title: words.say('asksYou', { name: otherName }), below: where, show: 'main' }
  }
  const [file, ...more] = appointment.prompts
  if (!file) return { sign: 'files', title: words.say('title'), below: where }
  const name = called(file.transfer.from, panel)
  const title = words.say('sentYou', { name, count: more.length + 1 })
  const below = more.length > 0 ? where : html`<p class="subtle">${fileName(file.name)}</p>`
  return { sign: 'save', title, below, show: 'main' }
}

function total(transfer: Transfer, words: Words, name: string): Said {
  const share = shareOf(transfer.sentBytes, transfer.bytes)
  const percent = words.percent(share)
  const sign = transfer.mine ? 'send' : 'save'
  const arriving = transfer.files.filter(({ state }) => state === 'receiving')
  const halted = arriving.length > 0 && arriving.every(({ paused }) => paused !== undefined)
  if (halted) {
    const waits = arriving.some(({ paused }) => paused === 'line')
    const title = heldUp(arriving, { mine: transfer.mine, waits, words, name, percent })
    const heard = words.say(waits ? 'barWaiting' : 'barPaused', { percent })
    const tone = waits ? 'wait' : 'rest'
    return { sign, tone, title, below: bar({ cause: tone, share, heard }, title) }
  }
  // Files that have arrived do not count.
  const count = transfer.files.filter(isOnItsWay).length
  const title = words.say(transfer.mine ? 'sendingTotal' : 'arrivingTotal', { count, percent })
  const heard = words.say(transfer.mine ? 'barSending' : 'barArriving', { percent })
  return { sign, title, below: bar({ cause: 'moving', share, heard }, title) }
}

interface HeldUp {
  readonly mine: boolean
  /** Whether the transfer waits for a connection; else its sender has paused it. */
  readonly waits: boolean
  readonly words: Words
  readonly name: string
  readonly percent: string
}

/** Says why no bytes of a transfer come. */
function heldUp(arriving: readonly TransferFile[], { mine, waits, words, name, percent }: HeldUp): string {
  if (mine) return words.say(waits ? 'waitingForLine' : 'pausedMine', { percent })
  if (arriving.some(({ status }) => isMissing(status))) return words.say('choosesAgain', { name })
  return waits ? words.say('theirLineDown', { name }) : words.say('pausedTheirs', { name, percent })
}
