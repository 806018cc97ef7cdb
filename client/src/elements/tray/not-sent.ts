import { html, nothing, type TemplateResult } from 'lit'
import { repeat } from 'lit/directives/repeat.js'
import { explain } from '../../messages/problem.ts'
import { button, iconButton } from '../kit/button.ts'
import { fileIcon } from '../kit/file-icon.ts'
import { fileName } from '../kit/file-name.ts'
import { heading } from '../kit/heading.ts'
import { icon } from '../kit/icon.ts'
import { removedRow } from '../kit/removed-row.ts'
import type { Picked } from './tray.ts'
import type { TrayView } from './tray-view.ts'

/** Chosen files that cannot be sent, each with its reason, until they are dismissed. */
export function notSent(view: TrayView): TemplateResult | typeof nothing {
  const { tray, words, level } = view
  const { refused } = tray
  if (refused.length === 0) return nothing
  const count = refused.filter(({ key }) => tray.removals.of(key) === 'there').length
  return html`<section class="group" part="group not-sent" aria-labelledby="not-sent-title">
    <header class="group-head">
      <div class="group-title" part="group-title">
        ${heading(level + 1, words.say('notSent'), { look: 'label', id: 'not-sent-title' })}
        ${count === 0 ? nothing : html`<p class="subtle">${words.say('fileCount', { count })}</p>`}
      </div>
      ${button('quiet', words.say('dismissAll'), () => tray.dismissAll(), { tight: true, part: 'group-action' })}
    </header>
    <ul aria-labelledby="not-sent-title">${repeat(
      refused,
      ({ key }) => key,
      (picked) => refusedRow(picked, view),
    )}</ul>
  </section>`
}

function refusedRow({ key, name, problem }: Picked, { tray, words, otherName }: TrayView): TemplateResult {
  const { removals } = tray
  if (removals.of(key) === 'undoable') return removedRow({ key, name }, words, removals)
  return html`<li class="file" part="file" id="file-${key}">
    ${fileIcon(name)}
    <div class="file-body">
      ${fileName(name)}
      <p class="file-state stop" part="file-state">${icon('warn', 'small')}<span>${words.say('notSent')}</span></p>
    </div>
    <div class="file-actions signs" part="file-actions">${iconButton('close', words.say('dismissFile', { file: name }), () => removals.remove(key))}</div>
    ${problem ? html`<p class="file-note" part="file-note">${explain(words, problem, { file: name, otherName })}</p>` : nothing}
  </li>`
}
