import { graphemes } from '@chairside/protocol'
import { html, type TemplateResult } from 'lit'

/** How many characters before the ending always show. */
const kept = 4

/** A file's name, cut in the middle when room is short: its last characters and its ending always show. */
export function fileName(name: string): TemplateResult {
  const [start, end] = parts(name)
  return html`<span class="file-name" part="file-name" title=${name}
    ><span class="unseen">${name}</span
    ><span aria-hidden="true"><bdi><span class="start">${start}</span><span class="end">${end}</span></bdi></span
  ></span>`
}

/** Whether a cut separates two joined letters, such as Arabic ones: both would change their form. */
const joins = (before: string, after: string): boolean =>
  /[\p{scx=Arab}\p{scx=Syrc}]\p{M}*$/u.test(before) && /^(?=\p{L})[\p{scx=Arab}\p{scx=Syrc}]/u.test(after)

/** Splits a name, between two graphemes, into a part that may be cut and a part that never is. */
export function parts(name: string): readonly [string, string] {
  const dot = name.lastIndexOf('.')
  const stem = graphemes(dot > 0 ? name.slice(0, dot) : name)
  const ending = dot > 0 ? name.slice(dot) : ''
  let cut = Math.max(0, stem.length - kept)
  // The second part may stand on a line of its own.
  while (stem[cut] === ' ') cut += 1
  const [start, end] = [stem.slice(0, cut).join(''), stem.slice(cut).join('')]
  const joiner = joins(start, end) ? '\u200D' : ''
  return [start + joiner, joiner + end + ending]
}
