import { ChairsideError } from '@chairside/protocol'
import { withoutFirst } from '../chunks/without-first.ts'
import type { Bucket, Part } from './bucket.ts'
import { refusalIn } from './error.ts'
import { type Found, sizeOf } from './find.ts'
import type { Gathering, Gatherings } from './gathering.ts'
import { objectName, type Piece, partSize, pieceName } from './layout.ts'

/**
 * An unsealed object on one node. Full parts lie in a multipart upload; one more may be on its way there. The
 * bytes after them are gathered, and stored as pieces of a tail when they must not be lost.
 *
 *     bytes   |--- parts ---|--- full, on its way ---|--- gathered ---|
 *     tail                                           |- piece -|- … -|
 */
export interface Unsealed {
  /** The epoch of the newest known connection. */
  epoch: number
  /** All bytes, stored or not. */
  readonly end: number
  /** Whether all bytes are stored. */
  readonly isSaved: boolean
  /** Takes chunks. Waits only while a part is on its way and the next one is full, or memory is short. */
  add(chunks: readonly Uint8Array[]): Promise<void>
  /** Stores all bytes. */
  save(): Promise<void>
  /** Makes the sealed object. Throws UPLOAD_TAKEN_OVER when another one exists. */
  seal(): Promise<void>
  /** Releases its memory. */
  drop(): Promise<void>
}

/** Continues an object from the parts and the tail that were `found` in the bucket. */
export function createUnsealed(
  key: string,
  found: Extract<Found, { state: 'unsealed' }>,
  {
    bucket,
    gatherings,
    discard,
  }: {
    bucket: Bucket
    gatherings: Gatherings
    /** Removes useless objects in the background. */
    discard: (names: readonly string[]) => void
  },
): Unsealed {
  const name = objectName(key)
  const parts: Part[] = [...found.parts]
  let { id, epoch } = found
  let tail: Piece[] = [...found.tail]
  /** Names of pieces, also of those sent without an answer. */
  let pieces = tail.map((piece) => piece.name)
  let attempts = 0
  let gathered: Gathering | undefined
  let full: Gathering | undefined
  let sending: Promise<void> | undefined
  /** Whether an attempt to seal got no clear answer, so that it may have succeeded. */
  let unanswered = false

  /** The gathered bytes; on first use read from the tail in the bucket. */
  const load = async (): Promise<Gathering> => {
    if (gathered !== undefined) return gathered
    const mine = gatherings.open()
    try {
      for (const piece of tail) {
        const range = { start: 0, end: piece.size - 1 }
        for await (const chunk of await bucket.get(piece.name, range)) await mine.add([chunk])
      }
      if (mine.size !== sizeOf(tail)) throw new ChairsideError('STORAGE_UNAVAILABLE')
    } catch (error) {
      await mine.drop()
      throw error
    }
    gathered = mine
    return mine
  }

  const forgetTail = (): void => {
    discard(pieces)
    pieces = []
    tail = []
  }

  const sendPart = async (part: Gathering): Promise<void> => {
    id ??= await bucket.begin(name)
    parts.push(await bucket.part(name, id, parts.length + 1, part.body(0)))
    full = undefined
    forgetTail()
    await part.drop()
  }

  /** Waits for the full part; sends it again if that failed before. */
  const settle = async (): Promise<void> => {
    if (full === undefined) return
    sending ??= sendPart(full).finally(() => {
      sending = undefined
    })
    await sending
  }

  /** Sends a full part once the one before is stored; gives the gathering for the next. */
  const ship = async (part: Gathering): Promise<Gathering> => {
    await settle()
    full = part
    gathered = gatherings.open()
    // The next `settle` waits for it, or sends it again and throws.
    settle().catch(() => undefined)
    return gathered
  }

  /** Stores all full parts; gives the bytes that do not fill one. */
  const rest = async (): Promise<Gathering> => {
    const last = await load()
    const left = last.size === partSize ? await ship(last) : last
    await settle()
    return left
  }

  const putTogether = async (last: Gathering): Promise<void> => {
    if (parts.length === 0) return bucket.create(name, last.body(0))
    id ??= await bucket.begin(name)
    const final = last.size === 0 ? [] : [await bucket.part(name, id, parts.length + 1, last.body(0))]
    await bucket.complete(name, id, [...parts, ...final])
  }

  /** Whether the object exists although sealing failed. Throws UPLOAD_TAKEN_OVER when a different one exists. */
  const isThere = async (size: number, error: unknown): Promise<boolean> => {
    const refusal = refusalIn(error)
    unanswered ||= refusal === undefined || refusal.status >= 500 || refusal.attempts > 1
    const there = await bucket.size(name)
    if (there === undefined) return false
    if (there === size && unanswered) return true
    throw new ChairsideError('UPLOAD_TAKEN_OVER', { cause: error })
  }

  return {
    get epoch() {
      return epoch
    },
    set epoch(newer) {
      epoch = newer
    },
    get end() {
      return sizeOf(parts) + (full?.size ?? 0) + (gathered?.size ?? sizeOf(tail))
    },
    get isSaved() {
      return full === undefined && (gathered === undefined || gathered.size === sizeOf(tail))
    },
    add: async (chunks) => {
      // A part that is not full ends its object: nothing can be added.
      if (parts.some((part) => part.size !== partSize))
        throw new ChairsideError({ code: 'UPLOAD_OFFSET_MISMATCH', limit: sizeOf(parts) })
      let place = await load()
      for (let left = chunks; left.length > 0; ) {
        if (place.size === partSize) place = await ship(place)
        const room = partSize - place.size
        const some = first(left, room)
        // Computed before `add`, which may release the memory of `some`.
        left = withoutFirst(left, room)
        // Waits until the part on its way has freed its memory, so that no file is needed.
        if (full !== undefined && !gatherings.hasRoom(room)) await settle()
        await place.add(some)
      }
      if (place.size === partSize && full === undefined) await ship(place)
    },
    save: async () => {
      if (gathered === undefined) return
      const last = await rest()
      const start = sizeOf(tail)
      if (last.size === start) return
      const body = last.body(start)
      attempts += 1
      const place = { start: sizeOf(parts) + start, epoch }
      const piece = { ...place, size: body.size, name: pieceName(key, { ...place, attempt: attempts }) }
      pieces.push(piece.name)
      await bucket.put(piece.name, body)
      tail.push(piece)
    },
    seal: async () => {
      const last = await rest()
      const size = sizeOf(parts) + last.size
      try {
        await putTogether(last)
      } catch (error) {
        if (!(await isThere(size, error))) throw error
      }
      forgetTail()
      await last.drop()
    },
    drop: async () => {
      await sending?.catch(() => undefined)
      await full?.drop()
      await gathered?.drop()
    },
  }
}

/** At most the first `bytes` of a list of chunks. */
function first(chunks: readonly Uint8Array[], bytes: number): Uint8Array[] {
  const found: Uint8Array[] = []
  let left = bytes
  for (const chunk of chunks) {
    if (left === 0) break
    found.push(chunk.length > left ? chunk.subarray(0, left) : chunk)
    left -= Math.min(left, chunk.length)
  }
  return found
}
