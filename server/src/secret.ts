import { randomBytes, subtle } from 'node:crypto'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { CryptoKey } from 'jose'

/** A generated secret, kept in the data folder across restarts. Never used in production. */
export function madeUpSecret(dataDir: string, name: string): string {
  const path = join(dataDir, `${name}.secret`)
  mkdirSync(dataDir, { recursive: true, mode: 0o700 })
  try {
    return readFileSync(path, 'utf8')
  } catch {
    const secret = randomBytes(32).toString('base64url')
    writeFileSync(path, secret, { mode: 0o600, flag: 'wx' })
    return secret
  }
}

/** The key to sign and verify by HMAC with SHA-256 (RFC 2104); made once, not for each token. */
export async function signingKey(secret: string): Promise<CryptoKey> {
  const hmac = { name: 'HMAC', hash: 'SHA-256' }
  const key = await subtle.importKey('raw', new TextEncoder().encode(secret), hmac, false, ['sign', 'verify'])
  // The same type: Node's declaration only lists newer usages as well.
  return key as CryptoKey
}
