import { latin1, places } from './latin1.ts'

/*
 * The bytes behind a picture. ISO/IEC 14496-12 (ISO base media file format), 4.2 and 4.3: a film begins with the size
 * and the name of its box `ftyp`. QuickTime File Format, user data and metadata: `©xyz`, `location.ISO6709`; 3GPP TS
 * 26.244, 8.2: `loci`. Samsung's phones write blocks of their own, as ExifTool describes them (Samsung.pm). One of
 * them contains the country of the mobile network.
 */

/** The bytes by which two parts of a file must overlap, so that no mark is cut. */
export const markBytes = 32

/** Whether bytes behind a picture contain the beginning of a film. */
export function beginsFilm(bytes: Uint8Array): boolean {
  for (const at of places('ftyp', latin1(bytes))) if (bytes[at - 4] === 0 && bytes[at - 3] === 0) return true
  return false
}

/** Whether bytes behind a picture contain a location. */
export function filmTells(bytes: Uint8Array): boolean {
  const text = latin1(bytes)
  const has = (mark: string, isOne: (at: number) => boolean = () => true): boolean => {
    for (const at of places(mark, text)) if (isOne(at)) return true
    return false
  }
  const isSign = (at: number): boolean => bytes[at] === 0x2b || bytes[at] === 0x2d
  return (
    // A length and a language follow the mark.
    has('\xa9xyz', (at) => isSign(at + 8)) ||
    has('loci\0\0\0\0') ||
    has('location.ISO6709') ||
    has('MCC_Data', (at) => (bytes[at + 8] ?? 0) > 0x2f) ||
    has(':GPSLat') ||
    has(':GpsLat')
  )
}
