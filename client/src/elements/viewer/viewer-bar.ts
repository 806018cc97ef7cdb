import { html, nothing, type TemplateResult } from 'lit'
import { sayOfViewer } from '../../messages/viewer.ts'
import type { Words } from '../../messages/words.ts'
import type { MenuItem } from '../documents/kit/menu.ts'
import { sign } from '../documents/kit/sign.ts'
import { button, once } from '../kit/button.ts'
import { fileName } from '../kit/file-name.ts'
import { icon } from '../kit/icon.ts'
import type { Reading } from './reading.ts'
import { type ViewerSign, viewerSign } from './viewer-sign.ts'

/** What can be done with an open document. */
export interface ViewerActs {
  close(): void
  save: (() => void) | undefined
  print: (() => void) | undefined
  go(page: number): void
  zoom(to: 'in' | 'out' | 'fit'): void
  find(text: string, step: 'first' | 'next' | 'previous'): void
  /** Opens or closes the field of the search in a narrow window. */
  search(opens: boolean): void
}

/** What stands above the pages. */
export interface ViewerHead {
  readonly name: string
  /** How long the document is open; empty if that has no end. */
  readonly note: string
  /** Whether the search has the place of the name, in a narrow window. */
  readonly searches: boolean
  /** Whether there is text in which words are found. */
  readonly finds: boolean
  readonly menu: TemplateResult | typeof nothing
}

const signButton = (
  name: ViewerSign,
  words: string,
  press: () => void,
  look = '',
  on = true,
): TemplateResult => html`<button
    type="button" class="icon-button ${look}" aria-label=${words} title=${words} aria-disabled=${on ? nothing : 'true'}
    @keydown=${once} @click=${() => {
      if (on) press()
    }}
  >${viewerSign(name)}</button>`

/** The bar above the pages: back, name, search, zoom, print and download. */
export function headBar(
  { name, note, searches, finds, menu }: ViewerHead,
  reading: Reading,
  acts: ViewerActs,
  words: Words,
): TemplateResult {
  const isOpen = reading.state === 'open'
  return html`<header class="viewer-bar ${searches ? 'searches' : ''}">
    ${signButton('back', sayOfViewer(words, 'back'), acts.close)}
    <div class="viewer-name">
      <h1 class="label" id="viewer-name" tabindex="-1">${fileName(name)}</h1>
      ${note === '' ? nothing : html`<p class="subtle">${note}</p>`}
    </div>
    ${isOpen && finds ? searchField(reading, acts, words) : nothing}
    ${
      isOpen
        ? html`<div class="viewer-acts wide-only">
            ${zoomButtons(reading, acts, words)}
            ${acts.print ? signButton('print', sayOfViewer(words, 'print'), acts.print) : nothing}
            ${acts.save ? button('plain', words.say('download'), acts.save, { icon: 'save' }) : nothing}
          </div>
          <div class="viewer-acts narrow-only">
            ${searches || !finds ? nothing : signButton('search', sayOfViewer(words, 'search'), () => acts.search(true))}
          </div>`
        : nothing
    }
    <div class="viewer-acts ${isOpen ? 'narrow-only' : ''}">${menu}</div>
  </header>`
}

function searchField({ found }: Reading, acts: ViewerActs, words: Words): TemplateResult {
  const said = found && hitsText(found, words)
  const key = (event: KeyboardEvent): void => {
    const field = event.currentTarget
    if (!(field instanceof HTMLInputElement) || event.isComposing) return
    if (event.key === 'Enter') acts.find(field.value, event.shiftKey ? 'previous' : 'next')
  }
  const leave = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape' || event.isComposing) return
    event.stopPropagation()
    // A dialog around stays open.
    event.preventDefault()
    acts.search(false)
  }
  const typed = (event: Event): void => {
    const field = event.currentTarget
    if (field instanceof HTMLInputElement) acts.find(field.value, 'first')
  }
  const step = (to: 'next' | 'previous') => (event: Event) => {
    const field = event.currentTarget instanceof Element ? event.currentTarget.parentElement : null
    acts.find(field?.querySelector('input')?.value ?? '', to)
  }
  return html`<div class="viewer-search" role="search" @keydown=${leave}>
    ${sign('search')}
    <input
      class="input" type="text" inputmode="search" autocomplete="off" spellcheck="false" id="viewer-search"
      aria-label=${sayOfViewer(words, 'search')} placeholder=${sayOfViewer(words, 'searchHint')}
      @input=${typed} @keydown=${key}
    />
    <span class="hits" role="status">${said ?? nothing}</span>
    ${
      found && found.total > 0
        ? html`<button type="button" class="icon-button" aria-label=${sayOfViewer(words, 'previousHit')} title=${sayOfViewer(words, 'previousHit')} @click=${step('previous')}>${icon('up')}</button>
          <button type="button" class="icon-button" aria-label=${sayOfViewer(words, 'nextHit')} title=${sayOfViewer(words, 'nextHit')} @click=${step('next')}>${sign('down')}</button>`
        : nothing
    }
  </div>`
}

function hitsText({ at, total, done }: NonNullable<Reading['found']>, words: Words): string {
  if (total > 0) return sayOfViewer(words, 'hits', { position: at, total })
  return sayOfViewer(words, done ? 'noHits' : 'searching')
}

function zoomButtons({ zoom }: Reading, acts: ViewerActs, words: Words): TemplateResult {
  const percent = new Intl.NumberFormat(words.locale, { style: 'percent', maximumFractionDigits: 0 })
  return html`${signButton('minus', sayOfViewer(words, 'smaller'), () => acts.zoom('out'), '', zoom > 0.51)}
    <output>${percent.format(zoom)}</output>
    ${signButton('plus', sayOfViewer(words, 'larger'), () => acts.zoom('in'), '', zoom < 4.9)}`
}

/** The bar below the pages: which one is shown, and in a narrow window the zoom. */
export function footBar(reading: Reading, acts: ViewerActs, words: Words): TemplateResult {
  const { page, pages } = reading
  return html`<footer class="viewer-bar foot">
    <div class="viewer-acts">
      ${signButton('up', sayOfViewer(words, 'previousPage'), () => acts.go(page - 1), '', page > 1)}
      <span class="page-number">${sayOfViewer(words, 'pageOf', { page, total: pages })}</span>
      ${signButton('down', sayOfViewer(words, 'nextPage'), () => acts.go(page + 1), '', page < pages)}
    </div>
    <div class="viewer-acts narrow-only">${zoomButtons(reading, acts, words)}</div>
  </footer>`
}

/** The acts of the menu: what has no button in a narrow window, and the outline. */
export function menuItems(
  reading: Reading,
  acts: ViewerActs,
  outline: (() => void) | undefined,
  words: Words,
): readonly MenuItem[] {
  const item = (words: string, drawn: TemplateResult, act: (() => void) | undefined): MenuItem[] =>
    act ? [{ words, sign: drawn, act }] : []
  return [
    ...item(words.say('download'), icon('save'), acts.save),
    ...item(
      sayOfViewer(words, 'print'),
      viewerSign('print'),
      reading.state === 'open' ? acts.print : undefined,
    ),
    ...item(sayOfViewer(words, 'outline'), sign('list'), outline),
  ]
}
