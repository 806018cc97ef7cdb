import { measure } from '@chairside/protocol'
import { en } from './en.ts'
import { sk } from './sk.ts'
import type { GivenTo, Message, MessageKey, Table } from './table.ts'

const tables: Readonly<Record<string, Table>> = { en, sk }

/** An instant: a text of the wire, ms since the epoch, or a Date. */
type When = string | number | Date

const rightToLeft = /[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}]/u

/** One language: its sentences, and how it writes numbers, sizes, shares, times and lists. */
export class Words {
  /** The language of the sentences: the one asked for, or English if that has no table. */
  readonly lang: string
  /** For `Intl`. */
  readonly locale: string
  readonly #table: Table
  readonly #plural: Intl.PluralRules
  readonly #number: Intl.NumberFormat
  readonly #size: Intl.NumberFormat
  readonly #percent: Intl.NumberFormat
  readonly #time: Intl.DateTimeFormat

  constructor(asked: string) {
    const locale = knownLocale(asked)
    this.lang = locale.language
    // Plain "en" names no country, and `Intl` would take it as American. British English writes times with 24 hours.
    this.locale = locale.baseName === 'en' ? 'en-GB' : locale.baseName
    this.#table = tables[this.lang] ?? en
    this.#plural = new Intl.PluralRules(this.locale)
    this.#number = new Intl.NumberFormat(this.locale, { maximumFractionDigits: 1 })
    this.#size = new Intl.NumberFormat(this.locale, { maximumFractionDigits: 1, useGrouping: false })
    this.#percent = new Intl.NumberFormat(this.locale, { style: 'percent', maximumFractionDigits: 0 })
    this.#time = new Intl.DateTimeFormat(this.locale, { timeStyle: 'short' })
  }

  /** The sentence of a key, with `values` filled in. */
  say<Key extends MessageKey>(key: Key, ...[values]: GivenTo<Key>): string {
    return this.fill(this.#table[key], values ?? {})
  }

  /** As `say`, for a sentence from another table of this language. */
  fill(message: Message, values: Readonly<Record<string, string | number>>): string {
    return this.#form(message, values.count).replace(/\{(\w+)\}/g, (slot, name: string) => {
      const value = values[name]
      if (value === undefined) return slot
      return typeof value === 'number' ? this.#number.format(value) : isolate(value)
    })
  }

  number(value: number): string {
    return this.#number.format(value)
  }

  /** A number of bytes as "4.2 MB" or "4,2 MB", without a line break inside. */
  size(bytes: number): string {
    const { value, unit } = measure(bytes)
    return `${this.#size.format(value)}\u00A0${unit}`
  }

  /** A share (0 to 1) as "42%". Always rounded down, so that 100% means the whole. */
  percent(share: number): string {
    const whole = Math.floor(Math.min(Math.max(share, 0), 1) * 100 + 1e-9)
    return this.#percent.format(whole / 100)
  }

  /** The time of day of an instant, in the reader's time zone. */
  time(instant: When): string {
    return this.#time.format(new Date(instant))
  }

  /** A day in full: "Friday 20 November". */
  day(instant: When): string {
    const format = { weekday: 'long', day: 'numeric', month: 'long' } as const
    return new Intl.DateTimeFormat(this.locale, format).format(new Date(instant))
  }

  /** An instant as people say it: "tomorrow, 14:30", "Monday, 17:00", "20 November, 14:30". */
  moment(instant: When, now: number): string {
    const then = new Date(instant)
    return this.say('dayTime', { day: this.#dayFrom(then, now), time: this.time(instant) })
  }

  list(parts: readonly string[], type: 'conjunction' | 'unit' = 'conjunction'): string {
    return new Intl.ListFormat(this.locale, { type }).format(parts)
  }

  #dayFrom(then: Date, now: number): string {
    const days = Math.round((startOfDay(then) - startOfDay(new Date(now))) / 86_400_000)
    if (Math.abs(days) <= 1) {
      return new Intl.RelativeTimeFormat(this.locale, { numeric: 'auto' }).format(days, 'day')
    }
    const format =
      days > 0 && days <= 6 ? { weekday: 'long' as const } : ({ day: 'numeric', month: 'long' } as const)
    return new Intl.DateTimeFormat(this.locale, format).format(then)
  }

  #form(message: Message, count: string | number | undefined): string {
    if (typeof message === 'string') return message
    return message[this.#plural.select(Number(count ?? 0))] ?? message.other ?? ''
  }
}

const known = new Map<string, Words>()

/** The `Words` of a language tag such as "sk" or "en-US"; English if the language has no table. */
export function wordsOf(lang: string): Words {
  let words = known.get(lang)
  if (words === undefined) {
    words = new Words(lang)
    known.set(lang, words)
  }
  return words
}

function knownLocale(asked: string): Intl.Locale {
  try {
    const locale = new Intl.Locale(asked)
    if (Object.hasOwn(tables, locale.language)) return locale
  } catch {
    // Not a language tag. The words are English then.
  }
  return new Intl.Locale('en')
}

// A name in a right-to-left script must not reorder the sentence around it (Unicode UAX #9, isolates).
function isolate(value: string): string {
  return rightToLeft.test(value) ? `\u2068${value}\u2069` : value
}

function startOfDay(date: Date): number {
  return new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime()
}
