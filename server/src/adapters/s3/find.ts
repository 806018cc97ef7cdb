import type { Begun, Bucket, Part } from './bucket.ts'
import { objectName, type Piece, partSize, readPiece, tailsOf } from './layout.ts'

/** An object as stored in the bucket, where every node finds it. */
export type Found =
  | { readonly state: 'sealed'; readonly size: number }
  | {
      readonly state: 'unsealed'
      /** The id of its multipart upload, if any. */
      readonly id: string | undefined
      readonly parts: readonly Part[]
      /** The pieces that follow the parts without a gap. */
      readonly tail: readonly Piece[]
      /** The newest epoch among its pieces. */
      readonly epoch: number
    }

/** Finds what is stored of an object. Looks for the sealed object last, because sealing removes uploads and pieces. */
export async function findObject(bucket: Bucket, key: string): Promise<Found> {
  const [uploads, pieces] = await Promise.all([uploadsOf(bucket, key), piecesOf(bucket, key)])
  const candidates = await Promise.all(
    uploads.map(async ({ id, name, begun }) => ({ id, begun, parts: inOrder(await bucket.parts(name, id)) })),
  )
  const size = await bucket.size(objectName(key))
  if (size !== undefined) return { state: 'sealed', size }
  const [best] = candidates.sort(
    (one, other) => sizeOf(other.parts) - sizeOf(one.parts) || other.begun - one.begun,
  )
  const parts = best?.parts ?? []
  const epoch = Math.max(0, ...pieces.map((piece) => piece.epoch))
  return { state: 'unsealed', id: best?.id, parts, tail: inLine(pieces, sizeOf(parts)), epoch }
}

/** The open multipart uploads of an object. */
export async function uploadsOf(bucket: Bucket, key: string): Promise<Begun[]> {
  const found: Begun[] = []
  const name = objectName(key)
  for await (const upload of bucket.uploads(name)) if (upload.name === name) found.push(upload)
  return found
}

/** The stored pieces of an object's tail. */
export async function piecesOf(bucket: Bucket, key: string): Promise<Piece[]> {
  const found: Piece[] = []
  for await (const { name, size } of bucket.list(tailsOf(key))) {
    const piece = readPiece(name, size)
    if (piece !== undefined) found.push(piece)
  }
  return found
}

/** The sum of the sizes. */
export function sizeOf(parts: readonly { readonly size: number }[]): number {
  return parts.reduce((sum, { size }) => sum + size, 0)
}

/** The parts up to the first gap, or to the first part that is not full, which can only be the last one. */
function inOrder(parts: readonly Part[]): Part[] {
  const found: Part[] = []
  for (const part of parts) {
    if (part.number !== found.length + 1) break
    found.push(part)
    if (part.size !== partSize) break
  }
  return found
}

/**
 * A row of pieces, each of which begins where the one before it ends. Of several that begin at the same byte it takes
 * the newest connection's, and of one connection's the longest, which contains the others. After a piece of a newer
 * connection it takes none of an older one.
 */
function inLine(pieces: readonly Piece[], from: number): Piece[] {
  const found: Piece[] = []
  let [end, epoch] = [from, 0]
  for (;;) {
    const next = pieces
      .filter((piece) => piece.start === end && piece.epoch >= epoch && piece.size > 0)
      .sort((one, other) => other.epoch - one.epoch || other.size - one.size)[0]
    if (next === undefined) return found
    found.push(next)
    end += next.size
    epoch = next.epoch
  }
}
