import type { DocumentsLanguage } from './language.ts'
import type { Message, MessageKey } from './table.ts'

/** The page of share links is ours, and no element of an app. */
type Tables = Omit<DocumentsLanguage, 'problems' | 'link'>

/** The keys of the tables that only documents need: the table's name, a dot, and the key in it. */
type DocumentsKey = {
  [Name in keyof Tables]: `${Name}.${string & keyof Tables[Name]}`
}[keyof Tables]

/**
 * What an app says in place of our sentences, by their keys: a text, or one for each plural category of the language. A
 * slot such as `{name}` or `{count}` takes the same value as in our sentence, and may be left out.
 */
export type AppWords = { readonly [Key in MessageKey | DocumentsKey]?: Message }
