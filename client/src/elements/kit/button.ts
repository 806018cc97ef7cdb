import { html, nothing, type TemplateResult } from 'lit'
import { ifDefined } from 'lit/directives/if-defined.js'
import { type IconName, icon } from './icon.ts'

export interface ButtonLook {
  readonly icon?: IconName | undefined
  /** The accessible name, if the words do not say which file is meant; it begins with the words. */
  readonly name?: string | undefined
  readonly part?: string | undefined
  readonly wide?: boolean | undefined
  readonly tight?: boolean | undefined
  /** The id of the element that says why the button is off: it takes the focus and does nothing. */
  readonly off?: string | undefined
  /** By this id, code finds the button to focus it. */
  readonly id?: string | undefined
}

/** A button with words: *main* is filled and the only one of its group, *plain* is framed, *quiet* has words alone. */
export function button(
  kind: 'main' | 'plain' | 'quiet',
  words: string,
  press: () => void,
  look: ButtonLook = {},
): TemplateResult {
  const classes = `button ${kind}${look.wide ? ' wide' : ''}${look.tight ? ' tight' : ''}`
  return html`<button
    type="button"
    class=${classes}
    id=${ifDefined(look.id)}
    part=${ifDefined(look.part)}
    aria-label=${ifDefined(look.name)}
    aria-disabled=${look.off === undefined ? nothing : 'true'}
    aria-describedby=${ifDefined(look.off)}
    @keydown=${once}
    @click=${() => {
      if (look.off === undefined) press()
    }}
  >${look.icon ? icon(look.icon) : nothing}<span>${words}</span></button>`
}

interface IconButtonLook extends Pick<ButtonLook, 'part' | 'id' | 'off'> {
  readonly look?: 'accent' | 'framed' | undefined
}

/** A button with a sign and no words; its name says its act and its file. */
export function iconButton(
  sign: IconName,
  name: string,
  press: () => void,
  { look, part, id, off }: IconButtonLook = {},
): TemplateResult {
  return html`<button
    type="button"
    class="icon-button ${look ?? ''}"
    id=${ifDefined(id)}
    part=${ifDefined(part)}
    aria-label=${name}
    aria-disabled=${off === undefined ? nothing : 'true'}
    aria-describedby=${ifDefined(off)}
    title=${name}
    @keydown=${once}
    @click=${() => {
      if (off === undefined) press()
    }}
  >${icon(sign)}</button>`
}

/** Lets a held key press only once, because the focus may have moved to another file's button. */
export function once(event: KeyboardEvent): void {
  if (event.repeat && event.key === 'Enter') event.preventDefault()
}
