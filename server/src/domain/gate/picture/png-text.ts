import { setImmediate } from 'node:timers/promises'
import { inflateSync } from 'node:zlib'
import {
  type Chunk,
  chunkTells,
  iimTells,
  isPacked,
  latin1,
  partsTell,
  photoshop,
  resourcesTell,
  stands,
  textTells,
  tiffTells,
} from '@chairside/protocol'

/*
 * PNG: W3C Portable Network Graphics, third edition, 11.3.3 (texts). ImageMagick and ExifTool write Exif, IPTC and XMP as
 * hexadecimal text with a name and a length before it ("Raw profile type").
 */

const mostText = 1024 * 1024
/** Bytes that the texts of one PNG may unpack to. The XMP of an edited photo has some 100 KB. */
const mostTexts = 4 * mostText

/** Whether the chunks of a PNG contain the location. It unpacks packed texts, up to 4 MiB of them. */
export function chunksTell(chunks: readonly Chunk[]): Promise<boolean> {
  let left = mostTexts
  const tells = (chunk: Chunk): boolean => {
    const told = chunkTells(chunk)
    if (told !== 'unread') return told === 'yes'
    if (left <= 0) return false
    const text = textOf(chunk)
    // A text that could not be unpacked may have taken as long as the longest.
    left -= text.length || mostText
    return textTells(text) || profileTells(text)
  }
  const parts = function* () {
    for (const chunk of chunks) {
      const bytes = left > 0 && isPacked(chunk) ? mostText : chunk.data.length
      yield { bytes, tells: () => tells(chunk) }
    }
  }
  return partsTell(parts(), setImmediate)
}

/** The unpacked text of a chunk; empty if it cannot be unpacked. */
function textOf({ type, data }: Chunk): Uint8Array {
  const keyword = data.indexOf(0)
  if (type === 'tEXt') return data.subarray(keyword + 1)
  if (type === 'zTXt') return unpacked(data.subarray(keyword + 2))
  // A language and a translated keyword follow the flag and the method.
  const text = data.subarray(data.indexOf(0, data.indexOf(0, keyword + 3) + 1) + 1)
  return data[keyword + 1] === 1 ? unpacked(text) : text
}

function unpacked(packed: Uint8Array): Uint8Array {
  try {
    return inflateSync(packed, { maxOutputLength: mostText })
  } catch {
    return new Uint8Array(0)
  }
}

function profileTells(text: Uint8Array): boolean {
  const [, digits] = /^\s*\S[^\n]{0,79}\n\s*\d+\s*\n([\da-f\s]+)/i.exec(latin1(text)) ?? []
  if (digits === undefined) return false
  const bytes = Buffer.from(digits.replace(/\s/g, ''), 'hex')
  const behind = (head: string): Uint8Array => bytes.subarray(stands(head, bytes) ? head.length : 0)
  return (
    tiffTells(behind('Exif\0\0')) ||
    textTells(bytes) ||
    iimTells(bytes) ||
    resourcesTell(behind(photoshop), tiffTells)
  )
}
