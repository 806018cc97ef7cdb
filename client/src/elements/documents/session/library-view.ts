import { html, nothing, type TemplateResult } from 'lit'
import { repeat } from 'lit/directives/repeat.js'
import type { LibraryDocument } from '../../../documents/document.ts'
import { inFull } from '../../../messages/problem.ts'
import { sayOfSession } from '../../../messages/session.ts'
import { button } from '../../kit/button.ts'
import { fileName } from '../../kit/file-name.ts'
import { closeOnEscape } from '../../kit/form.ts'
import { heading } from '../../kit/heading.ts'
import { notice } from '../../kit/notice.ts'
import { shownFile } from '../../kit/shown-name.ts'
import { documentMark } from '../kit/document-mark.ts'
import type { Card } from './card.ts'
import { openerOf } from './head.ts'
import type { LibraryChoice } from './library-choice.ts'

/** The practitioner's library in the place of the list, to choose what is attached. */
export function libraryView(card: Card, choice: LibraryChoice): TemplateResult {
  const { words, acts, level } = card
  const close = () => acts.show('list', ...openerOf('from-library'))
  const count = choice.chosen.size
  const attach = () => void acts.attach([...choice.chosen])
  const { documents, problem } = choice
  return html`<section class="library" aria-labelledby="library-title" @keydown=${closeOnEscape(close)}>
    <header class="card-head">
      ${heading(level, sayOfSession(words, 'libraryTitle'), { look: 'title', id: 'library-title' })}
      <input
        type="search" class="input" id="search" maxlength="200" autocomplete="off"
        aria-label=${sayOfSession(words, 'search')} placeholder=${sayOfSession(words, 'search')}
        @input=${(event: Event) => choice.search((event.currentTarget as HTMLInputElement).value)}
      />
    </header>
    ${problem ? html`<div class="card-notices">${notice({ icon: 'warn', tone: 'wait', text: inFull(words, problem.problem) })}</div>` : nothing}
    ${
      choice.isOpen && documents.length === 0
        ? html`<p class="card-foot subtle">${sayOfSession(words, choice.searches ? 'nothingFound' : 'libraryEmpty')}</p>`
        : nothing
    }
    <ul class="group library-list" aria-labelledby="library-title">
      ${repeat(
        documents,
        ({ id }) => id,
        (document) => row(document, card, choice),
      )}
    </ul>
    ${choice.hasMore ? html`<div class="card-foot">${button('quiet', sayOfSession(words, 'showMore'), () => choice.more(), { tight: true })}</div>` : nothing}
    <div class="several-bar">
      ${button(
        'main',
        count === 0 ? sayOfSession(words, 'attachNone') : sayOfSession(words, 'attach', { count }),
        attach,
        { id: 'attach', off: count === 0 ? 'library-title' : undefined },
      )}
      ${button('plain', sayOfSession(words, 'cancel'), close)}
    </div>
  </section>`
}

function row(document: LibraryDocument, { words, material }: Card, choice: LibraryChoice): TemplateResult {
  const { id } = document
  const name = shownFile(document.name, words)
  const here = material.documents.some((one) => one.id === id)
  const size = words.size(document.size)
  const said = here ? sayOfSession(words, 'sized', { size, more: sayOfSession(words, 'alreadyHere') }) : size
  return html`<li class="file pick ${choice.chosen.has(id) ? 'chosen' : ''}">
    <label class="pick-label">
      <input
        type="checkbox" .checked=${here || choice.chosen.has(id)} ?disabled=${here}
        @change=${() => choice.toggle(id)}
      />
      <span class="doc-mark">${documentMark(document)}</span>
      <span class="file-body">${fileName(name)}<span class="file-state">${said}</span></span>
    </label>
  </li>`
}
