import { svg, type TemplateResult } from 'lit'

const paths = {
  plus: 'M12 5.25v13.5M5.25 12h13.5',
  send: 'M12 15.5V4.25M7.25 9 12 4.25 16.75 9M4.25 14.75v2.75a2.5 2.5 0 0 0 2.5 2.5h10.5a2.5 2.5 0 0 0 2.5-2.5v-2.75',
  ask: 'M12 3.75v9M8.25 9 12 12.75 15.75 9M8 13.25H4.25v4.25a2.5 2.5 0 0 0 2.5 2.5h10.5a2.5 2.5 0 0 0 2.5-2.5v-4.25H16a4 4 0 0 1-8 0z',
  save: 'M12 4.25v11.5M7.25 11 12 15.75 16.75 11M4.5 20h15',
  close: 'm6.25 6.25 11.5 11.5m0-11.5-11.5 11.5',
  pause: 'M9.25 6.25v11.5m5.5-11.5v11.5',
  play: 'M8.25 5.75v12.5L18.25 12z',
  again: 'M18.75 12.5a6.75 6.75 0 1 1-2-5.25l2 1.9M18.75 4.5v4.65H14.1',
  undo: 'M8.25 5.25 4.25 9.25l4 4M4.25 9.25h9.9a5.3 5.3 0 0 1 0 10.6H11',
  check: 'm5.25 12.75 4.25 4.25 9.25-9.75',
  twice: 'm2.75 12.75 3.75 4 7.75-8.5M11.5 15.25l1.5 1.5 8-8.5',
  clock: 'M12 3.75a8.25 8.25 0 1 0 0 16.5 8.25 8.25 0 0 0 0-16.5ZM12 7.75V12l2.75 1.9',
  shield:
    'M12 3.75 5.25 6.1v5.15c0 4.2 2.75 7.25 6.75 9 4-1.75 6.75-4.8 6.75-9V6.1zM9.1 11.9l2.1 2.1 3.7-3.9',
  noline:
    'm4.25 4.25 15.5 15.5M2.75 8.5a13.6 13.6 0 0 1 3.4-2.25M21.25 8.5A13.5 13.5 0 0 0 10.5 5.1M5.75 12a9.2 9.2 0 0 1 3.4-2M18.25 12a9.2 9.2 0 0 0-4.6-2.4M8.9 15.3a4.6 4.6 0 0 1 5-.9M12 18.9h.01',
  warn: 'M12 4.75 3.25 19.5h17.5zM12 10.5v4M12 17.1h.01',
  stop: 'M12 3.75a8.25 8.25 0 1 0 0 16.5 8.25 8.25 0 0 0 0-16.5ZM6.2 6.2l11.6 11.6',
  lock: 'M7 10.75h10a2 2 0 0 1 2 2V18a2 2 0 0 1-2 2H7a2 2 0 0 1-2-2v-5.25a2 2 0 0 1 2-2ZM8.25 10.75V8a3.75 3.75 0 0 1 7.5 0v2.75M12 14.5v1.75',
  files:
    'M8.5 7.25V5.75a2 2 0 0 1 2-2h4.75l3.5 3.5v7a2 2 0 0 1-2 2h-1.5M5.25 9.75a2 2 0 0 1 2-2H11.5l3.5 3.5v7a2 2 0 0 1-2 2H7.25a2 2 0 0 1-2-2z',
  keep: 'M3.75 6.75v10.5a2 2 0 0 0 2 2h12.5a2 2 0 0 0 2-2V9.25a2 2 0 0 0-2-2H12L9.75 4.75h-4a2 2 0 0 0-2 2ZM12 10.5v5.25M9.4 13.1h5.2',
  info: 'M12 3.75a8.25 8.25 0 1 0 0 16.5 8.25 8.25 0 0 0 0-16.5ZM12 11.25v4.5M12 8.1h.01',
  pin: 'M12 20.5c4.15-4.2 6.25-7.4 6.25-10.4a6.25 6.25 0 0 0-12.5 0c0 3 2.1 6.2 6.25 10.4ZM12 12.35a2.25 2.25 0 1 0 0-4.5 2.25 2.25 0 0 0 0 4.5Z',
  up: 'm6.25 14.75 5.75-5.75 5.75 5.75',
} as const

export type IconName = keyof typeof paths

/** Icons that are mirrored on right-to-left pages. Play, ticks and clocks are not. */
const turning: readonly IconName[] = ['undo', 'again']

/** A drawn sign beside words that say the same; screen readers skip it. */
export function icon(name: IconName, size: 'usual' | 'small' = 'usual'): TemplateResult {
  const classes = `icon ${size}${turning.includes(name) ? ' turning' : ''}`
  return svg`<svg class=${classes} viewBox="0 0 24 24" aria-hidden="true"><path d=${paths[name]} /></svg>`
}
