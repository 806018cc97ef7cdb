import { html, nothing, type TemplateResult } from 'lit'
import { ifDefined } from 'lit/directives/if-defined.js'
import { type IconName, icon } from './icon.ts'

export interface Notice {
  readonly icon: IconName
  readonly tone?: 'usual' | 'accent' | 'ok' | 'wait' | 'stop'
  /** A first sentence that stands out. */
  readonly title?: string
  readonly text?: string | undefined
  /** A text to copy, such as a reference number. */
  readonly selectable?: string | undefined
  /** A form below the text. */
  readonly form?: TemplateResult
  readonly actions?: TemplateResult
  readonly id?: string
}

/** A message with a sign, in the flow of the panel. */
export function notice({
  icon: sign,
  tone = 'usual',
  title,
  text,
  selectable,
  form,
  actions,
  id,
}: Notice): TemplateResult {
  return html`<div class="notice ${tone}" part="notice" id=${ifDefined(id)}>
    ${icon(sign)}
    <p>${title ? html`<b>${title}</b> ` : nothing}${text ? html`${text}` : nothing}</p>
    ${selectable ? html`<p class="selectable">${selectable}</p>` : nothing}
    ${form ?? nothing}
    ${actions ? html`<div class="notice-actions">${actions}</div>` : nothing}
  </div>`
}
