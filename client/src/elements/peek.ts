import { html, type nothing, type TemplateResult } from 'lit'
import type { Transfer } from '../transfer.ts'
import { bar } from './bar.ts'
import { iconButton } from './button.ts'
import { shareOf } from './file-line.ts'
import { heading } from './heading.ts'
import type { Panel } from './panel.ts'
import { presence } from './presence.ts'

/** The lowered sheet in one line: what is on its way as a whole, else what is new, else who is there. */
export function peek(panel: Panel, raise: () => void): TemplateResult {
  const { words, level } = panel
  const { title, below } = said(panel)
  return html`<div class="peek">
    <div class="words">${heading(level, title, { look: 'label', id: 'title', part: 'title' })}${below}</div>
    ${iconButton('up', words.say('openTitle'), raise)}
  </div>`
}

function said(panel: Panel): { title: string; below: TemplateResult | typeof nothing } {
  const { appointment, words, other, party } = panel
  const moving = appointment.transfers.findLast(({ files }) =>
    files.some(({ state }) => state === 'receiving' || state === 'checking'),
  )
  if (moving) return total(moving, words)
  if (appointment.openRequest?.state === 'asked' && panel.role === 'patient') {
    return { title: words.say('asksYou', { name: other }), below: presence(words, party, other) }
  }
  const { prompts } = appointment
  const title = prompts.length > 0 ? words.say('newFiles', { count: prompts.length }) : words.say('title')
  return { title, below: presence(words, party, other) }
}

function total(transfer: Transfer, words: Panel['words']): { title: string; below: TemplateResult } {
  const share = shareOf(transfer.sentBytes, transfer.bytes)
  const percent = words.percent(share)
  const count = transfer.files.filter(({ state }) => state !== 'withdrawn' && state !== 'rejected').length
  const title = words.say(transfer.mine ? 'sendingTotal' : 'arrivingTotal', { count, percent })
  const heard = words.say(transfer.mine ? 'barSending' : 'barArriving', { percent })
  return { title, below: bar({ cause: 'moving', share, heard }, title) }
}
