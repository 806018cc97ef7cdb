import {
  ChairsideError,
  type Claims,
  Claims as ClaimsSchema,
  type IssuedToken,
  toInstant,
} from '@chairside/protocol'
import { type CryptoKey, errors, type JWTPayload, type JWTVerifyGetKey, jwtVerify, SignJWT } from 'jose'
import { Check } from 'typebox/value'
import type { Limits } from '../../limits.ts'
import type { Clock } from '../../seams.ts'
import type { Identity } from './identity.ts'

/** Issues and verifies access tokens. */
export interface Tokens {
  /** A token for a participant of an appointment; without `appointment` a desk token. */
  issue(claims: Omit<Claims, 'exp'>): Promise<IssuedToken>
  /** Reads no records. Throws TOKEN_INVALID, TOKEN_EXPIRED or TOKEN_NOT_YET_VALID. */
  verify(token: string): Promise<Identity>
}

const audience = 'chairside'
const tokenIssuer = 'chairside'

/** Tokens are JWTs (RFC 7519): ours by HS256 with `secret`, the app's own by its published keys. */
export function createTokens({
  secret,
  appKeys,
  clock,
  limits,
}: {
  secret: CryptoKey
  /** The app's public keys, and the issuer and audience that its tokens must name. */
  appKeys: { key: JWTVerifyGetKey; issuer: string; audience: string } | undefined
  clock: Clock
  limits: Limits
}): Tokens {
  const checkAt = () => ({
    currentDate: new Date(clock.now()),
    clockTolerance: limits.tokenTolerance / 1000,
    requiredClaims: ['exp', 'sub'],
  })

  const read = async (token: string): Promise<JWTPayload> => {
    try {
      const [head = ''] = token.split('.')
      if (appKeys !== undefined && algorithmOf(head) !== 'HS256') {
        const { key, issuer, audience } = appKeys
        const options = { ...checkAt(), issuer, audience, algorithms: ['RS256', 'ES256', 'EdDSA'] }
        return (await jwtVerify(token, key, options)).payload
      }
      const options = { ...checkAt(), issuer: tokenIssuer, audience, algorithms: ['HS256'] }
      return (await jwtVerify(token, secret, options)).payload
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
        .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
        .setIssuer(tokenIssuer)
        .setAudience(audience)
        .setIssuedAt(Math.floor(clock.now() / 1000))
        .setExpirationTime(expiresAt)
        .sign(secret)
      return { token, expiresAt: toInstant(expiresAt * 1000) }
    },
    verify: async (token) => {
      const payload = await read(token)
      if (!Check(ClaimsSchema, payload)) throw new ChairsideError('TOKEN_INVALID')
      const { sub: id, role, appointment } = payload
      const expiresAt = payload.exp * 1000
      if (appointment !== undefined) return { kind: 'participant', id, role, appointment, expiresAt }
      if (role !== 'practitioner') throw new ChairsideError('TOKEN_INVALID')
      return { kind: 'desk', id, expiresAt }
    },
  }
}

function algorithmOf(head: string): unknown {
  const parsed: unknown = JSON.parse(Buffer.from(head, 'base64url').toString())
  return typeof parsed === 'object' && parsed !== null && 'alg' in parsed ? parsed.alg : undefined
}
