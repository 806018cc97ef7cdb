import { viewerEn } from './en/viewer.ts'
import type { GivenTo } from './table.ts'
import type { Words } from './words.ts'

/** The sentence of a key of en/viewer.ts, as `words.say` gives those of en/live.ts. */
export function sayOfViewer<Key extends keyof typeof viewerEn>(
  words: Words,
  key: Key,
  ...[values]: GivenTo<Key, typeof viewerEn>
): string {
  return words.sayIn('viewer', key, viewerEn[key], values)
}
