import { html, nothing, type TemplateResult } from 'lit'
import type { ProfileDocument } from '../../../documents/profile-document.ts'
import { sayOfProfile as say, wayLabel } from '../../../messages/profile.ts'
import { button } from '../../kit/button.ts'
import type { ProfileScene } from './scene.ts'

/** So many views are shown at first. */
const few = 10

/** Who has viewed a document, when, by which way and on what; nothing while it is folded up. */
export function viewsPanel(one: ProfileDocument, scene: ProfileScene): TemplateResult | typeof nothing {
  const { words, now, seen, name } = scene
  const open = seen.of(one.id)
  if (!open?.views) return nothing
  const { views, wrong } = open.views
  const shown = open.all ? views : views.slice(0, few)
  const note = wrong
    ? say(words, 'wrongCodes', { count: wrong.count, when: words.moment(wrong.at, now) })
    : say(words, 'ownNotCounted')
  return html`<div class="views" part="views-list" role="group" aria-label=${say(words, 'openedBy', { name })}>
    <p class="label">${say(words, 'openedBy', { name })}</p>
    <ul>${shown.map(
      ({ at, way, device }) =>
        html`<li class="view"><span>${words.moment(at, now)}</span><span class="subtle">${wayLabel(words, way, device)}</span></li>`,
    )}</ul>
    ${
      shown.length < views.length
        ? html`<div>${button('quiet', say(words, 'showAll'), () => seen.showAll(), { tight: true, name: `${say(words, 'showAll')}: ${one.document.name}` })}</div>`
        : nothing
    }
    <p class="subtle">${note}</p>
  </div>`
}
