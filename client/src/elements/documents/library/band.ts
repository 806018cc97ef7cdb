import { html, nothing, type TemplateResult } from 'lit'
import { sayOfLibrary as say } from '../../../messages/library.ts'
import type { Words } from '../../../messages/words.ts'
import { largeSize } from '../kit/sizes.ts'
import type { LibraryScene } from './scene.ts'

/** From this share on, the bar of the room shows that little is left. */
const nearlyFull = 0.9

/** How many documents there are or were found, and how much of the room they use. */
export function band(scene: LibraryScene): TemplateResult {
  return html`<div class="band" part="band"><p class="subtle" part="count">${counted(scene)}</p>${room(scene)}</div>`
}

/** How many documents the library has; once something is looked for, how many were found so far. */
export function counted({ library, looking, documents, words }: LibraryScene): string {
  if (!looking.narrows && looking.text.trim() === '') return say(words, 'total', { count: library.total })
  return say(words, library.hasMore ? 'foundMore' : 'found', { count: documents.length })
}

function room({ library, words }: LibraryScene): TemplateResult | typeof nothing {
  const { used, limit } = library
  if (limit === undefined) return nothing
  const text = roomText(words, used, limit)
  const share = Math.min(used / limit, 1)
  return html`<div class="room" part="room">
    <span class="subtle" aria-hidden="true">${text}</span>
    <div
      class="bar ${share >= nearlyFull ? 'wait' : ''}" role="meter" aria-label=${say(words, 'roomUsed')}
      aria-valuemin="0" aria-valuemax="100" aria-valuenow=${Math.floor(share * 100)} aria-valuetext=${text}
    ><div class="track"><div class="done" .style=${`inline-size: ${share * 100}%`}></div></div></div>
  </div>`
}

const roomText = (words: Words, used: number, limit: number): string =>
  say(words, 'room', { used: largeSize(words, used), limit: largeSize(words, limit) })
