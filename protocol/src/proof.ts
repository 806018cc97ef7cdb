import { type Static, Type } from 'typebox'
import { CallerId } from './id.ts'

/**
 * The header of every request under an access session: a JWS that the page of the session signs (RFC 9449). Its own header
 * has `typ: "dpop+jwt"`, `alg: "ES256"` and as `jwk` the public key with which the document was opened.
 */
export const proofHeader = 'dpop'

/** What such a proof says. Each serves one request, within a minute. */
export const Proof = Type.Object({
  /** The method and the full address of the request, without its query. */
  htm: Type.String({ maxLength: 16 }),
  htu: Type.String({ maxLength: 2000 }),
  /** When it was made: seconds since the epoch by the server's time, of which `Access` tells. */
  iat: Type.Number(),
  /** Made anew for each proof, at random. */
  jti: Type.String({ minLength: 16, maxLength: 64 }),
  access: CallerId,
})
export type Proof = Static<typeof Proof>
