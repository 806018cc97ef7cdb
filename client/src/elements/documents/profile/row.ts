import { html, nothing, type TemplateResult } from 'lit'
import type { ProfileDocument } from '../../../documents/profile-document.ts'
import { sayOfLibrary } from '../../../messages/library.ts'
import { sayOfProfile as say } from '../../../messages/profile.ts'
import { button } from '../../kit/button.ts'
import { fileIcon } from '../../kit/file-icon.ts'
import { fileName } from '../../kit/file-name.ts'
import { icon } from '../../kit/icon.ts'
import { ago, dayInWords, fullDate, shortDay, startOfDay } from '../kit/dates.ts'
import { sign } from '../kit/sign.ts'
import { noteOf } from '../library/document-row.ts'
import { ask, expiryField } from '../library/row-forms.ts'
import { bands } from './bands.ts'
import { rowMenu } from './row-menu.ts'
import type { ProfileScene } from './scene.ts'
import { viewsPanel } from './views-panel.ts'

const day = 86_400_000

/** A document of the list: its name opens it; link, sensitivity and expiry; how often it was viewed; its menu. */
export function row(one: ProfileDocument, at: number, scene: ProfileScene): TemplateResult {
  const { acts, documents, words } = scene
  const { document, id } = one
  const { form } = acts.of(id)
  return html`<div
    class="document paper ${form === 'delete' ? 'asks' : ''}" part="document" id="row-${id}" role="listitem"
    aria-setsize=${documents.length} aria-posinset=${at + 1}
  >
    ${fileIcon(document.name)}
    <div class="file-body">
      <button type="button" class="opens" part="open" id="open-${id}" @click=${() => void acts.open(document)}>${fileName(document.name)}</button>
      ${secondLine(one, scene)}
    </div>
    <div class="facts">${linkOf(one, scene)}<p class="sensitivity">${chipOf(one, scene)}</p>${expiryOf(one, scene)}</div>
    <div class="paper-act">${actOf(one, scene)}</div>
    <div class="file-actions">${rowMenu(one, scene)}</div>
    ${viewsPanel(one, scene)}${bands(one, scene)}
    ${
      form === 'delete' || form === 'access'
        ? html`<div class="row-form" part="form">${
            form === 'delete'
              ? ask(document, scene)
              : html`<div class="fields">${expiryField(document, scene, 'first')}<div class="buttons">${button('plain', sayOfLibrary(words, 'close'), () => acts.closeForm(document))}</div></div>`
          }</div>`
        : nothing
    }
  </div>`
}

/** The word of the sensitivity. */
export function chipOf(
  { document }: ProfileDocument,
  { words }: Pick<ProfileScene, 'words'>,
): TemplateResult {
  return document.sensitivity === 'sensitive'
    ? html`<span class="chip private" part="chip">${icon('lock', 'small')}${sayOfLibrary(words, 'sensitive')}</span>`
    : html`<span class="chip" part="chip">${sayOfLibrary(words, 'normal')}</span>`
}

/** When it was viewed last, or that it was not; what came of the last act stands in its place. */
function secondLine(one: ProfileDocument, { words, now, acts }: ProfileScene): TemplateResult {
  const { document, viewedAt, link } = one
  const { note } = acts.of(one.id)
  if (note) return noteOf(note, document.name, words)
  if (viewedAt) {
    const days = Math.round((startOfDay(now) - startOfDay(viewedAt.getTime())) / day)
    const text =
      days > 6
        ? say(words, 'viewedOn', { day: dayInWords(words, viewedAt, now) })
        : say(words, 'viewed', { ago: ago(words, viewedAt, now) })
    const exact = words.moment(viewedAt, now)
    return html`<p class="file-state" part="file-state" title=${exact}>${sign('eye', 'small')}<span>${text}<span class="unseen">, ${exact}</span></span></p>`
  }
  const size = words.size(document.size)
  // A link that was withdrawn was given, as the column of links says.
  if (link?.state !== 'shared')
    return html`<p class="file-state" part="file-state"><span>${link?.state === 'withdrawn' ? size : say(words, 'noLinkYet', { size })}</span></p>`
  return html`<p class="file-state wait" part="file-state">${sign('noeye', 'small')}<span>${sayOfLibrary(words, 'unopened')}</span></p>`
}

function linkOf({ link }: ProfileDocument, { words, now }: ProfileScene): TemplateResult {
  const text =
    link === undefined || link.state === 'unshared'
      ? say(words, 'notShared')
      : link.state === 'shared'
        ? say(words, 'sharedOn', { day: shortDay(words, new Date(link.sharedAt), now) })
        : say(words, 'withdrawnOn', { day: shortDay(words, new Date(link.withdrawnAt), now) })
  return html`<p class="subtle link-state" part="link">${text}</p>`
}

/** The day of the expiry: in few words below the head of its column, in a whole sentence elsewhere. */
function expiryOf(
  { document: { expiresAt } }: ProfileDocument,
  { words, now }: ProfileScene,
): TemplateResult {
  if (expiresAt && expiresAt.getTime() <= now)
    return html`<p class="until" part="expires"><span class="chip stop" part="chip" title=${fullDate(words, expiresAt)}>${sayOfLibrary(words, 'expired')}</span></p>`
  const last = expiresAt && fullDate(words, expiresAt)
  const [few, whole] = last
    ? [last, sayOfLibrary(words, 'expires', { day: last })]
    : [sayOfLibrary(words, 'never'), sayOfLibrary(words, 'neverExpires')]
  return html`<p class="until subtle ${last ? '' : 'never'}" part="expires"><span class="few" aria-hidden="true">${few}</span><span class="whole">${whole}</span></p>`
}

/** The one act that is next: sharing it, reminding the patient, or seeing who has viewed it. */
function actOf(one: ProfileDocument, scene: ProfileScene): TemplateResult {
  const { words, seen, sharing, name, more, reminds } = scene
  const { id, document, views, link } = one
  if (views > 0) {
    const open = seen.of(id) !== undefined
    const text = views === 1 ? say(words, 'viewedOnce') : say(words, 'viewedTimes', { count: views })
    return html`<button
      type="button" class="button quiet tight" part="views" id="views-of-${id}" aria-expanded=${open ? 'true' : 'false'}
      aria-label="${text}: ${document.name}" @click=${() => seen.toggle(one)}
    >${open ? icon('up') : sign('down')}<span>${text}</span></button>`
  }
  if (link?.state === 'shared' && reminds)
    return more.isReminded(id)
      ? html`<p class="subtle">${say(words, 'reminded', { name })}</p>`
      : html`<button
          type="button" class="button quiet tight" part="remind" aria-label="${say(words, 'remind', { name })}: ${document.name}"
          @click=${(event: Event) => remind(event, one, scene)}
        >${sign('bell')}<span>${say(words, 'remind', { name })}</span></button>`
  const share = say(words, 'shareLink')
  return html`<button
    type="button" class="button quiet tight" part="share" id="share-${id}" aria-label="${share}: ${document.name}"
    @click=${() => sharing.begin(one)}
  >${sign('link')}<span>${share}</span></button>`
}

function remind(event: Event, one: ProfileDocument, { more, list }: ProfileScene): void {
  more.remind(one)
  const detail = { document: one.id, patient: list.patient }
  event.target?.dispatchEvent(new CustomEvent('chairside-remind', { detail, bubbles: true, composed: true }))
}
