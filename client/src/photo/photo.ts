import { isPng } from '@chairside/protocol'
import { lookAtJpeg } from './jpeg.ts'
import type { Look, Told } from './look.ts'
import { pagesOf } from './pages.ts'
import { lookAtPng } from './png.ts'

/** Whether a photo keeps the location where it was taken, and the film behind its picture. */
export type PhotoLocation = 'keep' | 'remove'

/**
 * What a JPEG or PNG says beside its picture; nothing for any other file. Reads it once, a page at a time; rejects only
 * when the device does not give the bytes.
 */
export async function toldBy(file: Blob): Promise<Told> {
  const { location, film } = await lookAt(file)
  return { location, film }
}

/** Whether a photo says where it was taken; as `toldBy`. */
export async function showsLocation(file: Blob): Promise<boolean> {
  return (await lookAt(file)).location
}

/**
 * The same photo, under the same name and of the same size, without its location and without a film behind it: what
 * says it becomes zeros and spaces, and so do packed texts of a PNG. Gives the same `file` when it has none of them. The
 * picture itself is not changed.
 */
export async function withoutLocation(file: File): Promise<File> {
  const cleared = await clearLocation(file)
  if (cleared === file) return file
  const { name, type, lastModified } = file
  return new File([cleared], name, { type, lastModified })
}

/** As `withoutLocation`, for bytes without a name. */
export async function clearLocation(blob: Blob): Promise<Blob> {
  const look = await lookAt(blob)
  if (!look.location && !look.film && !look.unread) return blob
  const parts: BlobPart[] = []
  let at = 0
  for (const trace of look.traces()) {
    parts.push(blob.slice(at, trace.at), ...(trace.bytes ? [trace.bytes] : zeros(trace.length)))
    at = trace.at + trace.length
  }
  return new Blob([...parts, blob.slice(at)], { type: blob.type })
}

const nothing: Look = { location: false, film: false, traces: () => [] }

async function lookAt(blob: Blob): Promise<Look> {
  const read = pagesOf(blob)
  const head = await read(0, 8)
  if (head[0] === 0xff && head[1] === 0xd8) return lookAtJpeg(read, blob.size)
  return isPng(head) ? lookAtPng(read, blob.size) : nothing
}

/** So many zeros, in pieces that are one and the same. */
function zeros(length: number): Uint8Array<ArrayBuffer>[] {
  const piece = new Uint8Array(64 * 1024)
  return Array.from({ length: Math.ceil(length / piece.length) }, (_, index) =>
    piece.subarray(0, length - index * piece.length),
  )
}
