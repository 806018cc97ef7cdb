import { setImmediate } from 'node:timers/promises'
import { KB, MB } from '@chairside/protocol'

/** So many first bytes of a content lie in one piece, and are read without a copy. */
export const sourceHead = 4 * MB

const pageBytes = 64 * KB
const mostReads = 80
const mostBytes = 5 * MB
/** Other work goes on after so many steps: a small file can make the gate read fetched pages 100,000 times. */
const stepsInARow = 256
/** A read is one step, and one more for so many bytes. */
const stepBytes = 4 * KB

/** Fills `target` with the bytes from `position` on, and gives their number; it is only asked for bytes that exist. */
export type Fetch = (position: number, target: Buffer) => Promise<number>

/** Sealed bytes, read in any order. They are fetched once, in pages of 64 KiB. */
export interface Source {
  /** Bytes. */
  readonly size: number
  /** Fetches made, and bytes fetched. */
  readonly spent: { readonly reads: number; readonly bytes: number }
  /** At most `length` bytes from `position` on. Throws `OutOfReach`, fetch errors and the signal's reason. */
  read(position: number, length: number): Promise<Buffer>
  /** The same without a fetch; undefined when a page of it was not fetched. */
  known(position: number, length: number): Buffer | undefined
  /** Frees the memory of all fetched bytes at once: nothing may use them any more. */
  close(): void
}

/** The content takes more than 80 reads or 5 MiB to judge. No honest file does. */
export class OutOfReach extends Error {
  override readonly name = 'OutOfReach'
}

/** Reads `size` bytes by `fetch`, adjacent pages at once. Once `signal` aborts, `read` throws its reason. */
export function createSource(size: number, fetch: Fetch, signal?: AbortSignal): Source {
  const pages = new Map<number, Buffer>()
  const buffers: Buffer<ArrayBuffer>[] = []
  let head: Buffer | undefined
  const spent = { reads: 0, bytes: 0 }
  let steps = 0

  const allocate = (bytes: number): Buffer => {
    const buffer = Buffer.allocUnsafeSlow(bytes)
    buffers.push(buffer)
    return buffer
  }

  const inHead = (start: number, length: number): Buffer => {
    head ??= allocate(Math.min(size, sourceHead))
    return head.subarray(start, start + length)
  }

  const load = async (first: number, last: number): Promise<void> => {
    const start = first * pageBytes
    const length = Math.min((last + 1) * pageBytes, size) - start
    if (spent.reads + 1 > mostReads || spent.bytes + length > mostBytes) throw new OutOfReach()
    spent.reads += 1
    spent.bytes += length
    const whole = start + length <= sourceHead ? inHead(start, length) : allocate(length)
    if ((await fetch(start, whole)) !== length) throw new Error('fewer bytes came than there are')
    for (let page = first; page <= last; page += 1) {
      const from = (page - first) * pageBytes
      pages.set(page, whole.subarray(from, from + pageBytes))
    }
  }

  const span = (position: number, length: number) => {
    const inside = Number.isSafeInteger(position) && position >= 0 && position < size
    if (!inside || !(length > 0)) return undefined
    const end = Math.min(position + length, size)
    const [first, last] = [Math.floor(position / pageBytes), Math.floor((end - 1) / pageBytes)]
    return { first, last, from: position - first * pageBytes, length: end - position }
  }

  const known = (position: number, length: number): Buffer | undefined => {
    const wanted = span(position, length)
    if (wanted === undefined) return Buffer.alloc(0)
    const parts: Buffer[] = []
    for (let page = wanted.first; page <= wanted.last; page += 1) {
      const part = pages.get(page)
      if (part === undefined) return undefined
      parts.push(part)
    }
    const whole = inOnePiece(parts) ?? Buffer.concat(parts)
    return whole.subarray(wanted.from, wanted.from + wanted.length)
  }

  return {
    size,
    spent,
    known,
    close: () => {
      for (const { buffer } of buffers) buffer.transfer(0)
    },
    read: async (position, length) => {
      steps += 1 + Math.min(length, size) / stepBytes
      if (steps > stepsInARow) {
        steps = 0
        await setImmediate()
      }
      signal?.throwIfAborted()
      const wanted = span(position, length)
      if (wanted === undefined) return Buffer.alloc(0)
      for (let page = wanted.first; page <= wanted.last; page += 1) {
        if (pages.has(page)) continue
        let last = page
        while (last < wanted.last && !pages.has(last + 1)) last += 1
        await load(page, last)
        page = last
      }
      return known(position, length) ?? Buffer.alloc(0)
    },
  }
}

/** Joins pages without a copy when they are adjacent in memory, as pages of one fetch are; else undefined. */
function inOnePiece([first, ...others]: readonly Buffer[]): Buffer | undefined {
  if (first === undefined) return undefined
  let length = first.length
  for (const { buffer, byteOffset, length: more } of others) {
    if (buffer !== first.buffer || byteOffset !== first.byteOffset + length) return undefined
    length += more
  }
  return Buffer.from(first.buffer, first.byteOffset, length)
}
