import type { Words } from '../../../messages/words.ts'
import { shortDay } from '../kit/dates.ts'

/** A session in few words: "23 Nov, Gentle yoga"; without a title "23 Nov, 17:00". */
export function sessionName(
  { title, startsAt }: { readonly title?: string | undefined; readonly startsAt: Date | string | number },
  words: Words,
  now: number,
): string {
  const at = new Date(startsAt)
  return words.say('dayTime', { day: shortDay(words, at, now), time: title || words.time(at) })
}
