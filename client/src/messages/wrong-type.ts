import { newerEnding, typeOfExtension } from '@chairside/protocol'

/** The sentences of one language for a file whose content has another type than its name says. */
export interface WrongTypeSentences {
  /** `{promised}`: the type by the name; `{kind}`: the type by the content, from `kind`. */
  readonly unlike: string
  readonly unlikeAt: string
  readonly unnamed: string
  readonly unknown: string
  /** What to do. `{newer}` is a file extension. */
  readonly saveAs: string
  readonly saveAsPromised: string
  readonly sendAnother: string
  /** A file extension in words, for the middle of a sentence. */
  kind(extension: string): string
}

/** The message for TYPE_NOT_ALLOWED and the values to fill in: what was found, and what to do. */
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
  // The sentence leaves out the kind if the name says the same type.
  const known = extension !== '' && (promised === '' || found !== typeOfExtension(promised))
  if (!known && promised !== '') return sentences(table.unlike)
  const what = !known ? table.unknown : promised === '' ? table.unnamed : table.unlikeAt
  if (newer !== undefined) return sentences(what, table.saveAs)
  // If the content has a known type, the program that made it can usually save it as the wanted type.
  return sentences(
    what,
    known && found !== undefined && promised !== '' ? table.saveAsPromised : table.sendAnother,
  )
}
