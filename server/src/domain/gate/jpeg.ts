import { tellsPlace } from './exif.ts'
import type { Picture } from './png.ts'
import { OutOfReach, type Source } from './source.ts'
import { refuse } from './verdict.ts'

/*
 * JPEG: ITU-T T.81, B.1.1 (markers and segments) and B.2.2 (frame header). Exif: CIPA DC-008, 4.7.2 (APP1).
 */

const mostSegments = 1024
/** The end of the file, which the search for an archive has already fetched. */
const tailBytes = 64 * 1024
const endOfImage = Buffer.from([0xff, 0xd9])

/** What the gate reads of a JPEG. */
export interface Photo extends Picture {
  /** Whether the photo carries its GPS position. */
  readonly location: boolean
}

/**
 * Walks the segments up to the frame header. A photo with damaged segments is accepted, with 0 × 0 pixels.
 * Refuses 1,024 segments without a frame header with BROKEN_JPEG.
 */
export async function readJpeg(source: Source): Promise<Photo> {
  const told = { location: false }
  try {
    return await walk(source, told)
  } catch (error) {
    if (!(error instanceof OutOfReach)) throw error
    // Some phones put many MB of sound or a second view before the picture: the end must be that of a photo.
    const end = source.known(Math.max(0, source.size - tailBytes), tailBytes)
    if (!end?.includes(endOfImage)) refuse('BROKEN_JPEG')
    return { width: 0, height: 0, ...told }
  }
}

async function walk(source: Source, told: { location: boolean }): Promise<Photo> {
  let at = 2
  for (let step = 0; step < mostSegments; step += 1) {
    const segment = await source.read(at, 9)
    if (segment.length < 4 || segment[0] !== 0xff) return { width: 0, height: 0, ...told }
    const marker = segment.readUInt8(1)
    if (marker === 0xff) {
      at += 1
      continue
    }
    if (standsAlone(marker)) {
      at += 2
      continue
    }
    const length = segment.readUInt16BE(2)
    if (endsHeaders(marker) || length < 2) return { width: 0, height: 0, ...told }
    if (isFrame(marker)) {
      if (segment.length < 9) return { width: 0, height: 0, ...told }
      return { width: segment.readUInt16BE(7), height: segment.readUInt16BE(5), ...told }
    }
    if (marker === 0xe1 && !told.location) told.location = tellsPlace(await source.read(at + 4, length - 2))
    at += 2 + length
  }
  return refuse('BROKEN_JPEG')
}

// Restart markers and TEM have no length.
const standsAlone = (marker: number): boolean => marker === 0x01 || (marker >= 0xd0 && marker <= 0xd8)

// Stuffed zero, end of image, start of scan.
const endsHeaders = (marker: number): boolean => marker === 0x00 || marker === 0xd9 || marker === 0xda

// SOF0 to SOF15, without C4 and CC (tables) and C8 (reserved).
const isFrame = (marker: number): boolean =>
  marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc
