import { MB } from '@chairside/protocol'

/*
 * The names in the bucket. `objects/<key>`: sealed objects, and multipart uploads of unsealed ones.
 * `tails/<key>/<start>-<epoch>-<attempt>`: pieces of an unsealed object that do not fill a part yet. `owner`:
 * the identity of the records. No name is used twice: the bytes of an unanswered attempt may still arrive,
 * and must not overwrite others.
 */
export const objects = 'objects/'
export const tails = 'tails/'

/** The object with the identity of the records. */
export const ownerName = 'owner'

/** Bytes of every part but the last: the smallest size that S3 accepts, to hold little in memory. */
export const partSize = 5 * MB

/** A stored piece of a tail. */
export interface Piece {
  readonly start: number
  readonly size: number
  /** Of the connection that brought the piece. */
  readonly epoch: number
  readonly name: string
}

export const objectName = (key: string): string => `${objects}${key}`

/** The prefix of an object's pieces. */
export const tailsOf = (key: string): string => `${tails}${key}/`

/** @param attempt counts the pieces of one connection on one node */
export const pieceName = (
  key: string,
  { start, epoch, attempt }: Pick<Piece, 'start' | 'epoch'> & { readonly attempt: number },
): string => `${tailsOf(key)}${start}-${epoch}-${attempt}`

/** The key in the name of an object, upload or piece; undefined for other names. */
export function keyOf(name: string): string | undefined {
  return /^(?:objects\/([^/]+)|tails\/([^/]+)\/\d+-\d+-\d+)$/.exec(name)?.slice(1).find(Boolean)
}

/** The piece of a listed name; undefined for other names. */
export function readPiece(name: string, size: number): Piece | undefined {
  const [, start, epoch] = /\/(\d+)-(\d+)-\d+$/.exec(name) ?? []
  return start === undefined ? undefined : { start: Number(start), epoch: Number(epoch), size, name }
}
