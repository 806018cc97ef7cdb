import { newerEnding, typeOfExtension } from '@chairside/protocol'

/** The sentences of one language for a content of another type than its name says. */
export interface WrongTypeSentences {
  /** `{promised}`: what the name says; `{kind}`: what the content is, as `kind` calls it. */
  readonly unlike: string
  readonly unlikeAt: string
  readonly unnamed: string
  readonly unknown: string
  /** What to do: `{newer}` is an ending. */
  readonly saveAs: string
  readonly saveAsPromised: string
  readonly sendAnother: string
  /** An ending in words, for the middle of a sentence. */
  kind(extension: string): string
}

/** What was found, and what to do, for TYPE_NOT_ALLOWED: a sentence to fill in, and its values. */
export function wrongTypeSentence(
  table: WrongTypeSentences,
  promised: string,
  ending: string,
): { message: string; values: Record<string, string> } {
  const extension = ending.replace(/^\./, '').toLowerCase()
  const newer = newerEnding(extension)
  const values = { promised, kind: table.kind(extension), newer: newer ?? '' }
  const sentences = (...parts: readonly string[]) => ({ message: parts.join(' '), values })
  const found = typeOfExtension(extension)
  // The kind is left out where the name says the same.
  const known = extension !== '' && (promised === '' || found !== typeOfExtension(promised))
  if (!known && promised !== '') return sentences(table.unlike)
  const what = !known ? table.unknown : promised === '' ? table.unnamed : table.unlikeAt
  if (newer !== undefined) return sentences(what, table.saveAs)
  // A type that is accepted elsewhere was made by a program that can save it as the wanted one.
  return sentences(
    what,
    known && found !== undefined && promised !== '' ? table.saveAsPromised : table.sendAnother,
  )
}
