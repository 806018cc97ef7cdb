import { svg, type TemplateResult } from 'lit'

const paths = {
  folder:
    'M3.75 7.25a2 2 0 0 1 2-2h3.4a2 2 0 0 1 1.5.7l1 1.1h6.6a2 2 0 0 1 2 2v7.7a2 2 0 0 1-2 2H5.75a2 2 0 0 1-2-2z',
  previous: 'm14.25 6.25-5.5 5.75 5.5 5.75',
  next: 'm9.75 6.25 5.5 5.75-5.5 5.75',
  plus: 'M12 5.75v12.5M5.75 12h12.5',
  minus: 'M5.75 12h12.5',
  whole: 'M4.75 9V4.75H9M15 4.75h4.25V9M19.25 15v4.25H15M9 19.25H4.75V15',
  unseeable:
    'm4.25 4.25 15.5 15.5M9.6 9.7a3.4 3.4 0 0 0 4.8 4.8M6.2 6.9A14.6 14.6 0 0 0 2.75 12S6 18.25 12 18.25a8.6 8.6 0 0 0 4.6-1.3M10 6a8.9 8.9 0 0 1 2-.25c6 0 9.25 6.25 9.25 6.25a15 15 0 0 1-2 2.7',
} as const

export type SignName = keyof typeof paths

/** A sign of the elements of documents, as `icon` of kit/icon.ts has those that every page of a call loads. Arrows are mirrored from right to left. */
export function sign(name: SignName, size: 'usual' | 'small' = 'usual'): TemplateResult {
  const turns = name === 'previous' || name === 'next'
  return svg`<svg class=${`icon ${size}${turns ? ' turning' : ''}`} viewBox="0 0 24 24" aria-hidden="true"><path d=${paths[name]} /></svg>`
}
