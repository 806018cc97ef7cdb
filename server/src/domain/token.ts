import {
  ChairsideError,
  type Claims,
  Claims as ClaimsSchema,
  type IssuedToken,
  type Role,
  toInstant,
} from '@chairside/protocol'
import { type CryptoKey, errors, type JWTPayload, type JWTVerifyGetKey, jwtVerify, SignJWT } from 'jose'
import { Check } from 'typebox/value'
import type { Clock } from '../seams.ts'

/** Who a valid token says is here. What they may do, the registration decides. */
export interface Identity {
  readonly id: string
  readonly role: Role
  /** Absent in a practitioner's desk token, which stands for every own appointment. */
  readonly appointment: string | undefined
  /** Milliseconds since the epoch. */
  readonly expiresAt: number
}

/** The person behind an identity, for what is counted per person. */
export const personOf = ({ id, role }: Identity): string => `${role}/${id}`

export interface Tokens {
  /** A token for one participant of one appointment, or without one a desk token. */
  issue(claims: Omit<Claims, 'exp'>): Promise<IssuedToken>
  /** Throws TOKEN_INVALID, TOKEN_EXPIRED or TOKEN_NOT_YET_VALID before anything is read. */
  verify(token: string): Promise<Identity>
}

const audience = 'chairside'
const tokenIssuer = 'chairside'

/** Tokens are JWTs (RFC 7519): ours by HS256, the app's own by its published keys. */
export function createTokens({
  secret,
  appKeys,
  clock,
  lifetime,
  tolerance,
}: {
  secret: CryptoKey
  /** The app's keys, who must have signed with them, and for whom. */
  appKeys: { key: JWTVerifyGetKey; issuer: string; audience: string } | undefined
  clock: Clock
  /** Milliseconds that an issued token is valid, and that clocks may differ. */
  lifetime: number
  tolerance: number
}): Tokens {
  const checkAt = () => ({
    currentDate: new Date(clock.now()),
    clockTolerance: tolerance / 1000,
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
      const expiresAt = Math.floor((clock.now() + lifetime) / 1000)
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
      if (payload.appointment === undefined && payload.role !== 'practitioner')
        throw new ChairsideError('TOKEN_INVALID')
      return {
        id: payload.sub,
        role: payload.role,
        appointment: payload.appointment,
        expiresAt: payload.exp * 1000,
      }
    },
  }
}

function algorithmOf(head: string): unknown {
  const parsed: unknown = JSON.parse(Buffer.from(head, 'base64url').toString())
  return typeof parsed === 'object' && parsed !== null && 'alg' in parsed ? parsed.alg : undefined
}
