/*
 * Thermal cameras of FLIR: their own file lies in APP1 segments of a JPEG, cut into parts. As ExifTool describes it
 * (FLIR.pm): "FLIR", a zero, 1, the number of this part and of the last one; then a header of 64 bytes with the place
 * (24) and count (28) of records of 32 bytes: type (0), place (12) and length (16) of each.
 */

/** The first characters of each of these segments. */
export const flirHead = 'FLIR\0'

const recordBytes = 32
const gpsRecord = 0x2b
const mostRecords = 256

/** The ranges of a camera's own file, with its parts joined, that hold the camera's position. */
export function flirPlaces(file: Uint8Array): { at: number; end: number }[] {
  if (file.length < 64) return []
  const view = new DataView(file.buffer, file.byteOffset, file.length)
  // Both byte orders occur; the version tells which.
  const version = view.getUint32(20, true)
  const little = version >= 100 && version < 200
  const long = (at: number): number => (at + 4 > file.length ? 0 : view.getUint32(at, little))
  const places: { at: number; end: number }[] = []
  const records = long(24)
  const count = Math.min(long(28), mostRecords)
  for (
    let at = records;
    at < records + count * recordBytes && at + recordBytes <= file.length;
    at += recordBytes
  ) {
    const place = long(at + 12)
    // The first number of the record, in the camera's byte order, says whether the position is valid.
    if (view.getUint16(at, little) === gpsRecord && long(place) !== 0)
      places.push({ at: place, end: place + long(at + 16) })
  }
  return places
}
