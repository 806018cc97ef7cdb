import { sayOfFiles } from '../../../messages/files.ts'
import type { Words } from '../../../messages/words.ts'

/** What the event `badge` tells: the count, how it is shown, and how it is spoken. */
export function badgeDetail(count: number, words: Words) {
  const label = count === 0 ? sayOfFiles(words, 'files') : sayOfFiles(words, 'filesNew', { count })
  return { count, text: count > 9 ? '9+' : words.number(count), label }
}
