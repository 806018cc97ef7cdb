import type { Role } from '@chairside/protocol'

/** The person that a valid token names. The registration decides what they may do. */
export type Identity =
  | {
      readonly kind: 'participant'
      readonly id: string
      readonly role: Role
      readonly appointment: string
      /** Milliseconds since the epoch. */
      readonly expiresAt: number
    }
  /** A practitioner at the desk, with access to all own appointments. */
  | { readonly kind: 'desk'; readonly id: string; readonly expiresAt: number }

/** The role that an identity must have in an appointment. */
export function roleOf(who: Identity): Role {
  return who.kind === 'desk' ? 'practitioner' : who.role
}

/** The key by which limits for each person count: one for each participant of an appointment, and one for each desk. */
export const personOf = (who: Identity): string =>
  who.kind === 'desk' ? `/${who.id}` : `${who.appointment}/${who.id}`
