import { linkEn } from './link-en.ts'
import { linkSk } from './link-sk.ts'
import type { GivenTo } from './table.ts'
import type { Words } from './words.ts'

export type LinkKey = keyof typeof linkEn

/** The sentence of a key of link-en.ts, as `words.say` gives those of en.ts. */
export function sayOfLink<Key extends LinkKey>(
  words: Words,
  key: Key,
  ...[values]: GivenTo<Key, typeof linkEn>
): string {
  return words.fill((words.lang === 'sk' ? linkSk : linkEn)[key], values ?? {})
}
