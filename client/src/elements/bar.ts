import { html, type TemplateResult } from 'lit'
import type { Bar } from './file-line.ts'

/** A determinate bar of acknowledged bytes; readers hear what it is of, and how far. */
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
