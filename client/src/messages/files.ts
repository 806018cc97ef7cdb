import { filesEn } from './en/files.ts'
import type { GivenTo } from './table.ts'
import type { Words } from './words.ts'

/** The sentence of a key of en/files.ts, as `words.say` gives those of en/live.ts. */
export function sayOfFiles<Key extends keyof typeof filesEn>(
  words: Words,
  key: Key,
  ...[values]: GivenTo<Key, typeof filesEn>
): string {
  return words.sayIn('files', key, filesEn[key], values)
}
