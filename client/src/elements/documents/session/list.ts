import { html, nothing, type TemplateResult } from 'lit'
import { guard } from 'lit/directives/guard.js'
import { repeat } from 'lit/directives/repeat.js'
import { sayOfSession } from '../../../messages/session.ts'
import { removedRow } from '../../kit/removed-row.ts'
import { sign } from '../kit/sign.ts'
import type { Card } from './card.ts'
import { documentRow, rowFacts } from './document-row.ts'
import { availabilityOptions, visibilityOptions } from './row-choices.ts'
import type { RowDrag } from './row-drag.ts'
import { severalBar } from './several-bar.ts'
import { uploadRow } from './upload-row.ts'

/** The attached documents, and below them the files that are on their way. */
export function list(card: Card, drag: RowDrag): TemplateResult {
  const { words, material, acts, wide, gradual } = card
  const { documents, uploads } = material
  const [first, last] = [documents[0], documents.at(-1)]
  const items = acts.removed.among(documents)
  if (items.length === 0 && uploads.length === 0) return empty(card)
  const several = acts.mode === 'several'
  return html`
    ${wide ? heads(card) : nothing}
    <ul class="group ${several ? 'several' : ''}" aria-labelledby="title">
      ${repeat(
        items,
        ({ id }) => id,
        (item) => {
          if ('gone' in item) {
            const { id, name } = item.gone
            const said = sayOfSession(words, 'removed', { file: name })
            return removedRow({ key: id, name, said }, words, acts.removed.removals, () => void acts.undo(id))
          }
          const { there: one } = item
          const ends = { first: one === first, last: one === last }
          const facts = gradual.shown(one.id, rowFacts(one, card, ends))
          if (!facts) return nothing
          const chosen = several && acts.chosen.has(one.id)
          return html`<li
            class="file doc ${chosen ? 'chosen' : ''} ${drag.lookOf(one.id)}" part="document" id="file-${one.id}"
            draggable=${!several && acts.renaming !== one.id && documents.length > 1 ? 'true' : 'false'}
            @dragstart=${(event: DragEvent) => drag.start(event, one.id)}
            @dragover=${(event: DragEvent) => drag.over(event, one.id)}
            @drop=${(event: DragEvent) => drag.drop(event)}
            @dragend=${() => drag.end()}
          >${guard([...facts], () => documentRow(one, card))}</li>`
        },
      )}
      ${repeat(
        uploads,
        ({ id }) => id,
        (upload) =>
          gradual.shown(upload.id, [])
            ? html`<li class="file doc upload" part="document" id="file-${upload.id}">${uploadRow(upload, card)}</li>`
            : nothing,
      )}
    </ul>
    ${several ? severalBar(card) : html`<p class="card-foot subtle" part="foot">${sayOfSession(words, 'foot')}</p>`}`
}

// A screen reader hears the column's name at each control. Hidden copies of the controls make the columns as wide as theirs.
function heads({ words, acts }: Card): TemplateResult {
  const several = acts.mode === 'several'
  const column = (name: string, options: readonly { readonly words: string }[]) =>
    html`<span class="column"
      ><span class="subtle">${name}</span
      ><span class="segment ghost">${options.map((one) => html`<span>${one.words}</span>`)}</span
    ></span>`
  return html`<div class="heads ${several ? 'several' : ''}" part="heads" aria-hidden="true">
    <span class="subtle">${sayOfSession(words, 'fileColumn')}</span>
    <div class="choices">
      ${column(sayOfSession(words, 'availableColumn'), availabilityOptions(words))}
      ${column(sayOfSession(words, 'visibleColumn'), visibilityOptions(words))}
      ${several ? nothing : html`<span class="button tight ghost">${sayOfSession(words, 'remove')}</span>`}
    </div>
  </div>`
}

function empty({ words, owns, acts }: Card): TemplateResult {
  return html`<div class="empty">
    ${sign('folder')}
    <p class="label">${sayOfSession(words, 'emptyTitle')}</p>
    <p class="subtle">${sayOfSession(words, 'emptyText')}</p>
    ${
      owns
        ? html`<button
            type="button" class="button quiet tight" id="from-library"
            @click=${() => acts.show('library', '#search')}
          >${sign('folder')}<span>${sayOfSession(words, 'fromLibrary')}</span></button>`
        : nothing
    }
  </div>`
}
