import type { Proof } from '@chairside/protocol'
import { newId } from '../connection/id.ts'
import { type PageKeys, signed } from './page-key.ts'

/** The request that a proof is for. */
export interface Proven {
  readonly method: string
  /** The whole address, without its query. */
  readonly address: string
  readonly access: string
  /** The server's time, in ms since 1970. */
  readonly now: number
}

/** Makes the proof of one request under an access session (RFC 9449, section 4.2): a JWS in its compact form. */
export async function proofOf(keys: PageKeys, { method, address, access, now }: Proven): Promise<string> {
  const claims: Proof = {
    htm: method,
    htu: address,
    iat: Math.floor(now / 1000),
    jti: newId(),
    access,
  }
  const head = { typ: 'dpop+jwt', alg: 'ES256', jwk: keys.publicKey }
  const said = `${encoded(JSON.stringify(head))}.${encoded(JSON.stringify(claims))}`
  return `${said}.${base64url(await signed(keys, said))}`
}

const encoded = (text: string): string => base64url(new TextEncoder().encode(text))

/** Bytes in the alphabet of addresses, without padding (RFC 4648, section 5). */
const base64url = (bytes: Uint8Array): string =>
  btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '')
