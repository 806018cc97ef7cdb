import { libraryEn } from './library-en.ts'
import { librarySk } from './library-sk.ts'
import type { GivenTo } from './table.ts'
import type { Words } from './words.ts'

export type LibraryKey = keyof typeof libraryEn

/** The keys of sentences without slots. */
export type PlainLibraryKey = {
  [Key in LibraryKey]: GivenTo<Key, typeof libraryEn> extends [] ? Key : never
}[LibraryKey]

/** The sentence of a key of library-en.ts, as `words.say` gives those of en.ts. */
export function sayOfLibrary<Key extends LibraryKey>(
  words: Words,
  key: Key,
  ...[values]: GivenTo<Key, typeof libraryEn>
): string {
  return words.fill((words.lang === 'sk' ? librarySk : libraryEn)[key], values ?? {})
}
