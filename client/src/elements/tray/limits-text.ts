import type { Limits } from '../../appointment/limits.ts'
import type { Words } from '../../messages/words.ts'

/** Tells, before files are chosen, which can go, how many and how large. Only a fine pointer can drop files. */
export function limitsText(words: Words, { files: count, bytes }: Limits): string {
  const limits = { count, size: words.size(bytes) }
  const drops = matchMedia('(any-pointer: fine)').matches
  return drops ? words.say('hintDrop', limits) : words.say('hint', limits)
}
