import type { GivenTo } from './table.ts'
import { viewerEn } from './viewer-en.ts'
import { viewerSk } from './viewer-sk.ts'
import type { Words } from './words.ts'

/** The sentence of a key of viewer-en.ts, as `words.say` gives those of en.ts. */
export function sayOfViewer<Key extends keyof typeof viewerEn>(
  words: Words,
  key: Key,
  ...[values]: GivenTo<Key, typeof viewerEn>
): string {
  return words.fill((words.lang === 'sk' ? viewerSk : viewerEn)[key], values ?? {})
}
