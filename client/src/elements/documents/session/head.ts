import { html, nothing, type TemplateResult } from 'lit'
import { sayOfSession } from '../../../messages/session.ts'
import { heading } from '../../kit/heading.ts'
import type { MenuItem } from '../kit/menu.ts'
import { sign } from '../kit/sign.ts'
import type { Card } from './card.ts'

/** The card's title, its total, and the acts on the whole list. */
export function head(card: Card): TemplateResult {
  const { words, material, level, wide, menus } = card
  const { documents } = material
  const size = words.size(documents.reduce((sum, { document }) => sum + document.size, 0))
  const acts = actsOf(card)
  return html`<header class="card-head" part="head">
    <div class="words">
      ${heading(level, sayOfSession(words, 'title'), { look: 'title', id: 'title', part: 'title' })}
      ${documents.length > 0 ? html`<p class="subtle">${sayOfSession(words, 'total', { count: documents.length, size })}</p>` : nothing}
    </div>
    ${
      acts.length === 0
        ? nothing
        : wide
          ? html`<div class="head-acts">${acts.map(
              ({ id, words: said, sign: drawn, act }) =>
                html`<button type="button" class="button quiet tight" id=${id} @click=${act}>${drawn}<span>${said}</span></button>`,
            )}</div>`
          : menus.button('card', sayOfSession(words, 'moreActs'), acts)
    }
  </header>`
}

/** The selectors of the button from which a mode was opened, or of its menu. */
export const openerOf = (id: string): readonly string[] => [`#${id}`, '#menu-card', '#title']

function actsOf({ words, material, owns, acts }: Card): readonly (MenuItem & { readonly id: string })[] {
  const { documents, patients } = material
  if (acts.mode !== 'list') return []
  const fromLibrary = {
    id: 'from-library',
    words: sayOfSession(words, 'fromLibrary'),
    sign: sign('folder'),
    act: () => acts.show('library', '#search'),
  }
  const several = {
    id: 'several',
    words: sayOfSession(words, 'several'),
    sign: sign('list'),
    act: () => acts.show('several', '#choose-all'),
  }
  const seeAs = {
    id: 'see-as',
    words: sayOfSession(words, 'seeAs'),
    sign: sign('eye'),
    act: () => acts.show('as-client', '#as-title'),
  }
  return [
    // An empty list has this button in its middle.
    ...(owns && documents.length > 0 ? [fromLibrary] : []),
    ...(documents.length > 1 ? [several] : []),
    ...(documents.length > 0 && patients.length > 0 ? [seeAs] : []),
  ]
}
