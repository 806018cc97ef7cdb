import { OutOfReach, type Source } from '../source.ts'
import { refuse } from '../verdict.ts'
import { tellsPlace } from './exif.ts'
import { flirHead, flirTellsPlace } from './flir.ts'
import type { Picture } from './png.ts'

/*
 * JPEG: ITU-T T.81, B.1.1 (markers, fill bytes and segments) and B.2.2 (frame header). Exif: CIPA DC-008, 4.7.2 (APP1).
 */

const mostSegments = 1024
const stepBytes = 64 * 1024

/**
 * Walks the segments up to the picture's data, as decoders do: past fill bytes and damage. A photo without a frame
 * header has 0 × 0 pixels. Refuses 1,024 segments without a frame header with BROKEN_JPEG, and a frame header that lies
 * further than the gate reads with IMAGE_TOO_MANY_PIXELS.
 */
export async function readJpeg(source: Source): Promise<Picture> {
  const photo: Walked = { frame: undefined, location: false, thermal: [] }
  try {
    await walk(source, photo)
  } catch (error) {
    if (!(error instanceof OutOfReach)) throw error
    if (photo.frame === undefined) refuse('IMAGE_TOO_MANY_PIXELS')
  }
  const { width = 0, height = 0 } = photo.frame ?? {}
  return { width, height, location: photo.location || flirTellsPlace(photo.thermal) }
}

interface Walked {
  frame: { readonly width: number; readonly height: number } | undefined
  location: boolean
  /** The segments of a thermal camera, which are parts of one file. */
  readonly thermal: Buffer[]
}

async function walk(source: Source, photo: Walked): Promise<void> {
  let at = 2
  for (let step = 0; step < mostSegments; step += 1) {
    const found = await nextMarker(source, at)
    // End of the image, start of its data.
    if (found === undefined || found.marker === 0xd9 || found.marker === 0xda) return
    at = found.end
    if (standsAlone(found.marker)) continue
    const head = await source.read(at, 7)
    const length = head.length < 2 ? 0 : head.readUInt16BE(0)
    if (length < 2) continue
    if (isFrame(found.marker) && head.length === 7) {
      photo.frame = larger(photo.frame, { width: head.readUInt16BE(5), height: head.readUInt16BE(3) })
    }
    if (found.marker === 0xe1) await readMetadata(source, at + 2, length - 2, photo)
    at += length
  }
  if (photo.frame === undefined) refuse('BROKEN_JPEG')
}

type Frame = NonNullable<Walked['frame']>

// Decoders differ in which of two frames they show.
function larger(one: Frame | undefined, other: Frame): Frame {
  return one !== undefined && one.width * one.height >= other.width * other.height ? one : other
}

/** The next marker, and where it ends: behind fill bytes, stuffed zeros and whatever is damaged. */
async function nextMarker(
  source: Source,
  start: number,
): Promise<{ marker: number; end: number } | undefined> {
  let length = 16
  for (let at = start; ; at += length - 1, length = stepBytes) {
    const bytes = await source.read(at, length)
    for (let index = 0; index + 1 < bytes.length; index += 1) {
      if (bytes[index] !== 0xff) continue
      const marker = bytes.readUInt8(index + 1)
      if (marker !== 0x00 && marker !== 0xff) return { marker, end: at + index + 2 }
    }
    if (bytes.length < length) return undefined
  }
}

async function readMetadata(source: Source, at: number, length: number, photo: Walked): Promise<void> {
  if ((await source.read(at, flirHead.length)).equals(flirHead)) {
    photo.thermal.push(await source.read(at, length))
  } else if (!photo.location) {
    photo.location = tellsPlace(await source.read(at, length))
  }
}

// Restart markers and TEM have no length.
const standsAlone = (marker: number): boolean => marker === 0x01 || (marker >= 0xd0 && marker <= 0xd8)

// SOF0 to SOF15, without C4 and CC (tables) and C8 (reserved).
const isFrame = (marker: number): boolean =>
  marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc
