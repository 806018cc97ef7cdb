import type { Words } from '../../../messages/words.ts'

/* Days and instants as the lists of documents say them, in the person's own time zone. */

type Shape = 'day' | 'short' | 'date'

const shapes: Readonly<Record<Shape, Intl.DateTimeFormatOptions>> = {
  day: { day: 'numeric', month: 'long' },
  short: { day: 'numeric', month: 'short' },
  date: { day: 'numeric', month: 'short', year: 'numeric' },
}

const formats = new Map<string, Intl.DateTimeFormat>()

const localeOf = ({ lang }: Words): string => (lang === 'en' ? 'en-GB' : lang)

function written(words: Words, shape: Shape, instant: Date): string {
  const key = `${words.lang} ${shape}`
  const format = formats.get(key) ?? new Intl.DateTimeFormat(localeOf(words), shapes[shape])
  formats.set(key, format)
  return format.format(instant)
}

const isThisYear = (instant: Date, now: number): boolean =>
  instant.getFullYear() === new Date(now).getFullYear()

/** A day in words: "16 November"; with the year if that is another one: "16 Nov 2025". */
export const dayInWords = (words: Words, instant: Date, now: number): string =>
  written(words, isThisYear(instant, now) ? 'day' : 'date', instant)

/** A day in few letters: "23 Nov"; with the year if that is another one. */
export const shortDay = (words: Words, instant: Date, now: number): string =>
  written(words, isThisYear(instant, now) ? 'short' : 'date', instant)

/** A day with its year: "18 Dec 2026". */
export const fullDate = (words: Words, instant: Date): string => written(words, 'date', instant)

const [minute, hour, day] = [60_000, 3_600_000, 86_400_000]

/** How long ago something was: "this minute", "5 minutes ago", "2 hours ago", "yesterday"; over 6 days its day. */
export function ago(words: Words, instant: Date, now: number): string {
  const passed = Math.max(0, now - instant.getTime())
  const format = new Intl.RelativeTimeFormat(localeOf(words), { numeric: 'auto' })
  if (passed < hour) return format.format(-Math.floor(passed / minute), 'minute')
  const days = Math.round((startOfDay(now) - startOfDay(instant.getTime())) / day)
  if (days === 0) return format.format(-Math.floor(passed / hour), 'hour')
  return days <= 6 ? format.format(-days, 'day') : dayInWords(words, instant, now)
}

/** The beginning of an instant's day, in ms since the epoch. */
export function startOfDay(instant: number): number {
  const at = new Date(instant)
  return new Date(at.getFullYear(), at.getMonth(), at.getDate()).getTime()
}

/** The value of a date field for an instant: "2026-12-18". */
export function fieldOf(instant: Date): string {
  const two = (value: number) => String(value).padStart(2, '0')
  return `${instant.getFullYear()}-${two(instant.getMonth() + 1)}-${two(instant.getDate())}`
}

/** The end of the day of a date field's value; undefined if it is no day. */
export function endOfDay(value: string): Date | undefined {
  const [, year, month, date] = /^(\d{4})-(\d\d)-(\d\d)$/.exec(value) ?? []
  if (year === undefined || month === undefined || date === undefined) return undefined
  return new Date(Number(year), Number(month) - 1, Number(date), 23, 59, 59, 999)
}
