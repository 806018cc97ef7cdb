import { isOnItsWay } from '@chairside/protocol'
import { html, nothing, type TemplateResult } from 'lit'
import type { Transfer } from '../../live/transfer.ts'
import { explain } from '../../messages/problem.ts'
import type { Words } from '../../messages/words.ts'
import { shareOf } from '../file/row-text.ts'
import type { ConnectionStatus } from '../joining/connection-status.ts'
import { bar } from '../kit/bar.ts'
import { iconButton } from '../kit/button.ts'
import { heading } from '../kit/heading.ts'
import { type IconName, icon } from '../kit/icon.ts'
import { presence } from '../kit/presence.ts'
import type { Panel } from './panel.ts'

/**
 * The lowered sheet in one row of text: trouble with my connection, else what is on its way, else what is new, else who
 * is there.
 */
export function loweredSheet(panel: Panel, connection: ConnectionStatus, raise: () => void): TemplateResult {
  const { words, level } = panel
  return line(ofConnection(connection, words) ?? said(panel), words, level, raise)
}

/** The same while there is nothing to show yet but the connection's status. */
export function bareLoweredSheet(
  connection: ConnectionStatus,
  words: Words,
  level: number,
  raise: () => void,
): TemplateResult {
  const usual: Said = { sign: 'files', title: words.say('title'), below: nothing }
  return line(ofConnection(connection, words) ?? usual, words, level, raise)
}

interface Said {
  readonly sign: IconName
  readonly tone?: 'ok' | 'wait' | 'stop' | 'rest'
  readonly title: string
  readonly below: TemplateResult | typeof nothing
}

function line(
  { sign, tone, title, below }: Said,
  words: Words,
  level: number,
  raise: () => void,
): TemplateResult {
  return html`<div class="lowered ${tone ?? ''}">
    <span class="sign">${icon(sign)}</span>
    <div class="words">${heading(level, title, { look: 'label', id: 'title', part: 'title' })}${below}</div>
    ${iconButton('up', words.say('openTitle'), raise)}
  </div>`
}

function ofConnection(connection: ConnectionStatus, words: Words): Said | undefined {
  switch (connection.state) {
    case 'quiet':
      return undefined
    case 'connecting':
      return { sign: 'clock', title: words.say('connecting'), below: nothing }
    case 'down':
      return {
        sign: 'noline',
        tone: 'wait',
        title: words.say('lineDown'),
        below: subtle(words.say('lineDownSafe')),
      }
    case 'back':
      return { sign: 'check', tone: 'ok', title: words.say('back'), below: nothing }
    case 'signed-out':
      return {
        sign: 'warn',
        tone: 'stop',
        title: words.say('signedOut'),
        below: subtle(words.say('signedOutCall')),
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

function said(panel: Panel): Said {
  const { appointment, words, otherName, other } = panel
  const moving = appointment.transfers.findLast(({ files }) =>
    files.some(({ state }) => state === 'receiving' || state === 'checking'),
  )
  if (moving) return total(moving, words)
  if (appointment.openRequest?.state === 'asked' && panel.role === 'patient') {
    return {
      sign: 'ask',
      title: words.say('asksYou', { name: otherName }),
      below: presence(words, other, otherName),
    }
  }
  const { prompts } = appointment
  const title = prompts.length > 0 ? words.say('newFiles', { count: prompts.length }) : words.say('title')
  const sign = prompts.length > 0 ? 'save' : 'files'
  return { sign, title, below: presence(words, other, otherName) }
}

function total(transfer: Transfer, words: Words): Said {
  const share = shareOf(transfer.sentBytes, transfer.bytes)
  const percent = words.percent(share)
  const sign = transfer.mine ? 'send' : 'save'
  const arriving = transfer.files.filter(({ state }) => state === 'receiving')
  const halted = arriving.length > 0 && arriving.every(({ paused }) => paused !== undefined)
  if (halted) {
    const waits = arriving.some(({ paused }) => paused === 'line')
    const title = words.say(waits ? 'waitingForLine' : 'pausedMine', { percent })
    const heard = words.say(waits ? 'barWaiting' : 'barPaused', { percent })
    const tone = waits ? 'wait' : 'rest'
    return { sign, tone, title, below: bar({ cause: tone, share, heard }, title) }
  }
  // What is here already does not arrive any more.
  const count = transfer.files.filter(isOnItsWay).length
  const title = words.say(transfer.mine ? 'sendingTotal' : 'arrivingTotal', { count, percent })
  const heard = words.say(transfer.mine ? 'barSending' : 'barArriving', { percent })
  return { sign, title, below: bar({ cause: 'moving', share, heard }, title) }
}
