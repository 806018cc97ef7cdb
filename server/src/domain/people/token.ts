import {
  ChairsideError,
  type Claims,
  Claims as ClaimsSchema,
  type IssuedToken,
  toInstant,
} from '@chairside/protocol'
import {
  errors,
  type JWTPayload,
  type JWTVerifyGetKey,
  type JWTVerifyOptions,
  jwtVerify,
  SignJWT,
} from 'jose'
import { Check } from 'typebox/value'
import type { Limits } from '../../limits.ts'
import type { Clock } from '../../seams.ts'
import type { TokenKey } from '../../secret.ts'
import type { TokenIdentity } from './identity.ts'

/** Issues and verifies access tokens. */
export interface Tokens {
  /** A token for a participant of an appointment; without `appointment` for a desk, or for a patient's files. */
  issue(claims: Omit<Claims, 'exp'>): Promise<IssuedToken>
  /** Reads no records. Throws TOKEN_INVALID, TOKEN_EXPIRED or TOKEN_NOT_YET_VALID. */
  verify(token: string): Promise<TokenIdentity>
}

const audience = 'chairside'
const tokenIssuer = 'chairside'

/** Tokens are JWTs (RFC 7519): ours by HS256 with `keys`, the app's own by its published keys. */
export function createTokens({
  keys,
  appKeys,
  clock,
  limits,
}: {
  /** The first one signs; each verifies. */
  keys: readonly [TokenKey, ...TokenKey[]]
  /** The app's public keys, what its tokens must name, and the `acr` by which they identify a patient strongly. */
  appKeys:
    | { key: JWTVerifyGetKey; issuer: string; audience: string; trustedAcr?: string | undefined }
    | undefined
  clock: Clock
  limits: Limits
}): Tokens {
  const checkAt = () => ({
    currentDate: new Date(clock.now()),
    clockTolerance: limits.tokenTolerance / 1000,
    requiredClaims: ['exp', 'sub'],
  })

  const [signing] = keys
  /** The key that a token names. A token of an older server names no key, so all keys are tried. */
  const keysFor = (id: unknown): readonly TokenKey[] =>
    id === undefined ? keys : keys.filter((key) => key.id === id)

  const read = async (token: string): Promise<{ payload: JWTPayload; strong: boolean }> => {
    try {
      const head = headOf(token)
      if (appKeys !== undefined && head.alg !== 'HS256') {
        const { key, issuer, audience, trustedAcr } = appKeys
        const options = { ...checkAt(), issuer, audience, algorithms: ['RS256', 'ES256', 'EdDSA'] }
        const { payload } = await jwtVerify(token, key, options)
        return { payload, strong: trustedAcr !== undefined && payload.acr === trustedAcr }
      }
      const options = { ...checkAt(), issuer: tokenIssuer, audience, algorithms: ['HS256'] }
      return { payload: await verifyByOne(keysFor(head.kid), token, options), strong: false }
    } catch (cause) {
      if (cause instanceof ChairsideError) throw cause
      if (cause instanceof errors.JWTExpired) throw new ChairsideError('TOKEN_EXPIRED', { cause })
      if (cause instanceof errors.JWTClaimValidationFailed && cause.claim === 'nbf') {
        throw new ChairsideError('TOKEN_NOT_YET_VALID', { cause })
      }
      throw new ChairsideError('TOKEN_INVALID', { cause })
    }
  }

  return {
    issue: async (claims) => {
      const expiresAt = Math.floor((clock.now() + limits.token) / 1000)
      const token = await new SignJWT({ ...claims })
        .setProtectedHeader({ alg: 'HS256', typ: 'JWT', kid: signing.id })
        .setIssuer(tokenIssuer)
        .setAudience(audience)
        .setIssuedAt(Math.floor(clock.now() / 1000))
        .setExpirationTime(expiresAt)
        .sign(signing.key)
      return { token, expiresAt: toInstant(expiresAt * 1000) }
    },
    verify: async (token) => {
      const { payload, strong: isStrong } = await read(token)
      if (!Check(ClaimsSchema, payload)) throw new ChairsideError('TOKEN_INVALID')
      const { sub: id, role, appointment } = payload
      const expiresAt = payload.exp * 1000
      const strong = isStrong && role === 'patient' && { strong: true as const }
      if (appointment !== undefined)
        return { kind: 'participant', id, role, appointment, expiresAt, ...strong }
      switch (role) {
        case 'practitioner':
          return { kind: 'desk', id, expiresAt }
        case 'patient':
          return { kind: 'files', id, expiresAt, ...strong }
        case 'staff':
          throw new ChairsideError('TOKEN_INVALID')
      }
    },
  }
}

/** Verifies a token with the first key that fits. Throws what jose throws. */
async function verifyByOne(
  keys: readonly TokenKey[],
  token: string,
  options: JWTVerifyOptions,
): Promise<JWTPayload> {
  for (const { key } of keys) {
    try {
      return (await jwtVerify(token, key, options)).payload
    } catch (error) {
      if (!(error instanceof errors.JWSSignatureVerificationFailed)) throw error
    }
  }
  throw new errors.JWSSignatureVerificationFailed()
}

/** The algorithm and the key that a token names, not verified. Throws when its head is no JSON. */
function headOf(token: string): { readonly alg?: unknown; readonly kid?: unknown } {
  const [head = ''] = token.split('.')
  const parsed: unknown = JSON.parse(Buffer.from(head, 'base64url').toString())
  return typeof parsed === 'object' && parsed !== null ? parsed : {}
}
