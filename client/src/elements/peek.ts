import { html, type nothing, type TemplateResult } from 'lit'
import type { Words } from '../messages/words.ts'
import type { Transfer } from '../transfer.ts'
import { bar } from './bar.ts'
import { iconButton } from './button.ts'
import { shareOf } from './file-line.ts'
import { heading } from './heading.ts'
import { type IconName, icon } from './icon.ts'
import type { Panel } from './panel.ts'
import { presence } from './presence.ts'

/** The lowered sheet in one line: what is on its way as a whole, else what is new, else who is there. */
export function peek(panel: Panel, raise: () => void): TemplateResult {
  const { words, level } = panel
  const { sign, title, below } = said(panel)
  return html`<div class="peek">
    <span class="sign">${icon(sign)}</span>
    <div class="words">${heading(level, title, { look: 'label', id: 'title', part: 'title' })}${below}</div>
    ${iconButton('up', words.say('openTitle'), raise)}
  </div>`
}

interface Said {
  readonly sign: IconName
  readonly title: string
  readonly below: TemplateResult | typeof nothing
}

function said(panel: Panel): Said {
  const { appointment, words, other, party } = panel
  const moving = appointment.transfers.findLast(({ files }) =>
    files.some(({ state }) => state === 'receiving' || state === 'checking'),
  )
  if (moving) return total(moving, words)
  if (appointment.openRequest?.state === 'asked' && panel.role === 'patient') {
    return { sign: 'ask', title: words.say('asksYou', { name: other }), below: presence(words, party, other) }
  }
  const { prompts } = appointment
  const title = prompts.length > 0 ? words.say('newFiles', { count: prompts.length }) : words.say('title')
  const sign = prompts.length > 0 ? 'save' : 'files'
  return { sign, title, below: presence(words, party, other) }
}

function total(transfer: Transfer, words: Words): Said {
  const share = shareOf(transfer.sentBytes, transfer.bytes)
  const percent = words.percent(share)
  const count = transfer.files.filter(({ state }) => state !== 'withdrawn' && state !== 'rejected').length
  const title = words.say(transfer.mine ? 'sendingTotal' : 'arrivingTotal', { count, percent })
  const heard = words.say(transfer.mine ? 'barSending' : 'barArriving', { percent })
  return {
    sign: transfer.mine ? 'send' : 'save',
    title,
    below: bar({ cause: 'moving', share, heard }, title),
  }
}
