import { svg, type TemplateResult } from 'lit'

/** The signs that only this page has. */
const paths = {
  link: 'M10 14a4 4 0 0 0 5.7 0l3-3A4 4 0 0 0 13 5.3l-1 1M14 10a4 4 0 0 0-5.7 0l-3 3a4 4 0 0 0 5.7 5.7l1-1',
  key: 'M8 19.5a4 4 0 1 0 0-8 4 4 0 0 0 0 8ZM11 12.5l8.5-8.5M16 7.5l3 3',
  unlock:
    'M7.5 10.5h9a2.5 2.5 0 0 1 2.5 2.5v5a2.5 2.5 0 0 1-2.5 2.5h-9A2.5 2.5 0 0 1 5 18v-5a2.5 2.5 0 0 1 2.5-2.5ZM8 10.5V7.5a4 4 0 0 1 7.7-1.5M12 14.5v2',
} as const

export type LinkSign = keyof typeof paths

/** A drawn sign beside words that say the same; screen readers skip it. */
export function linkSign(name: LinkSign): TemplateResult {
  return svg`<svg class="icon usual" viewBox="0 0 24 24" aria-hidden="true"><path d=${paths[name]} /></svg>`
}
