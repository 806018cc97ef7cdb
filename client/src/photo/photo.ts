import { isPng } from '@chairside/protocol'
import { lookAtJpeg } from './jpeg.ts'
import type { Look, Told } from './look.ts'
import { pagesOf } from './pages.ts'
import { lookAtPng } from './png.ts'

/** Whether a photo keeps the location where it was taken, and the film behind its picture. */
export type PhotoLocation = 'keep' | 'remove'

/**
 * Whether a JPEG or PNG contains a location or a film; neither for any other file. Reads the file once, page by page.
 *
 * @throws the error of the device if it does not give the bytes
 */
export async function toldBy(file: Blob): Promise<Told> {
  const { location, film } = await lookAt(file)
  return { location, film }
}

/** Whether a photo contains the location where it was taken. Reads and throws as `toldBy`. */
export async function showsLocation(file: Blob): Promise<boolean> {
  return (await lookAt(file)).location
}

/**
 * Gives the photo, with the same name, size and picture, without its location and the film behind it: zeros and spaces
 * replace them, and the packed texts of a PNG. Gives the same `file` if it has none of them.
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
  for (const trace of await look.traces()) {
    parts.push(blob.slice(at, trace.at), ...(trace.bytes ? [trace.bytes] : zeros(trace.length)))
    at = trace.at + trace.length
  }
  return new Blob([...parts, blob.slice(at)], { type: blob.type })
}

const nothing: Look = { location: false, film: false, traces: async () => [] }

async function lookAt(blob: Blob): Promise<Look> {
  const read = pagesOf(blob)
  const head = await read(0, 8)
  if (head[0] === 0xff && head[1] === 0xd8) return lookAtJpeg(read, blob.size)
  return isPng(head) ? lookAtPng(read, blob.size) : nothing
}

/** Gives `length` zeros, in parts that share one buffer. */
function zeros(length: number): Uint8Array<ArrayBuffer>[] {
  const piece = new Uint8Array(64 * 1024)
  return Array.from({ length: Math.ceil(length / piece.length) }, (_, index) =>
    piece.subarray(0, length - index * piece.length),
  )
}
