import { sessionEn } from './session-en.ts'
import { sessionSk } from './session-sk.ts'
import type { GivenTo } from './table.ts'
import type { Words } from './words.ts'

export type SessionKey = keyof typeof sessionEn

/** The sentence of a key of session-en.ts, as `words.say` gives those of en.ts. */
export function sayOfSession<Key extends SessionKey>(
  words: Words,
  key: Key,
  ...[values]: GivenTo<Key, typeof sessionEn>
): string {
  return words.fill((words.lang === 'sk' ? sessionSk : sessionEn)[key], values ?? {})
}
