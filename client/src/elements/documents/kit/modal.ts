import { html, nothing, type ReactiveController, type ReactiveControllerHost, type TemplateResult } from 'lit'
import { iconButton } from '../../kit/button.ts'
import { cancel, keepEscape } from './escape.ts'

type Host = ReactiveControllerHost & { readonly renderRoot: HTMLElement | DocumentFragment }

/** What a dialog shows. */
export interface ModalParts {
  readonly title: string
  readonly subtitle: string
  readonly close: { readonly words: string; readonly act: () => void }
  readonly body: TemplateResult
  readonly foot: TemplateResult
}

/** Shows the dialog that an element renders over its page, and takes the focus into it. */
export class Modal implements ReactiveController {
  readonly #host: Host

  constructor(host: Host) {
    this.#host = host
    host.addController(this)
  }

  hostUpdated(): void {
    const dialog = this.#host.renderRoot.querySelector<HTMLDialogElement>('dialog.modal')
    if (dialog && !dialog.open) dialog.showModal()
  }
}

/** A dialog over the page; at most one is rendered at a time. */
export function modal({ title, subtitle, close, body, foot }: ModalParts): TemplateResult {
  return html`<dialog class="modal" part="dialog" aria-labelledby="dialog-title" @keydown=${keepEscape} @cancel=${cancel(close.act)} @close=${close.act}>
    <header class="modal-head">
      <div>
        <h2 class="title" id="dialog-title" tabindex="-1" autofocus>${title}</h2>
        ${subtitle === '' ? nothing : html`<p class="subtle">${subtitle}</p>`}
      </div>
      ${iconButton('close', close.words, close.act, { part: 'close' })}
    </header>
    <div class="modal-body">${body}</div>
    <footer class="modal-foot">${foot}</footer>
  </dialog>`
}
