import { refuse } from '../verdict.ts'
import type { ZipEntry } from './zip.ts'

/*
 * The parts of a package by name. A part is one file, or lies in pieces: ISO 29500-2 (ECMA-376 part 2), 7.3.5.
 */

/** Each part under its name (see `comparable`), with its pieces in order: mostly one. */
export type Parts = ReadonlyMap<string, readonly ZipEntry[]>

const piece = /^(.+)\/\[(\d{1,9})\](?:\.last)?\.piece$/

/** Programs write a part as one file. Those that send it while they write may write some pieces. */
const mostPieces = 256

/** Refuses two files of one name (ZIP_DUPLICATE_ENTRY), a part with missing pieces or a second form
 * (OOXML_AMBIGUOUS), and one of more than 256 pieces (ZIP_TOO_MANY_ENTRIES). */
export function partsOf(entries: readonly ZipEntry[]): Parts {
  const parts = new Map<string, ZipEntry[]>(entries.map((entry) => [entry.name, [entry]]))
  if (parts.size < entries.length) refuse('ZIP_DUPLICATE_ENTRY')
  const pieces = new Map<string, { entry: ZipEntry; number: number }[]>()
  for (const entry of entries) {
    const [, name, number] = piece.exec(entry.name) ?? []
    if (name === undefined) continue
    if (parts.has(name)) refuse('OOXML_AMBIGUOUS')
    const found = pieces.get(name) ?? []
    pieces.set(name, found)
    found.push({ entry, number: Number(number) })
    if (found.length > mostPieces) refuse('ZIP_TOO_MANY_ENTRIES')
  }
  for (const [name, found] of pieces) {
    const sorted = found.sort((one, other) => one.number - other.number)
    if (sorted.some(({ number }, index) => number !== index)) refuse('OOXML_AMBIGUOUS')
    parts.set(
      name,
      sorted.map(({ entry }) => entry),
    )
  }
  return parts
}
