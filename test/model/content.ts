import { createCipheriv, createHash } from 'node:crypto'
import type { DrawnFile } from './step.ts'

/** The whole content that a sender gives for a file. */
export interface Content {
  readonly name: string
  readonly bytes: Buffer<ArrayBuffer>
  readonly sha256: string
}

const beginning = { pdf: '%PDF-1.7\n%\u00e2\u00e3\u00cf\u00d3\n', forged: 'Dies ist nur ein Text.\n' }

/**
 * The content of a file. The same name and variant always give the same bytes. Two names or variants share only the
 * beginning, so that a mix of two contents is recognised. AES-128 in counter mode makes the bytes: it is fast, and they
 * look random.
 */
export function makeContent(name: string, { size, sort }: DrawnFile, variant: number): Content {
  const start = Buffer.from(beginning[sort], 'latin1')
  const key = createHash('sha256').update(`${name}\n${variant}`).digest().subarray(0, 16)
  const filling = Buffer.alloc(Math.max(0, size - start.length))
  const random = createCipheriv('aes-128-ctr', key, Buffer.alloc(16)).update(filling)
  const bytes = Buffer.concat([start, random]).subarray(0, size)
  return { name, bytes, sha256: digestOf(bytes) }
}

export function digestOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}
