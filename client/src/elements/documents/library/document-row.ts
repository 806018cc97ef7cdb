import type { FileFlag } from '@chairside/protocol'
import { html, nothing, type TemplateResult } from 'lit'
import type { LibraryDocument } from '../../../documents/document.ts'
import { visibilityLabel } from '../../../messages/documents.ts'
import { sayOfLibrary as say } from '../../../messages/library.ts'
import { explain } from '../../../messages/problem.ts'
import type { Words } from '../../../messages/words.ts'
import { button } from '../../kit/button.ts'
import { fileName } from '../../kit/file-name.ts'
import { icon } from '../../kit/icon.ts'
import { ago, dayInWords, fullDate } from '../kit/dates.ts'
import { documentMark } from '../kit/document-mark.ts'
import { sign } from '../kit/sign.ts'
import { decision } from './decision.ts'
import type { RowNote } from './row-acts.ts'
import { rowForm } from './row-forms.ts'
import { rowMenu } from './row-menu.ts'
import type { LibraryScene } from './scene.ts'
import { sessionName } from './session-name.ts'

/** A document of the list: its name opens it, its menu has everything else. `at` counts from 0. */
export function documentRow(document: LibraryDocument, at: number, scene: LibraryScene): TemplateResult {
  const { words, acts, library, documents } = scene
  const { id, state } = document
  const { form } = acts.of(id)
  const gone = state === 'deleted' || state === 'rejected'
  return html`<div
    class="document ${gone ? 'gone' : ''} ${form === 'delete' ? 'asks' : ''}" part="document" id="row-${id}" role="listitem"
    aria-setsize=${library.hasMore ? -1 : documents.length} aria-posinset=${at + 1}
  >
    ${documentMark(document)}
    <div class="file-body">${nameOf(document, scene)}${stateOf(document, scene)}</div>
    ${places(document, scene)}${viewed(document, scene)}${until(document, words, scene.now)}
    <div class="file-actions">${state === 'deleted' ? nothing : rowMenu(document, scene)}</div>
    ${decision(document, scene)}
    ${form ? rowForm(form, document, scene) : nothing}
  </div>`
}

function nameOf(document: LibraryDocument, { words, acts }: LibraryScene): TemplateResult {
  const { id, state } = document
  const name = document.name || say(words, 'erased')
  if (state !== 'ready') return fileName(name)
  return html`<button type="button" class="opens" part="open" id="open-${id}" @click=${() => void acts.open(document)}>${fileName(name)}</button>`
}

function stateOf(document: LibraryDocument, scene: LibraryScene): TemplateResult {
  const { words, acts, now } = scene
  const { note } = acts.of(document.id)
  if (note) return noteOf(note, document.name, words)
  const { status, size, createdAt, sensitivity, visibility, flags } = document
  const line = (tone: string, drawn: TemplateResult | typeof nothing, text: string) =>
    html`<p class="file-state ${tone}" part="file-state">${drawn}<span>${text}</span></p>`
  switch (status.state) {
    case 'deleted':
      return line(
        '',
        icon('stop', 'small'),
        say(words, 'deletedAt', { when: words.moment(status.deletedAt, now) }),
      )
    case 'rejected':
      return html`${line('stop', icon('warn', 'small'), say(words, 'refused'))}
        <p class="file-note">${explain(words, { ...status.details, code: status.code }, { file: document.name })}</p>`
    case 'receiving':
      return line('', nothing, say(words, 'arriving'))
    case 'checking':
      return line('wait', icon('shield', 'small'), words.say(status.undecided ? 'youDecide' : 'checking'))
    case 'ready':
      return html`<p class="file-state" part="file-state"
        ><span>${say(words, 'added', { size: words.size(size), day: dayInWords(words, createdAt, now) })}</span
        >${sensitivity === 'sensitive' ? html`<span class="mark-word private">${icon('lock', 'small')}${say(words, 'sensitive')}</span>` : nothing}${
          visibility === 'paid'
            ? html`<span class="mark-word">${visibilityLabel(words, 'paid')}</span>`
            : nothing
        }${flags.map((flag) => flagOf(flag, words))}</p>`
  }
}

