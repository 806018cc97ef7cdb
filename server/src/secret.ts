import { createHmac, randomBytes, subtle } from 'node:crypto'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { CryptoKey } from 'jose'

/** Gives these secrets, the first of which is in use; without any, a generated one. */
export function orMadeUp(
  secrets: readonly string[],
  dataDir: string,
  name: string,
): readonly [string, ...string[]] {
  const [first = madeUpSecret(dataDir, name), ...more] = secrets
  return [first, ...more]
}

/** A generated secret, kept in the data folder across restarts. Never used in production. */
function madeUpSecret(dataDir: string, name: string): string {
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

/** A key that signs tokens, and the id by which they name it (`kid`: RFC 7515, section 4.1.4). */
export interface TokenKey {
  readonly id: string
  readonly key: CryptoKey
}

/** Makes the keys that sign and verify tokens by HMAC with SHA-256 (RFC 2104), in the order of their secrets. */
export async function tokenKeys(
  secrets: readonly [string, ...string[]],
): Promise<readonly [TokenKey, ...TokenKey[]]> {
  const [first, ...more] = secrets
  return [await tokenKey(first), ...(await Promise.all(more.map(tokenKey)))]
}

async function tokenKey(secret: string): Promise<TokenKey> {
  const hmac = { name: 'HMAC', hash: 'SHA-256' }
  const key = await subtle.importKey('raw', new TextEncoder().encode(secret), hmac, false, ['sign', 'verify'])
  // The same on every start. It tells no more about the secret than any signed token does.
  const mark = Buffer.from(await subtle.sign('HMAC', key, new TextEncoder().encode('key id')))
  // Both declarations are of one type: Node's only lists newer usages as well.
  return { id: mark.subarray(0, 9).toString('base64url'), key: key as CryptoKey }
}

/** Derives bytes from a text by each of the server's secrets, the one in use first (HMAC with SHA-256, RFC 2104). */
export type Derive = (text: string) => readonly [Buffer, ...Buffer[]]

export function deriveFrom([first, ...more]: readonly [string, ...string[]]): Derive {
  const derive = (secret: string, text: string): Buffer => createHmac('sha256', secret).update(text).digest()
  return (text) => [derive(first, text), ...more.map((secret) => derive(secret, text))]
}
