import type { PageKey } from '@chairside/protocol'
import { failure } from '../connection/failure.ts'

/** The key pair of a page. Its private half cannot be read, not even by the page itself; so a copied session is worthless. */
export interface PageKeys {
  readonly publicKey: PageKey
  readonly privateKey: CryptoKey
}

const algorithm = { name: 'ECDSA', namedCurve: 'P-256' } as const

/** @throws ChairsideError INTERNAL where the page has no cryptography: it was not loaded by https */
export async function newPageKeys(): Promise<PageKeys> {
  if (globalThis.crypto?.subtle === undefined)
    throw failure('INTERNAL', new Error('this page was not loaded by https, so it cannot make a key'))
  const { publicKey, privateKey } = await crypto.subtle.generateKey(algorithm, false, ['sign'])
  const { x = '', y = '' } = await crypto.subtle.exportKey('jwk', publicKey)
  return { publicKey: { kty: 'EC', crv: 'P-256', x, y }, privateKey }
}

/** Signs a text with ES256 (RFC 7518, section 3.4): 64 bytes. */
export async function signed({ privateKey }: PageKeys, text: string): Promise<Uint8Array> {
  const bytes = new TextEncoder().encode(text)
  return new Uint8Array(await crypto.subtle.sign({ name: 'ECDSA', hash: 'SHA-256' }, privateKey, bytes))
}