function flagOf(flag: FileFlag, words: Words): TemplateResult {
  switch (flag) {
    case 'encrypted':
      return html`<span class="mark-word">${icon('lock', 'small')}${words.say('ownPassword')}</span>`
    case 'macros':
      return html`<span class="mark-word">${icon('shield', 'small')}${words.say('macros')}</span>`
    case 'location':
      return html`<span class="mark-word wait">${icon('pin', 'small')}${words.say('showsLocation')}</span>`
  }
}

/** What came of the last act, in place of the size. */
export function noteOf(note: RowNote, file: string, words: Words): TemplateResult {
  switch (note.kind) {
    case 'opening':
    case 'saving':
      return html`<p class="file-state" part="file-state"><span>${say(words, note.kind)}</span></p>`
    case 'saved':
      return html`<p class="file-state ok" part="file-state">${icon('check', 'small')}<span>${say(words, 'saved')}</span></p>`
    case 'past':
      return html`<p class="file-state stop" part="file-state">${icon('warn', 'small')}<span>${say(words, 'pastExpiry')}</span></p>`
    case 'attached':
      return html`<p class="file-state ok" part="file-state">${icon('check', 'small')}<span>${say(words, 'attachedNow', { session: note.session })}</span></p>`
    case 'problem': {
      const { problem, again, unsaved } = note
      const why = explain(words, problem, { file })
      return html`<p class="file-state stop" part="file-state">${icon('warn', 'small')}<span>${unsaved ? `${say(words, 'notSaved')} ${why}` : why}</span></p>
        ${again ? html`<div class="file-more">${button('quiet', words.say('tryAgain'), again, { tight: true, name: `${words.say('tryAgain')}: ${file}` })}</div>` : nothing}`
    }
  }
}

function places(document: LibraryDocument, { words, now }: LibraryScene): TemplateResult {
  const shown = document.places
  const left = document.sessions - shown.length
  if (document.sessions === 0)
    return html`<p class="places subtle" part="places">${say(words, 'nowhere')}</p>`
  return html`<p class="places" part="places">
    ${shown.map((place) => html`<span class="chip" part="chip">${sessionName(place, words, now)}</span>`)}
    ${left > 0 ? html`<span class="chip" part="chip">${say(words, 'moreSessions', { count: left })}</span>` : nothing}
  </p>`
}

function viewed(
  { openedBy, openedAt, state }: LibraryDocument,
  { words, now }: LibraryScene,
): TemplateResult {
  if (openedAt)
    return html`<p class="viewed subtle" part="viewed">${say(words, 'viewedBy', { count: openedBy, when: ago(words, openedAt, now) })}</p>`
  if (state === 'deleted' || state === 'rejected') return html`<p class="viewed"></p>`
  return html`<p class="viewed file-state wait" part="viewed">${sign('noeye', 'small')}<span>${say(words, 'unopened')}</span></p>`
}

/** The day of the expiry: in few words below the head of its column, in a whole sentence elsewhere. */
function until({ expiresAt }: LibraryDocument, words: Words, now: number): TemplateResult {
  if (expiresAt && expiresAt.getTime() <= now)
    return html`<p class="until" part="expires"><span class="chip stop" part="chip">${say(words, 'expired')}</span></p>`
  const day = expiresAt && fullDate(words, expiresAt)
  const [few, whole] = day
    ? [day, say(words, 'expires', { day })]
    : [say(words, 'never'), say(words, 'neverExpires')]
  return html`<p class="until subtle ${day ? '' : 'never'}" part="expires"><span class="few" aria-hidden="true">${few}</span><span class="whole">${whole}</span></p>`
}
