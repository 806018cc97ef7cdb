import type { ViewDevice, ViewWay } from '@chairside/protocol'
import { deviceLabel } from './documents.ts'
import { profileEn } from './en/profile.ts'
import type { GivenTo } from './table.ts'
import type { Words } from './words.ts'

export type ProfileKey = keyof typeof profileEn

/** The sentence of a key of en/profile.ts, as `words.say` gives those of en/live.ts. */
export function sayOfProfile<Key extends ProfileKey>(
  words: Words,
  key: Key,
  ...[values]: GivenTo<Key, typeof profileEn>
): string {
  return words.sayIn('profile', key, profileEn[key], values)
}

const ways = {
  link: 'wayLink',
  'link-and-code': 'wayCode',
  unlocked: 'wayUnlocked',
  files: 'wayFiles',
  'files-and-code': 'wayFilesCode',
} as const satisfies Record<ViewWay, ProfileKey>

/** By which way and on what a document was opened: "link and code · iPhone". */
export function wayLabel(words: Words, way: ViewWay, device: ViewDevice): string {
  return `${sayOfProfile(words, ways[way])} · ${deviceLabel(words, device)}`
}
