import { MB } from '@chairside/protocol'

/*
 * What lies in the bucket: `objects/<key>`, sealed objects and, as multipart uploads of that name, unsealed ones;
 * `tails/<key>/<start>-<epoch>-<attempt>`, what came of an unsealed object and does not fill a part yet, in pieces;
 * and `owner`, which says whose records know it all. No name is used twice: of an attempt that got no answer the bytes
 * may still come, and must not land on more.
 */
export const objects = 'objects/'
export const tails = 'tails/'

/** The object that holds the identity of the records. */
export const ownerName = 'owner'

/** Bytes of every part but the last: the least that S3 takes, so that the least waits in memory. */
export const partSize = 5 * MB

/** A stored piece of a tail. */
export interface Piece {
  readonly start: number
  readonly size: number
  /** Of the connection that brought it. */
  readonly epoch: number
  readonly name: string
}

export const objectName = (key: string): string => `${objects}${key}`

export const tailsOf = (key: string): string => `${tails}${key}/`

/** @param attempt counts those of one connection on one node */
export const pieceName = (
  key: string,
  { start, epoch, attempt }: Pick<Piece, 'start' | 'epoch'> & { readonly attempt: number },
): string => `${tailsOf(key)}${start}-${epoch}-${attempt}`

/** The key of an object, a multipart upload or a piece; undefined for what is none of ours. */
export function keyOf(name: string): string | undefined {
  return /^(?:objects\/([^/]+)|tails\/([^/]+)\/\d+-\d+-\d+)$/.exec(name)?.slice(1).find(Boolean)
}

/** A listed piece; undefined for what is none. */
export function readPiece(name: string, size: number): Piece | undefined {
  const [, start, epoch] = /\/(\d+)-(\d+)-\d+$/.exec(name) ?? []
  return start === undefined ? undefined : { start: Number(start), epoch: Number(epoch), size, name }
}
