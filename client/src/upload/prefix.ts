import { sha256 } from '@noble/hashes/sha2.js'

/*
 * SHA-256 (FIPS 180-4) of the beginning of a file. The browser's own digest takes a whole buffer at once; this one
 * continues where it stopped, so a file that is resumed often is hashed once.
 */

/** Bytes of one step, a few milliseconds on a phone. The page does other work between two steps. */
const stepBytes = 256 * 1024

interface Running {
  readonly hash: ReturnType<typeof sha256.create>
  bytes: number
}

const running = new WeakMap<Blob, Running>()

/**
 * The SHA-256 of a file's first `bytes` bytes, in base64. `moved` is called after each step.
 *
 * @throws the device's error if it refuses the bytes
 */
export async function prefixDigest(blob: Blob, bytes: number, moved: () => void): Promise<string> {
  const known = running.get(blob)
  const { hash, ...from } = known && known.bytes <= bytes ? known : { hash: sha256.create(), bytes: 0 }
  // If a step fails, the next call begins anew.
  running.delete(blob)
  let at = from.bytes
  while (at < bytes) {
    const end = Math.min(at + stepBytes, bytes)
    hash.update(new Uint8Array(await blob.slice(at, end).arrayBuffer()))
    at = end
    moved()
  }
  running.set(blob, { hash, bytes })
  return base64(hash.clone().digest())
}

const base64 = (bytes: Uint8Array): string => btoa(String.fromCharCode(...bytes))
