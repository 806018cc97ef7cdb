import { html, nothing, type TemplateResult } from 'lit'
import { guard } from 'lit/directives/guard.js'
import { repeat } from 'lit/directives/repeat.js'
import type { LibraryDocument } from '../../../documents/document.ts'
import { sayOfLibrary as say } from '../../../messages/library.ts'
import { button } from '../../kit/button.ts'
import { documentRow } from './document-row.ts'
import type { ListWindow } from './list-window.ts'
import type { LibraryScene } from './scene.ts'

/** How many rows are rendered, or left out, together. */
const chunkSize = 50

/** The documents, in chunks of which only those near the visible part are rendered; `more` loads the next page. */
export function list(scene: LibraryScene, near: ListWindow, more: () => void): TemplateResult {
  const { words, library, looking, documents } = scene
  const chunks = Array.from({ length: Math.ceil(documents.length / chunkSize) }, (_, at) => at)
  return html`
    <div class="document heads" aria-hidden="true">
      <span></span><span>${say(words, 'headDocument')}</span><span>${say(words, 'headWhere')}</span
      ><span>${say(words, 'headViewed')}</span><span>${say(words, 'headExpires')}</span><span></span>
    </div>
    <div class="rows" role="list" aria-labelledby="title" aria-busy=${looking.runs ? 'true' : 'false'}>
      ${chunks.map((at) => chunk(at, scene, near))}
    </div>
    ${library.hasMore ? html`<div class="list-end">${button('quiet', say(words, 'more'), more, { tight: true })}</div>` : nothing}`
}

function chunk(at: number, scene: LibraryScene, near: ListWindow): TemplateResult {
  const first = at * chunkSize
  const far = near.far(at)
  if (far !== undefined)
    return html`<div class="chunk" role="presentation" data-chunk=${at} .style=${`block-size: ${far}px`}></div>`
  const documents = scene.documents.slice(first, first + chunkSize)
  const rows = () =>
    repeat(
      documents,
      ({ id }) => id,
      (document, offset) => documentRow(document, first + offset, scene),
    )
  return html`<div class="chunk" role="presentation" data-chunk=${at} .style=${''}>${guard(facts(documents, scene), rows)}</div>`
}

/** All that the rows of a chunk show: while nothing of it changes, they are not rendered again. */
const facts = (documents: readonly LibraryDocument[], scene: LibraryScene): unknown[] => [
  ...[scene.words, scene.sessions, scene.library.hasMore || scene.documents.length],
  ...[Math.floor(scene.now / 60_000), scene.menus.open],
  ...documents.flatMap((document) => [document.id, document.status, scene.acts.of(document.id)]),
]
