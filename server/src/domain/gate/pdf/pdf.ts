import { MB } from '@chairside/protocol'
import { OutOfReach, type Source } from '../source.ts'
import type { Flag } from '../verdict.ts'
import { readString } from './objects.ts'
import { opensWithoutPassword } from './password.ts'

/*
 * PDF: ISO 32000-2, 7.5.5 (trailer), 7.5.8 (cross-reference streams), 7.6 (encryption), 12.6.4 (actions).
 * Only plain objects at the beginning and end are seen: streams are not unpacked. The flags refuse nothing.
 */

const tailBytes = 2048
const dictionaryBytes = 4096
const openBytes = 64 * 1024
const headingBytes = 64
/** As much as the search for an archive has fetched. */
const searchedBytes = 4 * MB
const active = /\/(?:JavaScript|JS|Launch|EmbeddedFiles|XFA)(?![A-Za-z])/
const encrypt = /\/Encrypt(?![A-Za-z])\s{0,16}(?:(\d{1,10})\s{1,16}\d{1,5}\s{1,16}R)?/

/** Flags of a PDF: `encrypted` by its trailer, `active` by its first and last 64 KiB, as far as fetched. */
export async function readPdf(source: Source): Promise<Flag[]> {
  const flags: Flag[] = []
  if (await asksForPassword(source)) flags.push('encrypted')
  const ends = [0, Math.max(0, source.size - openBytes)].map((at) => source.known(at, openBytes))
  if (ends.some((part) => part && active.test(part.toString('latin1')))) flags.push('active')
  return flags
}

/** Whether a PDF is encrypted and the empty password does not open it; true also when that cannot be found out. */
async function asksForPassword(source: Source): Promise<boolean> {
  const trailer = await encryptedTrailer(source)
  if (trailer === undefined) return false
  const [found = '', object] = encrypt.exec(trailer) ?? []
  const dictionary =
    object === undefined ? trailer.slice(trailer.indexOf(found)) : await objectIn(source, object)
  return dictionary === undefined || !opensWithoutPassword(dictionary, firstId(trailer))
}

/** The dictionary at the end of a PDF that says that it is encrypted; undefined when none does. */
async function encryptedTrailer(source: Source): Promise<string | undefined> {
  const start = Math.max(0, source.size - tailBytes)
  const end = (await source.read(start, tailBytes)).toString('latin1')
  const last = end.lastIndexOf('startxref')
  if (last < 0) return undefined
  const trailer = end.lastIndexOf('trailer', last)
  if (trailer >= 0 && encrypt.test(end.slice(trailer, last))) return end.slice(trailer, last)
  const at = Number(/^startxref\s+(\d{1,12})/.exec(end.slice(last))?.[1] ?? Number.NaN)
  // A linearized file has another trailer near its start, which says the same. Offsets count from the header.
  const header = Math.max(0, (await readText(source, 0)).indexOf('%PDF-'))
  for (const position of [at, at + header, header]) {
    const dictionary = dictionaryIn(await readText(source, position))
    if (encrypt.test(dictionary)) return dictionary
  }
  return undefined
}

/** The first 4 KiB of an object's text: of its last version at the end of the file, or else at the beginning. */
async function objectIn(source: Source, number: string): Promise<string | undefined> {
  const heading = new RegExp(`(?<!\\d)${number}\\s{1,16}\\d{1,5}\\s{1,16}obj\\b`, 'g')
  for (const [at, length] of [
    [Math.max(0, source.size - openBytes), openBytes],
    [0, Math.min(source.size, searchedBytes)],
  ] as const) {
    const text = source.known(at, length)?.toString('latin1') ?? ''
    const found = lastIn(text, heading)
    if (found >= 0) return text.slice(found, found + dictionaryBytes)
  }
  return undefined
}

/** Where the last match of a pattern of at most 64 bytes begins, or -1. Searches from the end, part by part. */
function lastIn(text: string, pattern: RegExp): number {
  for (let end = text.length; end > 0; end -= openBytes) {
    const start = Math.max(0, end - openBytes)
    // With the byte before, at which the pattern looks.
    const from = Math.max(0, start - 1)
    const found = [...text.slice(from, end + headingBytes).matchAll(pattern)].at(-1)
    if (found && from + found.index >= start) return from + found.index
  }
  return -1
}

/** The first identifier of a file, which is part of the key; empty where there is none. */
function firstId(trailer: string): Buffer {
  const found = /\/ID\s{0,16}\[\s{0,16}(?=[(<])/.exec(trailer)
  return (found && readString(trailer, found.index + found[0].length)) ?? Buffer.alloc(0)
}

// Gives '' when the search for an archive in the tail has used up all reads.
async function readText(source: Source, position: number): Promise<string> {
  try {
    return (await source.read(position, dictionaryBytes)).toString('latin1')
  } catch (error) {
    if (error instanceof OutOfReach) return ''
    throw error
  }
}

function dictionaryIn(text: string): string {
  const start = text.search(/\/XRef|trailer/)
  const from = start < 0 ? text.length : Math.max(0, text.lastIndexOf('obj', start))
  const end = text.slice(start).search(/stream|startxref/)
  return text.slice(from, end < 0 ? text.length : start + end)
}
