/*
 * TIFF 6.0, section 2: header, image file directories of 12-byte fields, sizes of types. Exif 2.32 (CIPA DC-008-2019)
 * and 3.0 (CIPA DC-008-2023): 4.5.2 and 4.6.2 (structure), 4.6.3 (pointers to directories).
 */

export const gpsPointer = 0x8825
/** Pointers to the directories of Exif itself and of interoperability: clearing must never touch these. */
const otherPointers: readonly number[] = [0x8769, 0xa005]
/** Bytes of a value of each type, by the type's number. */
const typeBytes = [0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4]
/** Real photos have four or five directories. */
const mostDirectories = 8

export interface Tiff {
  readonly bytes: Uint8Array
  readonly little: boolean
  /** Numbers at an offset; 0 outside. */
  short(at: number): number
  long(at: number): number
}

export interface Directory {
  readonly at: number
  /** The offset of each of its fields. */
  readonly fields: readonly number[]
  /** Behind its last field; the offset of the next directory is written there. */
  readonly end: number
}

export function openTiff(bytes: Uint8Array): Tiff | undefined {
  const order = String.fromCharCode(...bytes.subarray(0, 2))
  if (bytes.length < 8 || (order !== 'II' && order !== 'MM')) return undefined
  const little = order === 'II'
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  return {
    bytes,
    little,
    short: (at) => (at + 2 <= bytes.length ? view.getUint16(at, little) : 0),
    long: (at) => (at + 4 <= bytes.length ? view.getUint32(at, little) : 0),
  }
}

/** The range of a field's value. A value of up to 4 bytes is in the field itself. */
export function valueIn({ short, long }: Tiff, field: number): { at: number; end: number } {
  const size = (typeBytes[short(field + 2)] ?? 0) * long(field + 4)
  const at = size > 4 ? long(field + 8) : field + 8
  return { at, end: at + size }
}

/** The directories of the photo, its thumbnail, Exif and interoperability; apart from them, those of GPS. */
export function directories(tiff: Tiff): { tables: Directory[]; gps: Directory[] } {
  const tables = new Map<number, Directory>()
  const gps = new Map<number, Directory>()
  let next = tiff.long(4)
  while (isNew(next, tables, tiff)) {
    const table = directoryAt(next, tiff)
    tables.set(next, table)
    next = tiff.long(table.end)
  }
  // The loop over a map also visits what is added meanwhile.
  for (const [, { fields }] of tables) {
    for (const field of fields) {
      const target = tiff.long(field + 8)
      if (!otherPointers.includes(tiff.short(field)) || !isNew(target, tables, tiff)) continue
      tables.set(target, directoryAt(target, tiff))
    }
  }
  for (const [, { fields }] of tables) {
    for (const field of fields) {
      const target = tiff.long(field + 8)
      if (tiff.short(field) !== gpsPointer || tables.has(target) || !isNew(target, gps, tiff)) continue
      gps.set(target, directoryAt(target, tiff))
    }
  }
  return { tables: [...tables.values()], gps: [...gps.values()] }
}

const isNew = (at: number, known: ReadonlyMap<number, Directory>, { bytes }: Tiff): boolean =>
  at >= 8 && at < bytes.length && !known.has(at) && known.size < mostDirectories

/** A directory, cut where the data end. */
export function directoryAt(at: number, { bytes, short }: Tiff): Directory {
  const room = Math.max(0, Math.floor((bytes.length - at - 2) / 12))
  const count = Math.min(short(at), room)
  const fields = Array.from({ length: count }, (_, index) => at + 2 + index * 12)
  return { at, fields, end: at + 2 + count * 12 }
}
