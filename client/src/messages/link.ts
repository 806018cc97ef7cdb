import { linkEn } from './en/link.ts'
import type { GivenTo } from './table.ts'
import type { Words } from './words.ts'

export type LinkKey = keyof typeof linkEn

/** The sentence of a key of en/link.ts, as `words.say` gives those of en/live.ts. */
export function sayOfLink<Key extends LinkKey>(
  words: Words,
  key: Key,
  ...[values]: GivenTo<Key, typeof linkEn>
): string {
  return words.sayIn('link', key, linkEn[key], values)
}
