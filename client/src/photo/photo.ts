import { clearTiff, tiffShowsLocation } from './exif.ts'
import { clearTexts, textsShowLocation } from './xmp.ts'

/*
 * JPEG: ITU-T T.81, B.1.1 (markers and segments). Exif 2.32 (CIPA DC-008-2019), 4.7.2: metadata stand in APP1 segments
 * before the picture.
 */

/** Whether a photo keeps the location where it was taken. */
export type PhotoLocation = 'keep' | 'remove'

/** Bytes of one read. */
const pageBytes = 64 * 1024
const mostSegments = 1024
/** Bytes of all reads. */
const mostBytes = 4 * 1024 * 1024

/** The content of an APP1 segment, and where in the file it stands. */
interface Segment {
  readonly at: number
  readonly bytes: Uint8Array<ArrayBuffer>
}

/**
 * Whether a file is a JPEG that says where it was taken, by GPS in its Exif or XMP data. Reads only its head, a few
 * pages of it; rejects only when the device does not give the bytes.
 */
export async function showsLocation(file: Blob): Promise<boolean> {
  return segmentsShowLocation(await metadataOf(file))
}

/**
 * The same photo, under the same name and of the same size, without its location: GPS data become zeros and spaces, and
 * their pointer goes. Gives the same `file` when it shows no location. The picture itself is not read or changed.
 */
export async function withoutLocation(file: File): Promise<File> {
  const cleared = await clearLocation(file)
  if (cleared === file) return file
  const { name, type, lastModified } = file
  return new File([cleared], name, { type, lastModified })
}

/** As `withoutLocation`, for bytes without a name. */
export async function clearLocation(blob: Blob): Promise<Blob> {
  const segments = await metadataOf(blob)
  if (!segmentsShowLocation(segments)) return blob
  const parts: BlobPart[] = []
  let at = 0
  for (const segment of cleared(segments)) {
    parts.push(blob.slice(at, segment.at), segment.bytes)
    at = segment.at + segment.bytes.length
  }
  return new Blob([...parts, blob.slice(at)], { type: blob.type })
}

const exifHead = 6
const isExif = ({ bytes }: Segment): boolean => String.fromCharCode(...bytes.subarray(0, 5)) === 'Exif\0'
const isText = (segment: Segment): boolean => !isExif(segment)

function segmentsShowLocation(segments: readonly Segment[]): boolean {
  return (
    segments.filter(isExif).some(({ bytes }) => tiffShowsLocation(bytes.subarray(exifHead))) ||
    textsShowLocation(segments.filter(isText).map(({ bytes }) => bytes))
  )
}

function cleared(segments: readonly Segment[]): Segment[] {
  const texts = segments.filter(isText)
  const without = clearTexts(texts.map(({ bytes }) => bytes))
  const textAt = new Map(texts.map(({ at }, index) => [at, without[index]]))
  return segments.map(({ at, bytes }) => ({ at, bytes: textAt.get(at) ?? clearExif(bytes) }))
}

function clearExif(bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  const clear = bytes.slice()
  clear.set(clearTiff(bytes.subarray(exifHead)), exifHead)
  return clear
}

/** The APP1 segments in front of a JPEG's picture; none for any other file. */
async function metadataOf(blob: Blob): Promise<Segment[]> {
  const read = pagesOf(blob)
  const found: Segment[] = []
  const [first, second] = await read(0, 2)
  if (first !== 0xff || second !== 0xd8) return found
  let at = 2
  for (let step = 0; step < mostSegments; step += 1) {
    const [mark, marker = 0, high = 0, low = 0] = await read(at, 4)
    if (mark !== 0xff || endsHead(marker)) break
    if (marker === 0xff) at += 1
    else if (standsAlone(marker)) at += 2
    else {
      const length = high * 256 + low
      if (length < 2) break
      if (marker === 0xe1) found.push({ at: at + 4, bytes: await read(at + 4, length - 2) })
      at += 2 + length
    }
  }
  return found
}

// Stuffed zero, end of image, start of scan.
const endsHead = (marker: number): boolean => marker === 0x00 || marker === 0xd9 || marker === 0xda

// Restart markers, SOI and TEM have no length.
const standsAlone = (marker: number): boolean => marker === 0x01 || (marker >= 0xd0 && marker <= 0xd8)

/** Reads a blob from front to back in pages. Gives fewer bytes only at its end, and none after `mostBytes`. */
function pagesOf(blob: Blob): (at: number, length: number) => Promise<Uint8Array<ArrayBuffer>> {
  let start = 0
  let page = new Uint8Array(0)
  let spent = 0
  return async (at, length) => {
    const end = Math.min(at + length, blob.size)
    if (end > start + page.length) {
      if (spent > mostBytes) return new Uint8Array(0)
      start = at
      page = new Uint8Array(await blob.slice(at, at + Math.max(length, pageBytes)).arrayBuffer())
      spent += page.length
    }
    return page.subarray(at - start, at - start + length)
  }
}
