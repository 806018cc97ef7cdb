import { sessionEn } from './en/session.ts'
import type { GivenTo } from './table.ts'
import type { Words } from './words.ts'

export type SessionKey = keyof typeof sessionEn

/** The sentence of a key of en/session.ts, as `words.say` gives those of en/live.ts. */
export function sayOfSession<Key extends SessionKey>(
  words: Words,
  key: Key,
  ...[values]: GivenTo<Key, typeof sessionEn>
): string {
  return words.sayIn('session', key, sessionEn[key], values)
}
