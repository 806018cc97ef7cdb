/*
 * Exif 2.32 (CIPA DC-008-2019): 4.5.2 and 4.6.2 (structure), 4.6.3 (pointers to directories), 4.6.6 (GPS).
 * TIFF 6.0, section 2: header, image file directories of 12-byte fields, sizes of types.
 */

const gpsPointer = 0x8825
/** Pointers to the directories of Exif itself and of interoperability: clearing must never touch these. */
const otherPointers: readonly number[] = [0x8769, 0xa005]
const latitude = 2
const longitude = 4
/** Bytes of a value of each type, by the type's number. */
const typeBytes = [0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4]
/** Real photos have four or five directories, and GPS 32 fields. */
const mostDirectories = 8
const mostValues = 64

interface Tiff {
  readonly bytes: Uint8Array<ArrayBuffer>
  readonly little: boolean
  /** Numbers at an offset; 0 outside. */
  short(at: number): number
  long(at: number): number
}

interface Directory {
  readonly at: number
  /** The offset of each of its fields. */
  readonly fields: readonly number[]
  /** Behind its last field; the offset of the next directory is written there. */
  readonly end: number
}

/** Whether Exif data, from its TIFF header on, says where a photo was taken. */
export function tiffShowsLocation(bytes: Uint8Array<ArrayBuffer>): boolean {
  const tiff = open(bytes)
  if (!tiff) return false
  const tells = (field: number) => [latitude, longitude].includes(tiff.short(field))
  return directories(tiff).gps.some(({ fields }) => fields.some(tells))
}

/** Gives the data without GPS: zeros for its values and directory, no pointer. All other directories stay in place. */
export function clearTiff(bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  const tiff = open(bytes)
  if (!tiff) return bytes
  const { tables, gps } = directories(tiff)
  const cleared = bytes.slice()
  for (const { at, end, fields } of gps) {
    for (const field of fields.slice(0, mostValues)) {
      const size = (typeBytes[tiff.short(field + 2)] ?? 0) * tiff.long(field + 4)
      const value = tiff.long(field + 8)
      if (size > 4) cleared.fill(0, value, value + size)
    }
    cleared.fill(0, at, end)
  }
  // A GPS field may point anywhere: the header and the other directories are put back.
  const keep = (from: number, to: number) => cleared.set(bytes.subarray(from, to), from)
  keep(0, 8)
  for (const { at, end } of tables) keep(at, end + 4)
  for (const table of tables) unpoint(cleared, table, tiff)
  return cleared
}

/** Takes the pointers to GPS out of a directory: what follows in it moves up, its end is zeros. */
function unpoint(cleared: Uint8Array, { at, fields, end }: Directory, tiff: Tiff): void {
  const pointers = fields.filter((field) => tiff.short(field) === gpsPointer)
  const stop = Math.min(end + 4, cleared.length)
  for (const field of pointers.toReversed()) {
    cleared.copyWithin(field, field + 12, stop)
    cleared.fill(0, stop - 12, stop)
  }
  const count = tiff.short(at) - pointers.length
  if (pointers.length > 0) new DataView(cleared.buffer, cleared.byteOffset).setUint16(at, count, tiff.little)
}

function open(bytes: Uint8Array<ArrayBuffer>): Tiff | undefined {
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

/** The directories of the photo, its thumbnail, Exif and interoperability; apart from them, those of GPS. */
function directories(tiff: Tiff): { tables: Directory[]; gps: Directory[] } {
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
function directoryAt(at: number, { bytes, short }: Tiff): Directory {
  const room = Math.max(0, Math.floor((bytes.length - at - 2) / 12))
  const count = Math.min(short(at), room)
  const fields = Array.from({ length: count }, (_, index) => at + 2 + index * 12)
  return { at, fields, end: at + 2 + count * 12 }
}
