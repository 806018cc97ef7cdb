import { html, nothing, type TemplateResult } from 'lit'
import { repeat } from 'lit/directives/repeat.js'
import { sayOfLibrary } from '../../../messages/library.ts'
import { sayOfProfile as say } from '../../../messages/profile.ts'
import { button } from '../../kit/button.ts'
import { sign } from '../kit/sign.ts'
import { row } from './row.ts'
import type { ProfileScene } from './scene.ts'

/** The documents below the heads of their columns; `more` loads the next page. */
export function list(scene: ProfileScene, more: () => void): TemplateResult {
  const { words, documents, now, list: all } = scene
  const someExpired = documents.some(({ document: { expiresAt } }) => expiresAt && expiresAt.getTime() <= now)
  return html`
    <div class="document heads paper" aria-hidden="true">
      <span></span><span>${sayOfLibrary(words, 'headDocument')}</span><span>${say(words, 'headLink')}</span
      ><span>${sayOfLibrary(words, 'sensitivity')}</span><span>${sayOfLibrary(words, 'headExpires')}</span><span></span><span></span>
    </div>
    <div class="rows" role="list" aria-labelledby="title">${repeat(
      documents,
      ({ id }) => id,
      (one, at) => row(one, at, scene),
    )}</div>
    ${all.hasMore ? html`<div class="list-end">${button('quiet', sayOfLibrary(words, 'more'), more, { tight: true, part: 'more' })}</div>` : nothing}
    ${someExpired ? html`<p class="foot subtle">${say(words, 'footExpired')}</p>` : nothing}`
}

/** What stands in place of the list while it has no rows. */
export function empty(
  scene: ProfileScene,
  upload: () => void,
  showAll: () => void,
  more: () => void,
): TemplateResult {
  const { words, list: all, name } = scene
  if (all.documents.length > 0 && all.hasMore)
    return html`<div class="empty">${button('quiet', sayOfLibrary(words, 'more'), more, { tight: true, part: 'more' })}</div>`
  if (all.documents.length > 0)
    return html`<div class="empty">${sign('eye')}<p class="label">${say(words, 'noneHere')}</p>
      ${button('quiet', say(words, 'showAll'), showAll, { tight: true })}</div>`
  return html`<div class="empty">${sign('folder')}<p class="label">${sayOfLibrary(words, 'none')}</p>
    <p class="subtle">${say(words, 'noneText', { name })}</p>
    ${button('plain', sayOfLibrary(words, 'upload'), upload, { icon: 'plus' })}</div>`
}
