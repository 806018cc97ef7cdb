import { createHash, type Hash } from 'node:crypto'
import { crc32 } from '@node-rs/crc32'
import type { ObjectStore } from '../../seams.ts'

/**
 * SHA-256 (FIPS 180-4) and CRC-32 (ISO 3309) of bytes as they come. The CRC-32 of Node's zlib takes four times as long:
 * it does not use the processor's multiplication without carries.
 */
export interface Digest {
  readonly bytes: number
  update(chunk: Uint8Array): void
  /** The SHA-256 of what has come so far, in hex. */
  soFar(): string
  /** Ends it: the SHA-256 in hex, the CRC-32 as an unsigned number. */
  finish(): { sha256: string; crc32: number }
}

export function createDigest(): Digest {
  const hash: Hash = createHash('sha256')
  let sum = 0
  let bytes = 0
  return {
    get bytes() {
      return bytes
    },
    update: (chunk) => {
      hash.update(chunk)
      sum = crc32(chunk, sum)
      bytes += chunk.length
    },
    soFar: () => hash.copy().digest('hex'),
    finish: () => ({ sha256: hash.digest('hex'), crc32: sum }),
  }
}

/** The digest of a sealed object, for when the one made while receiving was lost with its process. */
export async function digestObject(
  store: ObjectStore,
  key: string,
  size: number,
  signal?: AbortSignal,
): Promise<Digest> {
  const digest = createDigest()
  const reading = { lend: true, ...(signal ? { signal } : {}) }
  for await (const chunk of store.read(key, { start: 0, end: size - 1 }, reading)) digest.update(chunk)
  return digest
}
