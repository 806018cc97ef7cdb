import { filesEn } from './files-en.ts'
import { filesSk } from './files-sk.ts'
import type { GivenTo } from './table.ts'
import type { Words } from './words.ts'

/** The sentence of a key of files-en.ts, as `words.say` gives those of en.ts. */
export function sayOfFiles<Key extends keyof typeof filesEn>(
  words: Words,
  key: Key,
  ...[values]: GivenTo<Key, typeof filesEn>
): string {
  return words.fill((words.lang === 'sk' ? filesSk : filesEn)[key], values ?? {})
}
