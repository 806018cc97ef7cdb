import type { en } from './en.ts'

/** A sentence, or one sentence for each plural category that its language tells apart. */
export type Message = string | Readonly<Partial<Record<Intl.LDMLPluralRule, string>>>

export type MessageKey = keyof typeof en

/** The sentences of one language: every key of the English ones, every plural category of its own. */
export type TableIn<Category extends Intl.LDMLPluralRule> = {
  readonly [Key in MessageKey]: (typeof en)[Key] extends string ? string : Readonly<Record<Category, string>>
}

export type Table = Readonly<Record<MessageKey, Message>>

type SlotsIn<Text extends string> = Text extends `${string}{${infer Slot}}${infer Rest}`
  ? Slot | SlotsIn<Rest>
  : never

type SlotsOf<Key extends MessageKey> = (typeof en)[Key] extends string
  ? SlotsIn<(typeof en)[Key]>
  : (typeof en)[Key] extends { readonly other: infer Text extends string }
    ? SlotsIn<Text> | 'count'
    : never

/** What a sentence must be given; numbers are written as its language writes them. */
export type ValuesOf<Key extends MessageKey> = {
  readonly [Slot in SlotsOf<Key>]: Slot extends 'count' ? number : string | number
}

/** Nothing, for a sentence that names nothing. */
export type GivenTo<Key extends MessageKey> = [SlotsOf<Key>] extends [never] ? [] : [ValuesOf<Key>]
