import { measure } from '@chairside/protocol'
import type { AppWords } from './app-words.ts'
import { en } from './en/live.ts'
import type { DocumentsLanguage, Language } from './language.ts'
import { localeOf, partOf } from './languages.ts'
import type { GivenTo, Message, MessageKey } from './table.ts'

/** The tables that only documents need, by name. */
type TableName = Exclude<keyof DocumentsLanguage, 'problems'>

type Values = Readonly<Record<string, string | number>>

/** An instant: a text of the wire, ms since the epoch, or a Date. */
type When = string | number | Date

const rightToLeft = /[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}]/u

/** One language: its sentences, and how it writes numbers, sizes, shares, times and lists. */
export class Words {
  /** The language of the sentences: the one asked for, or English if that has no table, or none yet. */
  readonly lang: string
  /** For `Intl`. */
  readonly locale: string
  /** Whether the language is written from right to left. */
  readonly isRightToLeft: boolean
  /** The sentences of another language than English. */
  readonly own: Language | undefined
  /** What the app says in place of our sentences. */
  readonly app: AppWords
  readonly #plural: Intl.PluralRules
  readonly #number: Intl.NumberFormat
  readonly #size: Intl.NumberFormat
  readonly #percent: Intl.NumberFormat
  readonly #time: Intl.DateTimeFormat

  constructor(locale: Intl.Locale, app: AppWords = {}) {
    this.app = app
    this.lang = locale.language
    // Plain "en" names no country, and `Intl` would take it as American. British English writes times with 24 hours.
    this.locale = locale.baseName === 'en' ? 'en-GB' : locale.baseName
    this.isRightToLeft = this.lang === 'ar'
    this.own = partOf(this.lang, 'live')
    this.#plural = new Intl.PluralRules(this.locale)
    this.#number = new Intl.NumberFormat(this.locale, { maximumFractionDigits: 1 })
    this.#size = new Intl.NumberFormat(this.locale, { maximumFractionDigits: 1, useGrouping: false })
    this.#percent = new Intl.NumberFormat(this.locale, { style: 'percent', maximumFractionDigits: 0 })
    this.#time = new Intl.DateTimeFormat(this.locale, { timeStyle: 'short' })
  }

  /** What the elements of documents say in another language than English. */
  get ofDocuments(): DocumentsLanguage | undefined {
    return partOf(this.lang, 'documents')
  }

  /** The sentence of a key, with `values` filled in. */
  say<Key extends MessageKey>(key: Key, ...[values]: GivenTo<Key>): string {
    return this.fill(this.app[key] ?? this.own?.live[key] ?? en[key], values ?? {})
  }

  /** The sentence of a key of another table, whose English is `english`, with `values` filled in. */
  sayIn<Name extends TableName>(
    table: Name,
    key: string & keyof DocumentsLanguage[Name],
    english: Message,
    values: Values = {},
  ): string {
    const ours: Readonly<Record<string, Message>> | undefined = this.ofDocuments?.[table]
    const app: Readonly<Record<string, Message | undefined>> = this.app
    return this.fill(app[`${table}.${key}`] ?? ours?.[key] ?? english, values)
  }

  /** As `say`, for a sentence from another table of this language. */
  fill(message: Message, values: Values): string {
    return this.#form(message, values.count).replace(/\{(\w+)\}/g, (slot, name: string) => {
      const value = values[name]
      if (value === undefined) return slot
      return typeof value === 'number' ? this.#number.format(value) : this.#isolate(value)
    })
  }

  // A name of the other direction must not reorder the sentence around it (Unicode UAX #9, isolates).
  #isolate(value: string): string {
    return this.isRightToLeft || rightToLeft.test(value) ? `\u2068${value}\u2069` : value
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

const plain: AppWords = {}
/** By what the app says instead, and the locale. */
const known = new WeakMap<AppWords, Map<string, Words>>()

/**
 * The `Words` of a language tag such as "sk" or "en-US". They are English if the language has no table, and until its
 * sentences are fetched (`fetchLanguage`).
 *
 * @param given what the app says in place of some sentences
 */
export function wordsOf(tag: string, given?: AppWords | null): Words {
  const app = typeof given === 'object' && given !== null ? given : plain
  const locale = localeOf(tag)
  const lang = locale.language
  const spoken = lang === 'en' || partOf(lang, 'live') ? locale : new Intl.Locale('en')
  const name = spoken.baseName
  const ofApp = known.get(app) ?? new Map<string, Words>()
  known.set(app, ofApp)
  const words = ofApp.get(name) ?? new Words(spoken, app)
  ofApp.set(name, words)
  return words
}

function startOfDay(date: Date): number {
  return new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime()
}
