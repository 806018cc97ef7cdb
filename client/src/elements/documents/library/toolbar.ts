import type { DocumentKind, LibraryOrder, LibraryPlace } from '@chairside/protocol'
import { html, nothing, type TemplateResult } from 'lit'
import { live } from 'lit/directives/live.js'
import { type PlainLibraryKey, sayOfLibrary as say } from '../../../messages/library.ts'
import type { Words } from '../../../messages/words.ts'
import { button, iconButton } from '../../kit/button.ts'
import { icon } from '../../kit/icon.ts'
import { select } from '../kit/segment.ts'
import { sign } from '../kit/sign.ts'
import type { Looking } from './looking.ts'

const orders = {
  newest: 'newest',
  name: 'byName',
  size: 'largest',
} as const satisfies Record<LibraryOrder, PlainLibraryKey>

const kinds: readonly DocumentKind[] = ['pdf', 'picture', 'video', 'office', 'other']

/** Of the places, these are the choices of a select, and the others are buttons of their own. */
const selected = ['attached', 'detached'] as const satisfies readonly LibraryPlace[]
const toggled = ['unopened', 'expired', 'deleted'] as const satisfies readonly LibraryPlace[]

/** The field, the order and the filters by which documents are found. */
export function toolbar(looking: Looking, words: Words): TemplateResult {
  const { view, text } = looking
  const search = (event: SubmitEvent) => {
    event.preventDefault()
    looking.submit()
  }
  const typed = (event: Event) => looking.type((event.currentTarget as HTMLInputElement).value)
  const place = selected.find((one) => one === view.place) ?? ''
  return html`<div class="tools" part="toolbar">
    <form class="search" role="search" @submit=${search}>
      ${sign('search')}
      <input
        class="input" id="search" type="search" autocomplete="off" maxlength="200" enterkeyhint="search" part="search"
        aria-label=${say(words, 'search')} placeholder=${say(words, 'search')} .value=${live(text)} @input=${typed}
      />
      ${text === '' ? nothing : iconButton('close', say(words, 'clearSearch'), () => looking.clearText())}
    </form>
    ${select({
      ...{ id: 'order', part: 'order', name: say(words, 'sort'), chosen: view.order ?? 'newest' },
      options: (['newest', 'name', 'size'] as const).map((value) => ({
        value,
        words: say(words, orders[value]),
      })),
      choose: (order: LibraryOrder) => looking.order(order),
    })}
    <div class="filters" role="group" aria-label=${say(words, 'filters')}>
      <span class=${view.kind ? 'on' : ''}>${select<DocumentKind | ''>({
        ...{ id: 'kind', part: 'filter', name: say(words, 'kind'), chosen: view.kind ?? '' },
        options: [
          { value: '', words: say(words, 'anyKind') },
          ...kinds.map((value) => ({ value, words: say(words, value) })),
        ],
        choose: (kind) => looking.kind(kind === '' ? undefined : kind),
      })}</span>
      <span class=${place ? 'on' : ''}>${select<(typeof selected)[number] | ''>({
        ...{ id: 'place', part: 'filter', name: say(words, 'where'), chosen: place },
        options: [
          { value: '', words: say(words, 'anywhere') },
          ...selected.map((value) => ({ value, words: say(words, value) })),
        ],
        choose: (one) => looking.place(one === '' ? undefined : one),
      })}</span>
      ${toggled.map((one) => toggle(one, looking, words))}
      ${looking.narrows ? button('quiet', say(words, 'clear'), () => looking.widen(), { tight: true }) : nothing}
    </div>
  </div>`
}

function toggle(place: (typeof toggled)[number], looking: Looking, words: Words): TemplateResult {
  const pressed = looking.view.place === place
  return html`<button
    type="button" class="button filter" part="filter" aria-pressed=${pressed ? 'true' : 'false'}
    @click=${() => looking.place(pressed ? undefined : place)}
  >${pressed ? icon('check', 'small') : nothing}<span>${say(words, place)}</span></button>`
}
