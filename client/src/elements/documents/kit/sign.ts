import { svg, type TemplateResult } from 'lit'

/** The signs that only elements of documents have. The others are in kit/icon.ts, which every page of a call loads. */
const paths = {
  more: 'M5.25 12h.01M12 12h.01M18.75 12h.01',
  down: 'm6.25 9.5 5.75 5.75 5.75-5.75',
  eye: 'M2.75 12S6.25 5.75 12 5.75 21.25 12 21.25 12 17.75 18.25 12 18.25 2.75 12 2.75 12ZM12 14.6a2.6 2.6 0 1 0 0-5.2 2.6 2.6 0 0 0 0 5.2Z',
  noeye:
    'm4.25 4.25 15.5 15.5M10 5.95A9 9 0 0 1 12 5.75c5.75 0 9.25 6.25 9.25 6.25a17 17 0 0 1-2.5 3.2M6.4 7.5A15.5 15.5 0 0 0 2.75 12S6.25 18.25 12 18.25c1.45 0 2.75-.4 3.9-1',
  folder: 'M3.75 7.75a2 2 0 0 1 2-2h3.5l2 2.5h7a2 2 0 0 1 2 2v6.5a2 2 0 0 1-2 2H5.75a2 2 0 0 1-2-2z',
  list: 'M8.75 6.75h11M8.75 12h11M8.75 17.25h11M4.25 6.75h.01M4.25 12h.01M4.25 17.25h.01',
  note: 'M5.25 5.75a1.5 1.5 0 0 1 1.5-1.5h10.5a1.5 1.5 0 0 1 1.5 1.5v8.5l-4.75 5.5H6.75a1.5 1.5 0 0 1-1.5-1.5zM14 19.75v-5.5h4.75M8.75 8.75h6.5M8.75 12.25h3.5',
  calendar:
    'M6.5 5.75h11a2.25 2.25 0 0 1 2.25 2.25v9.5a2.25 2.25 0 0 1-2.25 2.25h-11a2.25 2.25 0 0 1-2.25-2.25V8a2.25 2.25 0 0 1 2.25-2.25ZM4.25 10.5h15.5M8.5 3.75v3.75M15.5 3.75v3.75',
  grip: 'M9 6.25h.01M15 6.25h.01M9 12h.01M15 12h.01M9 17.75h.01M15 17.75h.01',
  search: 'M10.5 16.75a6.25 6.25 0 1 0 0-12.5 6.25 6.25 0 0 0 0 12.5ZM15.25 15.25l4.5 4.5',
  link: 'M10 14a4 4 0 0 0 5.7 0l3-3A4 4 0 0 0 13 5.3l-1 1M14 10a4 4 0 0 0-5.7 0l-3 3a4 4 0 0 0 5.7 5.7l1-1',
  key: 'M8 19.5a4 4 0 1 0 0-8 4 4 0 0 0 0 8ZM11 12.5 19.5 4M16 7.5l3 3',
  bell: 'M6 16.5V11a6 6 0 0 1 12 0v5.5l1.5 1.5h-15zM10 20.5h4',
  unlock:
    'M7 10.75h10a2 2 0 0 1 2 2V18a2 2 0 0 1-2 2H7a2 2 0 0 1-2-2v-5.25a2 2 0 0 1 2-2ZM8.25 10.75V7.5a3.75 3.75 0 0 1 7.2-1.4M12 14.5v1.75',
} as const

export type SignName = keyof typeof paths

/** A drawn sign beside words that say the same; screen readers skip it. */
export function sign(name: SignName, size: 'usual' | 'small' = 'usual'): TemplateResult {
  return svg`<svg class="icon ${size} ${name}" viewBox="0 0 24 24" aria-hidden="true"><path d=${paths[name]} /></svg>`
}
