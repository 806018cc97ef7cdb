import { html, nothing, type TemplateResult } from 'lit'
import { type IconName, icon } from '../../kit/icon.ts'
import { type SignName, sign } from '../kit/sign.ts'

/** One delivery of a dialog: what it is, how it stands, and its act. */
export interface Given {
  readonly sign: SignName
  readonly title: string
  readonly state: string
  readonly tone?: 'ok' | 'wait' | 'stop' | undefined
  readonly icon?: IconName | undefined
  readonly act: TemplateResult | typeof nothing
  /** What stands below it. */
  readonly more?: TemplateResult
}

export function give({ sign: drawn, title, state, tone, icon: mark, act, more }: Given): TemplateResult {
  return html`<div class="give" part="give">
    <span class="give-sign">${sign(drawn)}</span>
    <div class="file-body">
      <p class="label">${title}</p>
      <p class="file-state ${tone ?? ''}" aria-live="polite">${mark ? icon(mark, 'small') : nothing}<span>${state}</span></p>
    </div>
    <div class="give-act">${act}</div>
    ${more ?? nothing}
  </div>`
}
