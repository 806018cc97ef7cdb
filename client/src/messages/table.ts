import type { en } from './en.ts'

/** A sentence, or one sentence for each plural category of its language. */
export type Message = string | Readonly<Partial<Record<Intl.LDMLPluralRule, string>>>

export type MessageKey = keyof typeof en

/** The sentences of one language: all keys of `en`, with all plural categories of that language. */
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

/** The values that a sentence needs. A number is written as the language writes numbers. */
export type ValuesOf<Key extends MessageKey> = {
  readonly [Slot in SlotsOf<Key>]: Slot extends 'count' ? number : string | number
}

/** The second parameter of `say`: absent for a sentence without slots. */
export type GivenTo<Key extends MessageKey> = [SlotsOf<Key>] extends [never] ? [] : [ValuesOf<Key>]
