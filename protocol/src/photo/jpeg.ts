import { clearTiff, tiffTells } from './exif.ts'
import { flirHead, flirPlaces } from './flir.ts'
import { photoshop, resourcesTell } from './iptc.ts'
import { stands } from './latin1.ts'
import { type PartToSearch, type Pause, partsTell, pausing } from './parts.ts'
import { clearTexts, joined, textsToSearch, textTells } from './xmp.ts'

/*
 * JPEG: ITU-T T.81, B.1.1 (markers, fill bytes and segments). Exif 2.32 (CIPA DC-008-2019), 4.7.2 (APP1). CIPA DC-007
 * (Multi-Picture Format): APP2, and further pictures behind the first, each with segments of its own.
 */

/** Reads `length` bytes of a file from `at` on, or fewer at its end. */
export type ReadAt = (at: number, length: number) => Promise<Uint8Array>

/** A marker with the range of its content. `length` is negative if the length field is damaged. */
export interface Segment {
  readonly marker: number
  readonly at: number
  readonly length: number
}

const stepBytes = 64 * 1024
export const endOfImage = 0xd9

/**
 * The segments of a picture from `start` on. As decoders do, it skips fill bytes, restart markers, picture data and damage.
 * The last segment is the end of the image, even if the file ends without that marker.
 */
export async function* segmentsOf(read: ReadAt, start: number): AsyncGenerator<Segment, void> {
  let at = start
  for (;;) {
    const { marker, end } = await nextMarker(read, at)
    if (marker === endOfImage) return yield { marker, at: end, length: 0 }
    const [high = 0, low = 0] = await read(end, 2)
    const length = high * 256 + low
    at = length < 2 ? end : end + length
    yield { marker, at: end + 2, length: length - 2 }
  }
}

/** The next marker that has a length, or the end of the image. `end` is the index behind it. */
async function nextMarker(read: ReadAt, start: number): Promise<{ marker: number; end: number }> {
  let length = 16
  for (let at = start; ; at += length - 1, length = stepBytes) {
    const bytes = await read(at, length)
    let index = bytes.indexOf(0xff)
    while (index >= 0 && index + 1 < bytes.length) {
      const marker = bytes[index + 1] ?? 0
      if (hasLength(marker) || marker === endOfImage) return { marker, end: at + index + 2 }
      index = bytes.indexOf(0xff, index + 1)
    }
    if (bytes.length < length) return { marker: endOfImage, end: at + bytes.length }
  }
}

// Stuffed zeros, fill bytes, restart markers, SOI and TEM have no length. Markers below SOF0 are reserved.
const hasLength = (marker: number): boolean =>
  marker >= 0xc0 && marker < 0xff && (marker < 0xd0 || marker > 0xd9)

/** A segment of metadata, with its content. */
export interface Metadata extends Segment {
  readonly bytes: Uint8Array
}

const app1 = 0xe1
const app13 = 0xed

/** Whether a segment contains metadata: APP1 to APP15, without Adobe's APP14, which decoders need, or a comment. */
export const isMetadata = ({ marker }: Segment): boolean =>
  (marker >= app1 && marker <= 0xef && marker !== 0xee) || marker === 0xfe

const isExif = ({ marker, bytes }: Metadata): boolean => marker === app1 && stands('Exif\0', bytes)
const isThermal = ({ marker, bytes }: Metadata): boolean => marker === app1 && stands(flirHead, bytes)
const isResource = ({ marker, bytes }: Metadata): boolean => marker === app13 && stands(photoshop, bytes)
const isText = (one: Metadata): boolean => one.marker === app1 && !isExif(one) && !isThermal(one)
/** Whether a segment is the colour profile or the list of pictures, which programs need to show the pictures. */
const isNeeded = ({ marker, bytes }: Metadata): boolean =>
  marker === 0xe2 && (stands('ICC_PROFILE\0', bytes) || stands('MPF\0', bytes))

const exifHead = 6
const flirPartHead = 8

/** Whether the metadata of some pictures contain a location. */
export const metadataTell = (pictures: readonly (readonly Metadata[])[], pause: Pause): Promise<boolean> =>
  partsTell(pictures.flatMap(partsOf), pause)

/** What there is to search in the metadata of one picture. */
function partsOf(metadata: readonly Metadata[]): PartToSearch[] {
  const contents = (which: (one: Metadata) => boolean, head: number): Uint8Array[] =>
    metadata.filter(which).map(({ bytes }) => bytes.subarray(head))
  const part = (bytes: Uint8Array, tell: (bytes: Uint8Array) => boolean): PartToSearch => ({
    bytes: bytes.length,
    tells: () => tell(bytes),
  })
  return [
    ...contents(isExif, exifHead).map((tiff) => part(tiff, tiffTells)),
    ...[...textsToSearch(contents(isText, 0)), ...contents(isOther, 0)].map((text) => part(text, textTells)),
    part(joined(contents(isResource, photoshop.length)), (all) => resourcesTell(all, tiffTells)),
    part(joined(contents(isThermal, flirPartHead)), (all) => flirPlaces(all).length > 0),
  ]
}

/** Gives the contents of the same segments without the location. Their lengths stay. Pauses in between. */
export async function clearMetadata(
  metadata: readonly Metadata[],
  pause: Pause,
): Promise<Uint8Array<ArrayBuffer>[]> {
  const after = pausing(pause)
  const cleared = metadata.map(({ bytes }) => new Uint8Array(bytes))
  const those = (which: (one: Metadata) => boolean, head: number): Uint8Array<ArrayBuffer>[] =>
    cleared.flatMap((bytes, index) => {
      const one = metadata[index]
      return one && which(one) ? [bytes.subarray(head)] : []
    })
  for (const tiff of those(isExif, exifHead)) {
    tiff.set(clearTiff(tiff))
    await after(tiff.length)
  }
  const texts = those(isText, 0)
  let place = 0
  for (const text of clearTexts(texts)) {
    texts[place]?.set(text)
    place += 1
    await after(text.length)
  }
  const resources = those(isResource, photoshop.length)
  if (resourcesTell(joined(resources), tiffTells)) for (const part of resources) part.fill(0)
  over(those(isThermal, flirPartHead), (whole) => {
    for (const { at, end } of flirPlaces(whole)) whole.fill(0, at, end)
  })
  for (const other of those(isOther, 0)) other.fill(0)
  // Damaged metadata may still contain the location. Then all of them become zeros. `clearTiff` checks Exif data itself.
  const left = metadata
    .map((one, index) => ({ ...one, bytes: cleared[index] ?? one.bytes }))
    .filter((one) => !isExif(one))
  if (await partsTell(partsOf(left), pause)) for (const bytes of cleared) bytes.fill(0)
  return cleared
}

// Segments of which no reader here knows the format.
const isOther = (one: Metadata): boolean => one.marker !== app1 && !isResource(one) && !isNeeded(one)

/** Joins parts of one content, changes the whole, and writes it back to the parts. */
function over(parts: readonly Uint8Array[], change: (whole: Uint8Array) => void): void {
  const whole = joined(parts)
  change(whole)
  let at = 0
  for (const part of parts) {
    part.set(whole.subarray(at, at + part.length))
    at += part.length
  }
}
