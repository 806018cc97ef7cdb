import { type Static, Type } from 'typebox'
import { AppId, Instant } from './id.ts'
import { Name, Role } from './participant.ts'

/**
 * What a token says. With `appointment` it is a participant's; without it that of a practitioner's desk, or of a patient's
 * files in all appointments.
 */
export const Claims = Type.Object({
  sub: AppId,
  name: Type.Optional(Name),
  role: Role,
  appointment: Type.Optional(AppId),
  exp: Type.Number(),
})
export type Claims = Static<typeof Claims>

export const TokenWish = Type.Object({ participant: AppId }, { additionalProperties: false })

export const IssuedToken = Type.Object({ token: Type.String(), expiresAt: Instant })
export type IssuedToken = Static<typeof IssuedToken>
