import type { en } from './en/live.ts'

/** A sentence, or one sentence for each plural category of its language. */
export type Message = string | Readonly<Partial<Record<Intl.LDMLPluralRule, string>>>

/** English sentences by key: `en`, or the table of what not every page loads. */
type English = Readonly<Record<string, Message>>

export type MessageKey = keyof typeof en

/**
 * The sentences of one language: all keys of the English table, with all plural categories of that language, or one sentence
 * that fits every number.
 */
export type TableIn<Category extends Intl.LDMLPluralRule, Source extends English = typeof en> = {
  readonly [Key in keyof Source]: Source[Key] extends string
    ? string
    : string | Readonly<Record<Category, string>>
}

export type Table = Readonly<Record<MessageKey, Message>>

type SlotsIn<Text extends string> = Text extends `${string}{${infer Slot}}${infer Rest}`
  ? Slot | SlotsIn<Rest>
  : never

type SlotsOf<Sentence> = Sentence extends string
  ? SlotsIn<Sentence>
  : Sentence extends { readonly other: infer Text extends string }
    ? SlotsIn<Text> | 'count'
    : never

/** The values that a sentence needs. A number is written as the language writes numbers. */
export type ValuesOf<Key extends keyof Source, Source extends English = typeof en> = {
  readonly [Slot in SlotsOf<Source[Key]>]: Slot extends 'count' ? number : string | number
}

/** The second parameter of `say`: absent for a sentence without slots. */
export type GivenTo<Key extends keyof Source, Source extends English = typeof en> = [
  SlotsOf<Source[Key]>,
] extends [never]
  ? []
  : [ValuesOf<Key, Source>]
