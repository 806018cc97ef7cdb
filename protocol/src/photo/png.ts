import { tiffTells } from './exif.ts'
import { stands } from './latin1.ts'
import { textTells } from './xmp.ts'

/*
 * PNG: W3C Portable Network Graphics, third edition, 5.3 (chunks), 11.3.3 (texts) and 11.3.4.5 (eXIf). XMP is a text:
 * XMP Specification Part 3, 1.1.5.
 */

/** Whether a file begins as a PNG. */
export const isPng = (head: Uint8Array): boolean => stands('\x89PNG\r\n\x1a\n', head)

export interface Chunk {
  readonly type: string
  readonly data: Uint8Array
}

/** The types of chunks that contain metadata; `caBX` is that of C2PA. */
export const metadataChunks: readonly string[] = ['eXIf', 'tEXt', 'iTXt', 'zTXt', 'caBX']

/**
 * Whether a chunk contains the location of the picture. `unread` is a packed text, or a profile in hexadecimal text ("Raw
 * profile type", as ImageMagick writes it).
 */
export function chunkTells({ type, data }: Chunk): 'yes' | 'no' | 'unread' {
  if (type === 'eXIf' ? tiffTells(data) : textTells(data)) return 'yes'
  return isPacked({ type, data }) || stands('Raw profile', data) ? 'unread' : 'no'
}

/** Whether the text of a chunk is packed. */
export const isPacked = ({ type, data }: Chunk): boolean =>
  type === 'zTXt' || (type === 'iTXt' && data[data.indexOf(0) + 1] === 1)

/** A text chunk of blanks with this length. */
export function blankChunk(length: number): Chunk {
  const data = new Uint8Array(length).fill(0x20)
  data.set([0x78, 0].slice(0, length))
  return { type: 'tEXt', data }
}

/** The CRC-32 of each byte. */
const sums = Uint32Array.from({ length: 256 }, (_, byte) => {
  let sum = byte
  for (let bit = 0; bit < 8; bit += 1) sum = (sum >>> 1) ^ (sum & 1 ? 0xedb88320 : 0)
  return sum
})

/** A chunk's checksum (PNG, annex D: CRC-32 of type and data). */
export function checksum({ type, data }: Chunk): number {
  let sum = -1
  const add = (byte: number) => {
    sum = (sum >>> 8) ^ (sums[(sum ^ byte) & 0xff] ?? 0)
  }
  for (const letter of type) add(letter.charCodeAt(0))
  for (const byte of data) add(byte)
  return ~sum >>> 0
}
