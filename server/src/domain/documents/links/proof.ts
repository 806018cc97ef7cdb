import { Proof } from '@chairside/protocol'
import { calculateJwkThumbprint, EmbeddedJWK, type JWK, jwtVerify } from 'jose'
import { Check } from 'typebox/value'

/** The request that a proof is for. */
export interface Proven {
  readonly method: string
  /** As the server sees it; a proxy may have taken a part from its front. */
  readonly path: string
  readonly access: string
}

/**
 * Verifies a proof that the page of an access session made for one request (RFC 9449, section 4.3). Gives its nonce, which
 * must not have been used before; undefined for anything else than such a proof. `key`: the thumbprint of the session's
 * key. `within`: ms.
 */
export async function readProof(
  jws: string,
  { method, path, access }: Proven,
  { key, now, within }: { readonly key: string; readonly now: number; readonly within: number },
): Promise<string | undefined> {
  try {
    const { payload, protectedHeader } = await jwtVerify(jws, EmbeddedJWK, {
      typ: 'dpop+jwt',
      algorithms: ['ES256'],
      currentDate: new Date(now),
    })
    if (!Check(Proof, payload) || protectedHeader.jwk === undefined) return undefined
    const { htm, htu, iat, jti, access: about } = payload
    const isFresh = Math.abs(now - iat * 1000) <= within
    const isMeant = htm === method && URL.parse(htu)?.pathname.endsWith(path) && about === access
    return isFresh && isMeant && (await thumbprintOf(protectedHeader.jwk)) === key ? jti : undefined
  } catch {
    return undefined
  }
}

/** The thumbprint of a public key (RFC 7638). */
export const thumbprintOf = (key: JWK): Promise<string> => calculateJwkThumbprint(key, 'sha256')
