import type { Availability, Visibility } from '@chairside/protocol'
import { documentsEn } from './documents-en.ts'
import { documentsSk } from './documents-sk.ts'
import type { GivenTo } from './table.ts'
import type { Words } from './words.ts'

type DocumentKey = keyof typeof documentsEn

/** The sentence of a key of documents-en.ts, as `words.say` gives those of en.ts. */
export function sayOfDocuments<Key extends DocumentKey>(
  words: Words,
  key: Key,
  ...[values]: GivenTo<Key, typeof documentsEn>
): string {
  return words.fill((words.lang === 'sk' ? documentsSk : documentsEn)[key], values ?? {})
}

const availabilities = {
  before: 'before',
  'at-session': 'atSession',
  'after-session': 'afterSession',
} as const satisfies Record<Availability, DocumentKey>

/** From when a document can be opened: "After session". */
export const availabilityLabel = (words: Words, availability: Availability): string =>
  sayOfDocuments(words, availabilities[availability])

const visibilities = { all: 'all', paid: 'paid' } as const satisfies Record<Visibility, DocumentKey>

/** By which clients a document can be opened: "Paid". */
export const visibilityLabel = (words: Words, visibility: Visibility): string =>
  sayOfDocuments(words, visibilities[visibility])
