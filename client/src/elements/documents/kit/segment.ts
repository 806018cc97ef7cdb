import { html, type TemplateResult } from 'lit'
import { live } from 'lit/directives/live.js'
import { sign } from './sign.ts'

/** A choice of one value. */
export interface Choice<Value extends string> {
  /** What is chosen here, for a screen reader: "When plan.pdf is available". */
  readonly name: string
  /** The name of the group of radios, or of the select: no other one of the element has it. */
  readonly id: string
  readonly part: string
  readonly options: readonly { readonly value: Value; readonly words: string }[]
  readonly chosen: Value
  readonly choose: (value: Value) => void
}

/** A choice as radios side by side. */
export function segment<Value extends string>(choice: Choice<Value>): TemplateResult {
  return html`<fieldset class="segment" part=${choice.part}>
    <legend class="unseen">${choice.name}</legend>
    ${choice.options.map(
      ({ value, words }) => html`<label
        ><input
          type="radio" name=${choice.id} .checked=${live(value === choice.chosen)}
          @change=${() => choice.choose(value)}
        /><span>${words}</span></label
      >`,
    )}
  </fieldset>`
}

/** A choice as a select, where there is no room for radios. */
export function select<Value extends string>(choice: Choice<Value>): TemplateResult {
  return html`<span class="select" part=${choice.part}>
    <select
      id=${choice.id} aria-label=${choice.name} .value=${live(choice.chosen)}
      @change=${(event: Event) => {
        const { value } = event.currentTarget as HTMLSelectElement
        const option = choice.options.find((one) => one.value === value)
        if (option) choice.choose(option.value)
      }}
    >
      ${choice.options.map(
        ({ value, words }) =>
          html`<option value=${value} ?selected=${value === choice.chosen}>${words}</option>`,
      )}
    </select>
    ${sign('down', 'small')}
  </span>`
}
