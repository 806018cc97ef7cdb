import type { Readable } from 'node:stream'
import { MB } from '@chairside/protocol'

/** More than any picture of 320 pixels takes. */
const longest = MB

/**
 * Reads the answers of the program that draws: a length in four bytes, then as many bytes. Each goes to `take`. Calls
 * `strange` for what is no answer: too long, or neither empty nor a WebP. A decoder that a picture has taken over may
 * say anything, and browsers are sent this.
 */
export function readAnswers(stream: Readable, take: (answer: Buffer) => void, strange: () => void): void {
  let read = Buffer.alloc(0)
  stream.on('data', (chunk: Buffer) => {
    read = Buffer.concat([read, chunk])
    while (read.length >= 4) {
      const end = 4 + read.readUInt32BE()
      if (end > longest) return strange()
      if (read.length < end) return
      const answer = read.subarray(4, end)
      read = read.subarray(end)
      if (answer.length > 0 && !isWebp(answer)) return strange()
      take(answer)
    }
  })
}

/** The container of WebP: RFC 9649, section 2.4. */
const isWebp = (bytes: Buffer): boolean =>
  bytes.toString('latin1', 0, 4) === 'RIFF' && bytes.toString('latin1', 8, 12) === 'WEBP'
