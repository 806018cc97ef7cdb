import { html, nothing, type TemplateResult } from 'lit'
import { sayOfFiles } from '../../../messages/files.ts'
import { explain } from '../../../messages/problem.ts'
import type { Words } from '../../../messages/words.ts'
import { button } from '../../kit/button.ts'
import { icon } from '../../kit/icon.ts'
import { cancel, keepEscape } from '../kit/escape.ts'
import type { CodeOpening, CodeState } from './code-opening.ts'

type Field = Extract<CodeState, { state: 'typing' }>

/** The field of the code, below the row of its document. */
export function codeRow(field: Field, codes: CodeOpening, words: Words): TemplateResult {
  const { item, busy, asked, waitsUntil } = field
  const id = `code-${item.id}`
  const left = Math.ceil((waitsUntil - Date.now()) / 1000)
  const off = busy || left > 0
  const error = troubleText(field, words)
  const submit = (event: SubmitEvent): void => {
    event.preventDefault()
    const form = event.currentTarget
    if (form instanceof HTMLFormElement) void codes.type(String(new FormData(form).get('code') ?? ''))
  }
  return html`<form class="file-more code-row" novalidate @submit=${submit}>
    <label class="label" for=${id}>${sayOfFiles(words, 'codeField')}</label>
    <div class="code-line">
      <input
        class="input" id=${id} name="code" type="text" inputmode="numeric" autocomplete="one-time-code" maxlength="24" dir="ltr"
        aria-invalid=${error !== '' && left <= 0 ? 'true' : nothing} aria-describedby=${error === '' ? nothing : `${id}-error`}
      />
      <button type="submit" class="button main" aria-disabled=${off ? 'true' : nothing}><span>${sayOfFiles(words, 'codeOpen')}</span></button>
    </div>
    ${error === '' ? nothing : html`<p class="code-error" id="${id}-error" role="alert">${icon('warn', 'small')}<span>${error}</span></p>`}
    ${left > 0 ? html`<p class="subtle" aria-hidden="true">${sayOfFiles(words, 'codeWaits', { count: left })}</p>` : nothing}
    ${asked ? html`<p class="subtle" role="status">${sayOfFiles(words, 'codeAsked')}</p>` : button('quiet', sayOfFiles(words, 'noCode'), () => void codes.ask(), { tight: true })}
  </form>`
}

function troubleText({ trouble }: Field, words: Words): string {
  if (trouble === undefined) return ''
  if (trouble === 'short') return sayOfFiles(words, 'codeShort')
  return trouble === 'not-saved' ? sayOfFiles(words, 'notShown') : explain(words, trouble.problem)
}

/** How long before its end staying is offered, in ms. */
const soonMs = 120_000

/** The document that a code opened, over the whole page; nothing while none is open. `url`: the server's address. */
export function codeViewer(codes: CodeOpening, url: string, words: Words): TemplateResult | typeof nothing {
  const { now } = codes
  if (now?.state !== 'open') return nothing
  const { opened, source } = now
  const ends = opened.expiresAt
  const note = sayOfFiles(words, 'openUntil', { time: words.time(ends) })
  const offers = ends.getTime() - Date.now() < soonMs && ends < opened.mostUntil
  const band = offers ? { text: note, act: sayOfFiles(words, 'stayOpen') } : undefined
  return html`<dialog class="document-dialog" part="viewer" aria-label=${opened.document.name} lang=${words.lang} @keydown=${keepEscape} @cancel=${cancel(codes.hide)} @close=${codes.hide}>
    <chairside-viewer
      .url=${url} .source=${source} .name=${opened.document.name} .saves=${opened.saves} .note=${note} .band=${band} .words=${words.app} lang=${words.lang}
      @viewer-close=${codes.hide} @viewer-save=${() => void codes.save(opened)}
      @viewer-act=${() => void opened.stay().catch(() => {})} @viewer-shown=${() => void opened.viewed().catch(() => {})}
    ></chairside-viewer>
  </dialog>`
}
