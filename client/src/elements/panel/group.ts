import { isDelivered, isFetchable, isLive } from '@chairside/protocol'
import { html, nothing, type TemplateResult } from 'lit'
import { repeat } from 'lit/directives/repeat.js'
import type { TransferFile } from '../../live/file.ts'
import type { Transfer } from '../../live/transfer.ts'
import { called } from '../file/called.ts'
import { shareOf } from '../file/row-text.ts'
import { button } from '../kit/button.ts'
import { heading } from '../kit/heading.ts'
import type { Panel } from './panel.ts'

/** Renders a transfer: its sender, its time, and the given files. */
export function group(
  transfer: Transfer,
  files: readonly TransferFile[],
  panel: Panel,
  row: (file: TransferFile) => TemplateResult,
): TemplateResult {
  const title = `group-${transfer.id}`
  const [name, when] = transfer.mine ? mine(transfer, panel) : theirs(transfer, panel)
  // Its actions come and go with the states of its files.
  const acts = !transfer.mine && (transfer.request !== undefined || transfer.files.length > 1)
  return html`<section class="group" part="group">
    <header class="group-head ${acts ? 'roomy' : ''}">
      <div class="group-title" part="group-title">
        ${heading(panel.level + 1, name, { look: 'label', id: title })}
        <p class="subtle">${when}</p>
      </div>
      ${groupActions(transfer, panel)}
    </header>
    <ul aria-labelledby=${title}>${repeat(files, ({ id }) => id, row)}</ul>
  </section>`
}

/** The actions of the other party's transfer: to save all ready files, and to withdraw the request that it answers. */
function groupActions({ mine, id, files }: Transfer, { words, acts, appointment, requests }: Panel) {
  const here = mine ? [] : files.filter(({ state }) => state === 'ready')
  const all = () => {
    for (const file of here) acts.toFile(file, 'download')
  }
  const asked = appointment.openRequest
  const answers = asked?.mine && asked.status.state === 'answering' && asked.status.transfer === id
  return html`${here.length < 2 ? nothing : button('quiet', words.say('downloadAll'), all, { tight: true, part: 'group-action' })}
    ${answers ? button('quiet', words.say('withdrawRequest'), () => requests.withdrawRequest(asked), { tight: true, part: 'group-action' }) : nothing}`
}

function mine(transfer: Transfer, { words, tray }: Panel): readonly [string, string] {
  // That its other files were sent is said once they were.
  const sent = transfer.files.filter(({ state }) => state !== 'rejected' && state !== 'withdrawn').length
  const refused = sent === 0 ? 0 : tray.refusedWith(transfer.id)
  const partly = refused === 0 ? [] : [words.say('partlySent', { sent, refused })]
  const live = transfer.files.filter(isLive)
  if (transfer.state !== 'open' || live.every(isFetchable)) {
    return [words.say('youSent'), [words.time(transfer.at), ...partly].join(' · ')]
  }
  const done = live.filter(({ status }) => isDelivered(status)).length
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
