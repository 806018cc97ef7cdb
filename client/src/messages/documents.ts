import type { Availability, ViewDevice, Visibility } from '@chairside/protocol'
import { documentsEn } from './en/documents.ts'
import type { GivenTo } from './table.ts'
import type { Words } from './words.ts'

type DocumentKey = keyof typeof documentsEn

/** The sentence of a key of en/documents.ts, as `words.say` gives those of en/live.ts. */
export function sayOfDocuments<Key extends DocumentKey>(
  words: Words,
  key: Key,
  ...[values]: GivenTo<Key, typeof documentsEn>
): string {
  return words.sayIn('documents', key, documentsEn[key], values)
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

const devices = {
  iphone: 'iPhone',
  ipad: 'iPad',
  android: 'Android',
  mac: 'Mac',
  windows: 'Windows',
  linux: 'Linux',
} as const satisfies Record<Exclude<ViewDevice, 'other'>, string>

/** The kind of device on which a document was opened: "iPhone". */
export const deviceLabel = (words: Words, device: ViewDevice): string =>
  device === 'other' ? sayOfDocuments(words, 'otherDevice') : devices[device]
