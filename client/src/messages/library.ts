import { libraryEn } from './en/library.ts'
import type { GivenTo } from './table.ts'
import type { Words } from './words.ts'

export type LibraryKey = keyof typeof libraryEn

/** The keys of sentences without slots. */
export type PlainLibraryKey = {
  [Key in LibraryKey]: GivenTo<Key, typeof libraryEn> extends [] ? Key : never
}[LibraryKey]

/** The sentence of a key of en/library.ts, as `words.say` gives those of en/live.ts. */
export function sayOfLibrary<Key extends LibraryKey>(
  words: Words,
  key: Key,
  ...[values]: GivenTo<Key, typeof libraryEn>
): string {
  return words.sayIn('library', key, libraryEn[key], values)
}
