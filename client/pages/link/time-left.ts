import { html, nothing, type TemplateResult } from 'lit'
import { button } from '../../src/elements/kit/button.ts'
import { icon } from '../../src/elements/kit/icon.ts'
import type { OpenDocument } from '../../src/links/open-document.ts'
import { sayOfLink } from '../../src/messages/link.ts'
import type { Words } from '../../src/messages/words.ts'

const minute = 60_000

/** Whether so little time is left, in ms, that the page offers to stay. */
export const isSoon = (left: number): boolean => left <= 2 * minute

/** "Open for 14 more minutes, until 15:26." */
export const openText = (ends: number, now: number, words: Words): string =>
  sayOfLink(words, 'openFor', { count: minutesLeft(ends - now), time: words.time(ends) })

/** "Open for 12 minutes · until 15:26", below the name in the viewer. */
export const shortText = (ends: number, now: number, words: Words): string =>
  isSoon(ends - now)
    ? leftText(ends - now, words)
    : sayOfLink(words, 'openForShort', { count: minutesLeft(ends - now), time: words.time(ends) })

/** "2 minutes left". */
export const leftText = (left: number, words: Words): string =>
  left < minute ? sayOfLink(words, 'leftSoon') : sayOfLink(words, 'left', { count: minutesLeft(left) })

/** Whether `stay` would still move the end. */
export const canStay = ({ expiresAt, mostUntil }: OpenDocument): boolean => expiresAt < mostUntil

export function stayBand(opened: OpenDocument, now: number, stay: () => void, words: Words): TemplateResult {
  return html`<div class="stay" role="status">
    ${icon('clock')}<span>${leftText(opened.expiresAt.getTime() - now, words)}</span>
    ${canStay(opened) ? button('quiet', sayOfLink(words, 'stay'), stay, { tight: true }) : nothing}
  </div>`
}

const minutesLeft = (left: number): number => Math.max(1, Math.ceil(left / minute))
