import { stands } from './latin1.ts'
import { textTells } from './xmp.ts'

/*
 * IPTC IIM 4.2, 1.6 (structure of a data set) and 2 (record 2). Adobe Photoshop File Formats, "Image Resource Blocks":
 * a JPEG contains them in APP13, in several segments if they are long.
 */

/** The signature at the beginning of each segment. */
export const photoshop = 'Photoshop 3.0\0'

const iim = 0x0404
/** Data sets for content location code and name, city, sublocation, province, country code and name. */
const placeSets: readonly (number | undefined)[] = [26, 27, 90, 92, 95, 100, 101]

/** Photoshop writes some 30 resources, and one for each path and guide. */
const mostResources = 1024

/**
 * Whether Photoshop's image resources contain a location. `tiffTells` judges the Exif data among them. More than 1,024
 * resources count as containing it.
 */
export function resourcesTell(bytes: Uint8Array, tiffTells: (tiff: Uint8Array) => boolean): boolean {
  let at = 0
  for (let count = 0; stands('8BIM', bytes, at); count += 1) {
    if (count === mostResources) return true
    const name = bytes[at + 6] ?? 0
    // The name with its length byte has an even number of bytes, and so has the content.
    const start = at + 11 + name + ((name + 1) % 2)
    const size = number(bytes, start - 4, 4)
    const data = bytes.subarray(start, start + size)
    if (number(bytes, at + 4, 2) === iim ? iimTells(data) : textTells(data) || tiffTells(data)) return true
    at = start + size + (size % 2)
  }
  return false
}

/** Whether IIM data sets contain a place. */
export function iimTells(bytes: Uint8Array): boolean {
  let at = 0
  while (bytes[at] === 0x1c) {
    const length = number(bytes, at + 3, 2)
    if (bytes[at + 1] === 2 && placeSets.includes(bytes[at + 2]) && length > 0) return true
    // A number from 32,768 on is no length, but the size of one. The loop ends there: no place has so many bytes.
    at += 5 + length
  }
  return false
}

function number(bytes: Uint8Array, at: number, length: number): number {
  let value = 0
  for (let index = 0; index < length; index += 1) value = value * 256 + (bytes[at + index] ?? 0)
  return value
}
