import { sayOfFiles } from '../../../messages/files.ts'
import type { Words } from '../../../messages/words.ts'

const [minuteMs, hourMs, dayMs] = [60_000, 3_600_000, 86_400_000]

/** So many days ahead a day is called by its name; farther days by their date. */
const namedDays = 6

/** From when a file can be opened, in the reader's words and time zone: "Available from Monday 17:00", "in 12 minutes". */
export function availableText(words: Words, from: Date, now: number): string {
  const left = from.getTime() - now
  if (left < hourMs)
    return sayOfFiles(words, 'availableIn', { count: Math.max(1, Math.ceil(left / minuteMs)) })
  const days = daysFrom(now, from)
  if (days > namedDays) return sayOfFiles(words, 'availableFrom', { when: dateText(words, from, now) })
  const day = days <= 1 ? dayWord(words, days) : shown(words, from, { weekday: 'long' })
  const when = sayOfFiles(words, 'dayAndTime', { day, time: words.time(from) })
  return sayOfFiles(words, 'availableFrom', { when })
}

/** The instant, in ms, at which `availableText` or another text about days says something else than at `now`. */
export function nextWording(now: number, from?: Date): number {
  const midnight = startOfDay(now + dayMs)
  if (!from) return midnight
  const left = from.getTime() - now
  if (left <= hourMs) return now + (left % minuteMs || minuteMs)
  return Math.min(midnight, from.getTime() - hourMs)
}

/** A date as "12 October", with the year where that is not this one. */
export function dateText(words: Words, at: Date, now: number): string {
  const isThisYear = at.getFullYear() === new Date(now).getFullYear()
  return shown(words, at, { day: 'numeric', month: 'long', ...(!isThisYear && { year: 'numeric' }) })
}

/** When an appointment begins: "Today, 14:00", "Monday 23 November, 17:00". */
export function sessionWhen(words: Words, startsAt: Date, now: number): string {
  const days = daysFrom(now, startsAt)
  const isThisYear = startsAt.getFullYear() === new Date(now).getFullYear()
  const year = isThisYear ? {} : ({ year: 'numeric' } as const)
  const day =
    Math.abs(days) <= 1
      ? dayWord(words, days)
      : shown(words, startsAt, { weekday: 'long', day: 'numeric', month: 'long', ...year })
  const text = words.say('dayTime', { day, time: words.time(startsAt) })
  return text.charAt(0).toLocaleUpperCase(words.locale) + text.slice(1)
}

function dayWord(words: Words, days: number): string {
  return new Intl.RelativeTimeFormat(words.locale, { numeric: 'auto' }).format(days, 'day')
}

function shown(words: Words, at: Date, format: Intl.DateTimeFormatOptions): string {
  return new Intl.DateTimeFormat(words.locale, format).format(at)
}

function daysFrom(now: number, at: Date): number {
  return Math.round((startOfDay(at.getTime()) - startOfDay(now)) / dayMs)
}

function startOfDay(instant: number): number {
  const date = new Date(instant)
  return new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime()
}
