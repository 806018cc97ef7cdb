/*
 * Thermal cameras of FLIR: their own file lies in APP1 segments of a JPEG, cut into parts. As ExifTool describes it
 * (FLIR.pm): "FLIR", a zero, 1, the number of this part and of the last one; then a header of 64 bytes with the place
 * (24) and count (28) of records of 32 bytes: type (0), place (12) and length (16) of each.
 */

/** What each of their segments begins with. */
export const flirHead = Buffer.from('FLIR\0')

const partHead = 8
const recordBytes = 32
const gpsRecord = 0x2b
const mostRecords = 256

/** Whether the segments of a photo hold the position of its camera. */
export function flirTellsPlace(segments: readonly Buffer[]): boolean {
  if (segments.length === 0) return false
  const file = Buffer.concat(segments.map((segment) => segment.subarray(partHead)))
  if (file.length < 64) return false
  // Either byte order occurs; the version tells.
  const version = file.readUInt32LE(20)
  const little = version >= 100 && version < 200
  const long = (at: number): number => {
    if (at + 4 > file.length) return 0
    return little ? file.readUInt32LE(at) : file.readUInt32BE(at)
  }
  const records = long(24)
  const count = Math.min(long(28), mostRecords)
  for (
    let at = records;
    at < records + count * recordBytes && at + recordBytes <= file.length;
    at += recordBytes
  ) {
    const type = little ? file.readUInt16LE(at) : file.readUInt16BE(at)
    // The first number of the record says whether the position is valid, in the order of the camera.
    if (type === gpsRecord && long(long(at + 12)) !== 0) return true
  }
  return false
}
