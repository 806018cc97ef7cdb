import { svg, type TemplateResult } from 'lit'

/** The signs that only the viewer has, or draws in another size. */
const paths = {
  back: 'm14.25 6.25-5.5 5.75 5.5 5.75',
  up: 'm6.25 14.75 5.75-5.75 5.75 5.75',
  down: 'm6.25 9.5 5.75 5.75 5.75-5.75',
  plus: 'M12 5.75v12.5M5.75 12h12.5',
  minus: 'M5.75 12h12.5',
  search: 'M10.5 16.75a6.25 6.25 0 1 0 0-12.5 6.25 6.25 0 0 0 0 12.5ZM15.25 15.25l4.5 4.5',
  print:
    'M7.25 9V4.25h9.5V9M7.25 17h-1.5a1.5 1.5 0 0 1-1.5-1.5v-5A1.5 1.5 0 0 1 5.75 9h12.5a1.5 1.5 0 0 1 1.5 1.5v5a1.5 1.5 0 0 1-1.5 1.5h-1.5M7.25 14h9.5v5.75h-9.5z',
} as const

export type ViewerSign = keyof typeof paths

/** A drawn sign; its button has the name. Back is mirrored from right to left. */
export function viewerSign(name: ViewerSign): TemplateResult {
  return svg`<svg class=${`icon usual${name === 'back' ? ' turning' : ''}`} viewBox="0 0 24 24" aria-hidden="true"><path d=${paths[name]} /></svg>`
}
