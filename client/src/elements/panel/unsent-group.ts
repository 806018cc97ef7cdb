import type { FileOffer } from '@chairside/protocol'
import { html, nothing, type TemplateResult } from 'lit'
import { repeat } from 'lit/directives/repeat.js'
import { iconButton } from '../kit/button.ts'
import { fileIcon } from '../kit/file-icon.ts'
import { fileName } from '../kit/file-name.ts'
import { heading } from '../kit/heading.ts'
import { icon } from '../kit/icon.ts'
import type { Panel } from './panel.ts'

/** Files that were sent before a reload and that never reached the server. */
export function unsentGroup(panel: Panel): TemplateResult | typeof nothing {
  const { files } = panel.appointment.unsent
  if (files.length === 0) return nothing
  const { words, level } = panel
  return html`<section class="group" part="group" aria-labelledby="unsent-title">
    <header class="group-head">
      <div class="group-title" part="group-title">
        ${heading(level + 1, words.say('notSentYet'), { look: 'label', id: 'unsent-title' })}
      </div>
    </header>
    <ul aria-labelledby="unsent-title">${repeat(
      files,
      ({ id }) => id,
      (file) => row(file, panel),
    )}</ul>
  </section>`
}

function row({ id, name, size }: FileOffer, { words, sends, appointment, acts }: Panel): TemplateResult {
  const isGoing = appointment.unsent.isGoing(id)
  const text = isGoing
    ? words.say('waitsForLine')
    : sends
      ? words.say('chooseItAgain', { size: words.size(size) })
      : words.say('notSent')
  const forget = () => acts.forgetUnsent(id)
  return html`<li class="file" part="file" id="file-${id}">
    ${fileIcon(name)}
    <div class="file-body">
      ${fileName(name)}
      <p class="file-state wait" part="file-state">
        ${icon(isGoing ? 'clock' : 'again', 'small')}<span>${text}</span>
      </p>
    </div>
    ${
      isGoing
        ? nothing
        : html`<div class="file-actions" part="file-actions">
          ${iconButton('close', words.say('forgetUnsent', { file: name }), forget)}
        </div>`
    }
  </li>`
}
