import { OutOfReach, type Source } from './source.ts'
import type { Flag } from './verdict.ts'

/*
 * PDF: ISO 32000-2, 7.5.5 (trailer), 7.5.8 (cross-reference streams), 7.6 (encryption), 12.6.4 (actions).
 * Only plain objects at the beginning and end are seen: streams are not unpacked. The flags refuse nothing.
 */

const tailBytes = 2048
const dictionaryBytes = 4096
const openBytes = 64 * 1024
const active = /\/(?:JavaScript|JS|Launch|EmbeddedFiles|XFA)(?![A-Za-z])/
const encrypt = /\/Encrypt(?![A-Za-z])/

/** Flags of a PDF: `encrypted` by its trailer, `active` by its first and last 64 KiB, as far as fetched. */
export async function readPdf(source: Source): Promise<Flag[]> {
  const flags: Flag[] = []
  if (await isEncrypted(source)) flags.push('encrypted')
  const ends = [0, Math.max(0, source.size - openBytes)].map((at) => source.known(at, openBytes))
  if (ends.some((part) => part && active.test(part.toString('latin1')))) flags.push('active')
  return flags
}

async function isEncrypted(source: Source): Promise<boolean> {
  const end = (await source.read(Math.max(0, source.size - tailBytes), tailBytes)).toString('latin1')
  const last = end.lastIndexOf('startxref')
  if (last < 0) return false
  const trailer = end.lastIndexOf('trailer', last)
  if (trailer >= 0 && encrypt.test(end.slice(trailer, last))) return true
  const at = Number(/^startxref\s+(\d{1,12})/.exec(end.slice(last))?.[1] ?? Number.NaN)
  // A linearized file has another trailer near its start, which says the same.
  for (const position of [at, 0]) {
    if (encrypt.test(dictionaryIn(await readText(source, position)))) return true
  }
  return false
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
