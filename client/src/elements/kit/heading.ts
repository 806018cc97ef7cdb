import { html, type TemplateResult } from 'lit'
import { ifDefined } from 'lit/directives/if-defined.js'

export interface HeadingLook {
  readonly look: 'title' | 'label' | 'desk-title'
  readonly id?: string | undefined
  readonly part?: string | undefined
}

/** A heading that can take the focus when the focused element is removed. Levels above 6 become 6. */
export function heading(level: number, words: string, { look, id, part }: HeadingLook): TemplateResult {
  const [name, shown] = [ifDefined(id), ifDefined(part)]
  switch (Math.min(Math.max(Math.trunc(level), 1), 6)) {
    case 1:
      return html`<h1 class=${look} id=${name} part=${shown} tabindex="-1">${words}</h1>`
    case 2:
      return html`<h2 class=${look} id=${name} part=${shown} tabindex="-1">${words}</h2>`
    case 3:
      return html`<h3 class=${look} id=${name} part=${shown} tabindex="-1">${words}</h3>`
    case 4:
      return html`<h4 class=${look} id=${name} part=${shown} tabindex="-1">${words}</h4>`
    case 5:
      return html`<h5 class=${look} id=${name} part=${shown} tabindex="-1">${words}</h5>`
    default:
      return html`<h6 class=${look} id=${name} part=${shown} tabindex="-1">${words}</h6>`
  }
}
