import type { Words } from '../../../messages/words.ts'

const minuteMs = 60_000
const dayMs = 86_400_000

/**
 * An instant to come as people say it: "in 12 minutes", "today 17:00", "tomorrow 9:30", "Monday 17:00", and over six days
 * "20 November 17:00".
 */
export function whenWords(words: Words, at: Date, now: number): string {
  const left = at.getTime() - now
  if (left > 0 && left < 60 * minuteMs)
    return new Intl.RelativeTimeFormat(words.lang).format(Math.ceil(left / minuteMs), 'minute')
  return `${dayWords(words, at, now)} ${words.time(at)}`
}

/** A day as people say it: "today", "Monday", "20 November". */
function dayWords(words: Words, at: Date, now: number): string {
  const days = Math.round((startOfDay(at) - startOfDay(new Date(now))) / dayMs)
  if (Math.abs(days) <= 1)
    return new Intl.RelativeTimeFormat(words.lang, { numeric: 'auto' }).format(days, 'day')
  const format =
    days > 1 && days <= 6 ? { weekday: 'long' as const } : ({ day: 'numeric', month: 'long' } as const)
  return new Intl.DateTimeFormat(words.lang === 'en' ? 'en-GB' : words.lang, format).format(at)
}

const startOfDay = (date: Date): number =>
  new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime()
