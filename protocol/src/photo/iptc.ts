import { stands } from './latin1.ts'
import { textTells } from './xmp.ts'

/*
 * IPTC IIM 4.2, 1.6 (structure of a data set) and 2 (record 2). Adobe Photoshop File Formats, "Image Resource Blocks":
 * in a JPEG they stand in APP13, cut over several segments when they are long.
 */

/** What each segment of them begins with. */
export const photoshop = 'Photoshop 3.0\0'

const iim = 0x0404
/** Content location code and name, city, sublocation, province, country code and name. */
const placeSets: readonly (number | undefined)[] = [26, 27, 90, 92, 95, 100, 101]

/** Whether Photoshop's image resources say where a photo was taken. `tiffTells` judges the Exif data among them. */
export function resourcesTell(bytes: Uint8Array, tiffTells: (tiff: Uint8Array) => boolean): boolean {
  let at = 0
  while (stands('8BIM', bytes, at)) {
    const name = bytes[at + 6] ?? 0
    // Names are padded to an even length with their own, contents too.
    const start = at + 11 + name + ((name + 1) % 2)
    const size = number(bytes, start - 4, 4)
    const data = bytes.subarray(start, start + size)
    if (number(bytes, at + 4, 2) === iim ? iimTells(data) : textTells(data) || tiffTells(data)) return true
    at = start + size + (size % 2)
  }
  return false
}

/** Whether IIM data sets name a place. */
export function iimTells(bytes: Uint8Array): boolean {
  let at = 0
  while (bytes[at] === 0x1c) {
    const length = number(bytes, at + 3, 2)
    if (bytes[at + 1] === 2 && placeSets.includes(bytes[at + 2]) && length > 0) return true
    // From 32,768 on it is the length of a length: no place is so long, and nothing behind is read.
    at += 5 + length
  }
  return false
}

function number(bytes: Uint8Array, at: number, length: number): number {
  let value = 0
  for (let index = 0; index < length; index += 1) value = value * 256 + (bytes[at + index] ?? 0)
  return value
}
