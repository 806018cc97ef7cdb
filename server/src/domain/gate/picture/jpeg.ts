import { setImmediate } from 'node:timers/promises'
import { endOfImage, isMetadata, type Metadata, metadataTell, segmentsOf } from '@chairside/protocol'
import { OutOfReach, type Source } from '../source.ts'
import { refuse } from '../verdict.ts'
import { tellsBehind } from './behind.ts'
import type { Picture } from './png.ts'

/* JPEG: ITU-T T.81, B.1.1 (markers) and B.2.2 (frame header). */

const mostSegments = 1024
const app1 = 0xe1
const startOfScan = 0xda

/**
 * Walks the segments up to the picture's data, as decoders do: past fill bytes and damage. A photo without a frame
 * header has 0 × 0 pixels. Refuses 1,024 segments without a frame header with BROKEN_JPEG, and a frame header that lies
 * further than the gate reads with IMAGE_TOO_MANY_PIXELS.
 */
export async function readJpeg(source: Source): Promise<Picture> {
  const photo: Walked = { frame: undefined, metadata: [], scan: undefined }
  try {
    await walk(source, photo)
  } catch (error) {
    if (!(error instanceof OutOfReach)) throw error
    if (photo.frame === undefined) refuse('IMAGE_TOO_MANY_PIXELS')
  }
  const { width = 0, height = 0 } = photo.frame ?? {}
  const { metadata, scan } = photo
  const location =
    (await metadataTell([metadata], setImmediate)) ||
    (scan !== undefined && (await tellsBehind(source, scan, metadata)))
  return { width, height, location }
}

interface Walked {
  frame: { readonly width: number; readonly height: number } | undefined
  readonly metadata: Metadata[]
  /** The index of the picture data. */
  scan: number | undefined
}

async function walk(source: Source, photo: Walked): Promise<void> {
  let count = 0
  for await (const segment of segmentsOf(source.read, 2)) {
    const { marker, at, length } = segment
    if (marker === endOfImage) return
    if (marker === startOfScan) {
      photo.scan = at
      return
    }
    if (isFrame(marker) && length >= 0) {
      const head = await source.read(at, 5)
      if (head.length === 5)
        photo.frame = larger(photo.frame, { width: head.readUInt16BE(3), height: head.readUInt16BE(1) })
    }
    if (isMetadata(segment) && length >= 0) {
      // A segment behind the fetched pages is read only if it is APP1, which most locations are in.
      const bytes = marker === app1 ? await source.read(at, length) : source.known(at, length)
      if (bytes !== undefined) photo.metadata.push({ ...segment, bytes })
    }
    count += 1
    if (count === mostSegments) break
  }
  if (photo.frame === undefined) refuse('BROKEN_JPEG')
}

type Frame = NonNullable<Walked['frame']>

// Decoders differ in which of two frames they show.
function larger(one: Frame | undefined, other: Frame): Frame {
  return one !== undefined && one.width * one.height >= other.width * other.height ? one : other
}

// SOF0 to SOF15, without C4 and CC (tables) and C8 (reserved).
const isFrame = (marker: number): boolean =>
  marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc
