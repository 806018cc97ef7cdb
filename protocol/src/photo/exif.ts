import { iimTells } from './iptc.ts'
import { latin1, places } from './latin1.ts'
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
/** Of honest data each byte is searched at most so often: in a small picture, and in a text of that picture's own data. */
const mostReadings = 2
/** Real photos have some 200 fields, of which two are texts, and one small picture. */
const mostFields = 1024
const mostTexts = 32
/** Counts as so many fields: one more block of Exif data. */
const dataFields = 8

/** What may still be read of one photo's Exif data. */
interface Reading {
  /** Bytes to search. */
  bytes: number
  fields: number
  texts: number
}

/**
 * Whether Exif data contain the location of a photo. `bytes` begin with the TIFF header. Data that are made so that reading
 * them all would take long, by values and directories that overlap, count as containing it.
 */
export const tiffTells = (bytes: Uint8Array): boolean =>
  dataTell(bytes, { bytes: mostReadings * bytes.length, fields: fieldsIn(bytes), texts: mostTexts })

// Honest directories do not overlap. Fields have 12 bytes.
const fieldsIn = ({ length }: Uint8Array): number => 4 * dataFields + Math.min(mostFields, length / 12)

const countOf = (tables: readonly Directory[]): number =>
  tables.reduce((sum, { fields }) => sum + fields.length, 0)

function dataTell(bytes: Uint8Array, reading: Reading): boolean {
  const tiff = openTiff(bytes)
  if (!tiff) return false
  const { tables, gps } = directories(tiff)
  reading.fields -= dataFields + countOf([...tables, ...gps])
  if (reading.fields < 0) return true
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
    reading.texts -= 1
    return reading.texts < 0 || isBeyond(value, reading) || (tag === xmp ? textTells(value) : iimTells(value))
  })
}

function isBeyond({ length }: Uint8Array, reading: Reading): boolean {
  reading.bytes -= length
  return reading.bytes < 0
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
  if (countOf([...tables, ...gps]) > fieldsIn(bytes)) return cleared.fill(0)
  const ranges = [...tables, ...gps].flatMap((table) => {
    const goes = gps.includes(table) ? table.fields.slice(0, mostValues) : lostFields(table, tiff)
    const values = goes.map((field) => valueIn(tiff, field)).filter(({ at, end }) => end - at > 4)
    return [thumbnailOf(table, tiff), ...values]
  })
  blankRanges(cleared, ranges)
  for (const { at, end } of gps) cleared.fill(0, at, end)
  // A damaged field may point to the header or to another directory, so these are restored.
  const keep = (from: number, to: number) => cleared.set(bytes.subarray(from, to), from)
  keep(0, 8)
  for (const { at, end } of tables) keep(at, end + 4)
  for (const table of tables) drop(cleared, table, tiff)
  // Overlapping directories may still contain the location. Then all data become zeros.
  return tiffTells(cleared) ? cleared.fill(0) : cleared
}

/** Puts zeros into ranges, into each byte once. */
function blankRanges(bytes: Uint8Array, ranges: readonly { at: number; end: number }[]): void {
  let done = 0
  for (const { at, end } of [...ranges].sort((one, other) => one.at - other.at)) {
    bytes.fill(0, Math.max(done, at), Math.max(done, end))
    done = Math.max(done, end)
  }
}

const lostFields = ({ fields }: Directory, tiff: Tiff): number[] =>
  fields.filter((field) => lost.includes(tiff.short(field)))

/** Removes fields from a directory. The fields behind them move up, and zeros fill the end. */
function drop(cleared: Uint8Array, table: Directory, tiff: Tiff): void {
  const { at, fields, end } = table
  const goes = new Set(lostFields(table, tiff))
  if (goes.size === 0) return
  const kept = fields.filter((field) => !goes.has(field)).map((field) => [field, field + 12] as const)
  const next = [end, Math.min(end + 4, cleared.length)] as const
  let to = at + 2
  for (const [from, until] of [...kept, next]) {
    cleared.set(tiff.bytes.subarray(from, until), to)
    to += until - from
  }
  cleared.fill(0, to, next[1])
  const view = new DataView(cleared.buffer, cleared.byteOffset)
  view.setUint16(at, tiff.short(at) - goes.size, tiff.little)
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
  for (const at of places('Exif\0', latin1(jpeg))) if (dataTell(jpeg.subarray(at + 6), reading)) return true
  return textTells(jpeg)
}
