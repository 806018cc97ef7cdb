import { html, type TemplateResult } from 'lit'

export interface Bar {
  /** Chooses the colour: `moving` bytes move, `rest` a person paused, `wait` the line or the bytes are missing, `checking` the check runs. */
  readonly cause: 'moving' | 'rest' | 'wait' | 'checking'
  /** 0 to 1. */
  readonly share: number
  /** What a screen reader says of the bar. */
  readonly heard: string
}

/** Shows how many bytes are acknowledged. A screen reader says `of` and `heard`. */
export function bar({ cause, share, heard }: Bar, of: string): TemplateResult {
  const percent = Math.floor(share * 100)
  // A property, not an attribute: a strict Content-Security-Policy forbids style attributes.
  return html`<div
    class="bar ${cause}"
    part="bar"
    role="progressbar"
    aria-label=${of}
    aria-valuemin="0"
    aria-valuemax="100"
    aria-valuenow=${percent}
    aria-valuetext=${heard}
  ><div class="track"><div class="done" .style=${`inline-size: ${percent}%`}></div></div></div>`
}
