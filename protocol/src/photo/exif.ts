import { iimTells } from './iptc.ts'
import { places } from './latin1.ts'
import { type Directory, directories, gpsPointer, openTiff, type Tiff, valueIn } from './tiff.ts'
import { textTells } from './xmp.ts'

/*
 * Exif 2.32 (CIPA DC-008-2019) and 3.0 (CIPA DC-008-2023): 4.6.6 (GPS). TIFF/EP (ISO 12234-2) and XMP Specification
 * Part 3, 1.1.6: IPTC and XMP in fields of their own.
 */

/** Latitude and longitude of the camera and of what it shows, and the name of the area. */
const positions: readonly number[] = [2, 4, 0x14, 0x16, 0x1c]
const makerNote = 0x927c
const xmp = 0x02bc
const iptc = 0x83bb
const thumbnail = 0x0201
const thumbnailLength = 0x0202
/** The fields that `clearTiff` removes. The notes of makers are among them, because each maker has a format of its own. */
const lost: readonly number[] = [gpsPointer, makerNote, xmp, iptc, thumbnail, thumbnailLength]
/** The standard defines 32 GPS fields. */
const mostValues = 64
/** Of honest data each byte is read at most so often: in the data, in a small picture, and in the Exif data of that. */
const mostReadings = 4

/** What is read of one photo's Exif data. */
interface Reading {
  /** Bytes that may still be read. */
  left: number
}

/**
 * Whether Exif data contain the location of a photo. `bytes` begin with the TIFF header. Data with values that overlap,
 * so that reading them all would take long, count as containing it.
 */
export const tiffTells = (bytes: Uint8Array): boolean =>
  dataTell(bytes, { left: mostReadings * bytes.length })

function dataTell(bytes: Uint8Array, reading: Reading): boolean {
  const tiff = openTiff(bytes)
  if (!tiff) return false
  if (isBeyond(bytes, reading)) return true
  const { tables, gps } = directories(tiff)
  return (
    gps.some(({ fields }) => fields.some((field) => positions.includes(tiff.short(field)))) ||
    tables.some((table) => tableTells(table, tiff, reading))
  )
}

function tableTells(table: Directory, tiff: Tiff, reading: Reading): boolean {
  const { at, end } = thumbnailOf(table, tiff)
  const small = tiff.bytes.subarray(at, end)
  if (isBeyond(small, reading) || innerTells(small, reading)) return true
  return table.fields.some((field) => {
    const tag = tiff.short(field)
    if (tag !== xmp && tag !== iptc) return false
    const value = dataOf(field, tiff)
    return isBeyond(value, reading) || (tag === xmp ? textTells(value) : iimTells(value))
  })
}

function isBeyond({ length }: Uint8Array, reading: Reading): boolean {
  reading.left -= length
  return reading.left < 0
}

/**
 * Gives a copy of the data without the location: zeros replace its values, and no field points to them. The copy also
 * loses the notes of the maker and the small picture. The other directories stay where they are.
 */
export function clearTiff(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const cleared = new Uint8Array(bytes)
  const tiff = openTiff(bytes)
  if (!tiff) return cleared
  const { tables, gps } = directories(tiff)
  for (const table of [...tables, ...gps]) {
    const small = thumbnailOf(table, tiff)
    cleared.fill(0, small.at, small.end)
    const goes = gps.includes(table) ? table.fields.slice(0, mostValues) : lostFields(table, tiff)
    for (const field of goes) {
      const { at, end } = valueIn(tiff, field)
      if (end - at > 4) cleared.fill(0, at, end)
    }
  }
  for (const { at, end } of gps) cleared.fill(0, at, end)
  // A damaged field may point to the header or to another directory, so these are restored.
  const keep = (from: number, to: number) => cleared.set(bytes.subarray(from, to), from)
  keep(0, 8)
  for (const { at, end } of tables) keep(at, end + 4)
  for (const table of tables) drop(cleared, table, tiff)
  // Overlapping directories may still contain the location. Then all data become zeros.
  return tiffTells(cleared) ? cleared.fill(0) : cleared
}

const lostFields = ({ fields }: Directory, tiff: Tiff): number[] =>
  fields.filter((field) => lost.includes(tiff.short(field)))

/** Removes fields from a directory. The fields behind them move up, and zeros fill the end. */
function drop(cleared: Uint8Array, table: Directory, tiff: Tiff): void {
  const { at, fields, end } = table
  const goes = lostFields(table, tiff)
  if (goes.length === 0) return
  const kept = fields.filter((field) => !goes.includes(field)).map((field) => [field, field + 12] as const)
  const next = [end, Math.min(end + 4, cleared.length)] as const
  let to = at + 2
  for (const [from, until] of [...kept, next]) {
    cleared.set(tiff.bytes.subarray(from, until), to)
    to += until - from
  }
  cleared.fill(0, to, next[1])
  const view = new DataView(cleared.buffer, cleared.byteOffset)
  view.setUint16(at, tiff.short(at) - goes.length, tiff.little)
}

function dataOf(field: number, tiff: Tiff): Uint8Array {
  const { at, end } = valueIn(tiff, field)
  return tiff.bytes.subarray(at, end)
}

/** The range of the small picture to which a directory points; empty without one. */
function thumbnailOf({ fields }: Directory, tiff: Tiff): { at: number; end: number } {
  let [at, length] = [0, 0]
  for (const field of fields) {
    const tag = tiff.short(field)
    if (tag === thumbnail) at = tiff.long(field + 8)
    else if (tag === thumbnailLength) length = tiff.long(field + 8)
  }
  return { at, end: at > 0 ? at + length : 0 }
}

/** Whether the Exif data or a text of a small picture contain a location. */
function innerTells(jpeg: Uint8Array, reading: Reading): boolean {
  for (const at of places('Exif\0', jpeg)) if (dataTell(jpeg.subarray(at + 6), reading)) return true
  return textTells(jpeg)
}
