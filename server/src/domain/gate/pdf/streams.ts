/*
 * Stream objects of a PDF: ISO 32000-2, 7.3.8 (streams and their length), 7.3.10 (indirect objects).
 */

/** A stream object, by offsets in the text. */
export interface StreamObject {
  /** From the first byte of its content to the first one behind it. */
  readonly start: number
  readonly end: number
}

const opening = />>\s{0,16}stream(?:\r\n|\n|\r)/g
const heading = /\d{1,10}\s{1,16}\d{1,5}\s{1,16}obj\b/g
const ending = /^\s{0,4}endstream/
const dictionaryBytes = 4096
/** 4 MiB of small real streams have this many. */
const mostStreams = 8192
const mostLengths = 2 * mostStreams

/**
 * The stream objects in the beginning of a PDF, in order. Bytes inside of a stream are never taken for another stream.
 * `cut` says that the PDF goes on behind the text, perhaps in the middle of a stream.
 */
export function* streamsIn(text: string, cut: boolean): Generator<StreamObject, undefined> {
  const lengths = lengthsIn(text)
  let at = 0
  for (let count = 0; count < mostStreams; count += 1) {
    opening.lastIndex = at
    const found = opening.exec(text)
    if (found === null) return
    const start = found.index + found[0].length
    const before = text.slice(Math.max(at, found.index - dictionaryBytes), found.index)
    const head = [...before.matchAll(heading)].at(-1)
    at = start
    if (head === undefined) continue
    const length = lengthOf(before.slice(head.index), lengths)
    const end = endOf(text, start, length, cut)
    if (end === undefined) return
    yield { start, end }
    at = end
  }
}

function lengthOf(dictionary: string, lengths: ReadonlyMap<string, number>): number | undefined {
  const [, number = '', reference] = /\/Length\s+(\d{1,10})(\s+\d{1,5}\s+R)?/.exec(dictionary) ?? []
  if (number === '') return undefined
  return reference === undefined ? Number(number) : lengths.get(number)
}

/** Where a stream ends: by its length, if that is true, or else at the next `endstream`. */
function endOf(text: string, start: number, length: number | undefined, cut: boolean): number | undefined {
  if (length !== undefined) {
    const end = start + length
    if (cut && end >= text.length) return text.length
    if (ending.test(text.slice(end, end + 16))) return end
  }
  const end = text.indexOf('endstream', start)
  if (end >= 0) return end
  return cut ? text.length : undefined
}

/** The values of the objects that are a number: a stream may state its length in one. */
function lengthsIn(text: string): ReadonlyMap<string, number> {
  const numbers = text.matchAll(/\b(\d{1,10})\s{1,4}\d{1,5}\s{1,4}obj\s{1,4}(\d{1,10})\s{1,4}endobj/g)
  const lengths = new Map<string, number>()
  for (const [, object = '', value] of numbers) {
    if (lengths.size === mostLengths) break
    lengths.set(object, Number(value))
  }
  return lengths
}
