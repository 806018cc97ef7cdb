import { html, nothing, type TemplateResult } from 'lit'
import type { PatientDocument } from '../../../documents/patient-document.ts'
import { sayOfFiles } from '../../../messages/files.ts'
import { button, iconButton, once } from '../../kit/button.ts'
import { fileIcon } from '../../kit/file-icon.ts'
import { fileName } from '../../kit/file-name.ts'
import { icon } from '../../kit/icon.ts'
import { shownFile } from '../../kit/shown-name.ts'
import { codeRow } from './code-row.ts'
import { canOpen, type FileItem, isPicture, needsCode } from './item.ts'
import type { ShownFiles } from './shown-files.ts'
import { stateText } from './state-text.ts'

/**
 * A file as a row: mark, name and state, and its download. `from`: the practitioner, as they are called. `more`: what stands
 * below it.
 */
export function fileLine(
  item: FileItem,
  from: string,
  shown: ShownFiles,
  more: TemplateResult | typeof nothing = nothing,
): TemplateResult {
  const { words } = shown
  const name = shownFile(item.name, words)
  const state = stateText(item, words, { from, now: shown.now })
  const opens = canOpen(item)
  const note = shown.note(item)
  const field = shown.codes.fieldOf(item)
  return html`<li class="file ${opens ? '' : 'closed'}" part="file" id="file-${item.id}">
    ${mark(item, name, shown)}
    <div class="file-body">
      ${opens && isPicture(item) ? pictureLink(item, name, shown) : fileName(name)}
      <p class="file-state" part="file-state">
        ${state.icon ? icon(state.icon, 'small') : nothing}<span>${state.text}</span>${newMark(item, shown)}
      </p>
    </div>
    ${
      opens
        ? html`<div class="file-actions signs" part="file-actions">${downloadButton(item, name, shown)}</div>`
        : nothing
    }
    ${needsCode(item) ? html`<div class="file-actions" part="file-actions">${openButton(item, name, shown)}</div>` : nothing}
    ${field ? codeRow(field, shown.codes, words) : nothing}
    ${note ? noteLine(note) : nothing}${more}
  </li>`
}

function openButton(item: PatientDocument, name: string, { codes, words }: ShownFiles): TemplateResult {
  return button('plain', sayOfFiles(words, 'codeOpen'), () => codes.toggle(item), {
    name: sayOfFiles(words, 'openFile', { file: name }),
    id: `unlock-${item.id}`,
    tight: true,
  })
}

export function noteLine(note: NonNullable<ReturnType<ShownFiles['note']>>): TemplateResult {
  return html`<div class="file-note" part="file-note">
    <p>${note.text}</p>
    ${note.act ? button('quiet', note.act.words, note.act.press, { tight: true }) : nothing}
  </div>`
}

export function downloadButton(item: FileItem, name: string, shown: ShownFiles): TemplateResult {
  return iconButton('save', shown.words.say('downloadFile', { file: name }), () => shown.download(item), {
    look: 'accent',
  })
}

/** The mark "New"; nothing for a file that is not. */
export function newMark(item: FileItem, shown: ShownFiles): TemplateResult | typeof nothing {
  if (!shown.isNew(item)) return nothing
  return html`<span class="new" part="new">${sayOfFiles(shown.words, 'newMark')}</span>`
}

function mark(item: FileItem, name: string, shown: ShownFiles): TemplateResult {
  const key = `row-${item.id}`
  const thumb = shown.thumb(item, 'row')
  if (thumb === 'none') return html`${fileIcon(name)}`
  return html`<span class="mark thumb" part="thumb" aria-hidden="true" data-thumb=${key}
    >${thumb === 'waiting' ? fileIcon(name) : thumb}</span
  >`
}

function pictureLink(item: FileItem, name: string, shown: ShownFiles): TemplateResult {
  return html`<button
    type="button" class="name-link" id="open-${item.id}"
    aria-label=${sayOfFiles(shown.words, 'openPicture', { file: name })}
    @keydown=${once} @click=${() => shown.open(item)}
  >${fileName(name)}</button>`
}
