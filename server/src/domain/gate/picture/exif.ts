/*
 * Exif: CIPA DC-008-2019, 4.5 (TIFF structure, from TIFF 6.0 section 2) and 4.6.6 (GPS attributes).
 * XMP: ISO 16684-1, 8 (Exif schema).
 */

const gpsPointer = 0x8825
const latitude = 2
const longitude = 4
const mostFields = 512
/** A GPS property in XMP, under any prefix. */
const position = /:gps(?:dest)?(?:lat|lon)/i

/** Whether an APP1 segment (without its marker and length) tells where a photo was taken. */
export function tellsPlace(segment: Buffer): boolean {
  if (segment.toString('latin1', 0, 6) === 'Exif\0\0') return hasPosition(segment.subarray(6))
  return textTellsPlace(segment)
}

/** Whether a text, as XMP is one, tells where a photo was taken. */
export function textTellsPlace(text: Buffer): boolean {
  return position.test(text.toString('latin1'))
}

/** Whether Exif data, from their TIFF header on, tell where a photo was taken. */
export function hasPosition(tiff: Buffer): boolean {
  const order = tiff.toString('latin1', 0, 2)
  if (tiff.length < 8 || (order !== 'II' && order !== 'MM')) return false
  const little = order === 'II'
  const pointer = directory(tiff, long(tiff, 4, little), little).get(gpsPointer)
  if (pointer === undefined) return false
  const gps = directory(tiff, long(tiff, pointer, little), little)
  return gps.has(latitude) || gps.has(longitude)
}

/** Maps each tag of an image file directory to its value's offset; empty when the directory is missing. */
function directory(tiff: Buffer, at: number, little: boolean): Map<number, number> {
  const fields = new Map<number, number>()
  const count = Math.min(short(tiff, at, little), mostFields)
  for (let index = 0; index < count; index += 1) {
    const field = at + 2 + index * 12
    if (field + 12 > tiff.length) break
    fields.set(short(tiff, field, little), field + 8)
  }
  return fields
}

function short(tiff: Buffer, at: number, little: boolean): number {
  if (at + 2 > tiff.length) return 0
  return little ? tiff.readUInt16LE(at) : tiff.readUInt16BE(at)
}

function long(tiff: Buffer, at: number, little: boolean): number {
  if (at + 4 > tiff.length) return 0
  return little ? tiff.readUInt32LE(at) : tiff.readUInt32BE(at)
}
