import type { Role } from '@chairside/protocol'

/** Who a valid token says is here. What they may do, the registration decides. */
export type Identity =
  | {
      readonly kind: 'participant'
      readonly id: string
      readonly role: Role
      readonly appointment: string
      /** Milliseconds since the epoch. */
      readonly expiresAt: number
    }
  /** A practitioner at the desk, who stands for every own appointment. */
  | { readonly kind: 'desk'; readonly id: string; readonly expiresAt: number }

/** The role in which an identity can be registered in an appointment. */
export function roleOf(who: Identity): Role {
  return who.kind === 'desk' ? 'practitioner' : who.role
}
