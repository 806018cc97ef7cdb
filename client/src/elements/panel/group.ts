import { isFetchable, isLive } from '@chairside/protocol'
import { html, type TemplateResult } from 'lit'
import { repeat } from 'lit/directives/repeat.js'
import type { TransferFile } from '../../live/file.ts'
import type { Transfer } from '../../live/transfer.ts'
import { called } from '../file/called.ts'
import { shareOf } from '../file/row-text.ts'
import { heading } from '../kit/heading.ts'
import type { Panel } from './panel.ts'

/** One transfer: whose it is, when it was, and those of its files that are shown. */
export function group(
  transfer: Transfer,
  files: readonly TransferFile[],
  panel: Panel,
  row: (file: TransferFile) => TemplateResult,
): TemplateResult {
  const title = `group-${transfer.id}`
  const [name, when] = transfer.mine ? mine(transfer, panel) : theirs(transfer, panel)
  return html`<section class="group" part="group">
    <header class="group-head">
      <div class="group-title" part="group-title">
        ${heading(panel.level + 1, name, { look: 'label', id: title })}
        <p class="subtle">${when}</p>
      </div>
    </header>
    <ul aria-labelledby=${title}>${repeat(files, ({ id }) => id, row)}</ul>
  </section>`
}

function mine(transfer: Transfer, { words }: Panel): readonly [string, string] {
  const live = transfer.files.filter(isLive)
  const done = live.filter(isFetchable).length
  if (transfer.state !== 'open' || done === live.length) {
    return [words.say('youSent'), words.time(transfer.at)]
  }
  const moving = live.filter((file) => !isFetchable(file))
  if (moving.every(({ source }) => source === 'missing' || source === 'closed'))
    return [words.say('youWereSending'), words.say('doneOf', { done, count: live.length })]
  const percent = words.percent(shareOf(transfer.sentBytes, transfer.bytes))
  return [words.say('youAreSending'), words.say('deliveredOf', { done, count: live.length, percent })]
}

function theirs(transfer: Transfer, panel: Panel): readonly [string, string] {
  const { words, appointment } = panel
  const request = appointment.requests.find(({ id }) => id === transfer.request)
  const when = request?.mine
    ? words.say('youAskedAt', { time: words.time(request.at) })
    : words.time(transfer.at)
  return [words.say('from', { name: called(transfer.from, panel) }), when]
}
