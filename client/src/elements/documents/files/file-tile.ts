import { html, nothing, type TemplateResult } from 'lit'
import { sayOfFiles } from '../../../messages/files.ts'
import { once } from '../../kit/button.ts'
import { fileIcon } from '../../kit/file-icon.ts'
import { fileName } from '../../kit/file-name.ts'
import { icon } from '../../kit/icon.ts'
import { shownFile } from '../../kit/shown-name.ts'
import { downloadButton, newMark, noteLine } from './file-line.ts'
import { canOpen, type FileItem } from './item.ts'
import type { ShownFiles } from './shown-files.ts'
import { stateText } from './state-text.ts'
import type { Thumb } from './thumbnails.ts'

/** A picture as a tile of the gallery: it opens the lightbox. One that cannot be opened says when. */
export function fileTile(item: FileItem, from: string, shown: ShownFiles): TemplateResult {
  const { words } = shown
  const name = shownFile(item.name, words)
  const state = stateText(item, words, { from, now: shown.now })
  const opens = canOpen(item)
  const note = shown.note(item)
  const thumb = opens ? shown.thumb(item, 'tile') : 'none'
  return html`<li class="tile ${opens ? '' : 'closed'}" part="tile" id="file-${item.id}">
    ${opens ? picture(item, name, thumb, shown) : html`<div class="tile-picture" part="picture">${icon(state.icon ?? 'clock')}</div>`}
    ${newMark(item, shown)}
    <div class="tile-caption" part="caption">
      <div class="file-body">${fileName(name)}<p class="file-state"><span>${opens && thumb === 'none' ? `${state.text} · ${sayOfFiles(words, 'noPreview')}` : state.text}</span></p></div>
      ${opens ? downloadButton(item, name, shown) : nothing}
    </div>
    ${note ? noteLine(note) : nothing}
  </li>`
}

function picture(item: FileItem, name: string, thumb: Thumb, shown: ShownFiles): TemplateResult {
  const { words } = shown
  const inside =
    thumb === 'waiting'
      ? html`<span class="subtle" aria-hidden="true">${sayOfFiles(words, 'pictureLoading')}</span>`
      : thumb === 'none'
        ? html`${fileIcon(name)}`
        : thumb
  return html`<button
    type="button" class="tile-picture" part="picture" id="open-${item.id}" data-thumb="tile-${item.id}"
    aria-label=${sayOfFiles(words, 'openPicture', { file: name })} title=${name}
    @keydown=${once} @click=${() => shown.open(item)}
  >${inside}</button>`
}
