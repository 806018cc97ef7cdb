import { endOfImage, isMetadata, type Metadata, type ReadAt, segmentsOf } from './jpeg.ts'

/*
 * One JPEG file may contain several pictures: CIPA DC-007 (Multi-Picture Format), 5.1. Each of them is a whole JPEG. Zeros
 * may fill the space between two of them.
 */

/** Photos of phones and cameras have up to five: previews, a map of brightness, a map of depth. */
const mostPictures = 64
const mostSegments = 1024
/** Their metadata have fewer bytes, with maps of depth in them. What follows is not read. */
const mostBytes = 16 * 1024 * 1024
const stepBytes = 64 * 1024

/** The metadata of each picture of a JPEG, and where the last one ends. */
export async function picturesIn(
  read: ReadAt,
  size: number,
): Promise<{ pictures: Metadata[][]; end: number }> {
  const pictures: Metadata[][] = []
  let end = 0
  let bytes = 0
  for (let at: number | undefined = 0; at !== undefined && pictures.length < mostPictures; ) {
    const picture = await pictureAt(read, at, mostBytes - bytes)
    pictures.push(picture.metadata)
    bytes += picture.bytes
    end = picture.end
    at = await nextPicture(read, end, size)
  }
  return { pictures, end }
}

async function pictureAt(
  read: ReadAt,
  start: number,
  most: number,
): Promise<{ metadata: Metadata[]; bytes: number; end: number }> {
  const metadata: Metadata[] = []
  let [count, total] = [0, 0]
  for await (const segment of segmentsOf(read, start + 2)) {
    const { marker, at, length } = segment
    count += 1
    if (marker === endOfImage || count > mostSegments || total > most)
      return { metadata, bytes: total, end: at }
    if (!isMetadata(segment) || length < 0) continue
    const bytes = new Uint8Array(await read(at, length))
    metadata.push({ marker, at, length: bytes.length, bytes })
    total += bytes.length
  }
  return { metadata, bytes: total, end: start }
}

/** The index of the next picture, which zeros may precede. */
async function nextPicture(read: ReadAt, start: number, size: number): Promise<number | undefined> {
  for (let at = start; at < size; at += stepBytes) {
    const bytes = await read(at, stepBytes)
    if (bytes.length === 0) return undefined
    const index = bytes.findIndex((byte) => byte !== 0)
    if (index < 0) continue
    const [one, two, three] = await read(at + index, 3)
    return one === 0xff && two === 0xd8 && three === 0xff ? at + index : undefined
  }
  return undefined
}
