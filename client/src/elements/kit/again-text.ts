import type { Again } from '../../live/again.ts'
import type { Words } from '../../messages/words.ts'

/** Asks a person, in two sentences or more, to make their files go on; undefined if none waits for them. */
export function againText(
  { missing, closed, unsent }: Again,
  words: Words,
): { readonly title: string; readonly text: string } | undefined {
  const count = missing.length + unsent.length
  if (count === 0) {
    if (closed.length === 0) return undefined
    return { title: words.say('browserAsks', { count: closed.length }), text: words.say('goesOn') }
  }
  const why =
    missing.length === 0
      ? 'neverSent'
      : unsent.length > 0 || missing.some(({ sentHere }) => sentHere)
        ? 'loadedAnew'
        : 'senderGone'
  return { title: words.say('chooseYoursAgain', { count }), text: words.say(why, { count }) }
}
