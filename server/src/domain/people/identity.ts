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
      /** The app has identified the person so strongly that no access code is needed. */
      readonly strong?: true
    }
  /**
   * A practitioner at the desk, with access to all own appointments. `app`: the app's backend acts in their place, with
   * its key.
   */
  | { readonly kind: 'desk'; readonly id: string; readonly expiresAt: number; readonly app?: true }
  /** A patient with access to their files in all own appointments. */
  | { readonly kind: 'files'; readonly id: string; readonly expiresAt: number; readonly strong?: true }
  /** A page of a patient in which one document is open: it reaches that document alone, as long as the access session. */
  | { readonly kind: 'access'; readonly id: string; readonly access: string; readonly expiresAt: number }

/** An identity that a token names. */
export type TokenIdentity = Exclude<Identity, { kind: 'access' }>

/** The role that an identity must have in an appointment. */
export function roleOf(who: Identity): Role {
  switch (who.kind) {
    case 'participant':
      return who.role
    case 'desk':
      return 'practitioner'
    case 'files':
    case 'access':
      return 'patient'
  }
}

/** The only appointment that an identity reaches; undefined for one that reaches all its own. */
export const appointmentOf = (who: Identity): string | undefined =>
  who.kind === 'participant' ? who.appointment : undefined

/**
 * The key by which limits for each person count: for each participant of an appointment, each desk, each patient's files,
 * and each access session, so that whoever has a link takes nothing from the patient's own pages or other links.
 */
export function personOf(who: Identity): string {
  switch (who.kind) {
    case 'participant':
      return `${who.appointment}/${who.id}`
    case 'desk':
      // What the backend does takes nothing from the practitioner in whose place it acts.
      return who.app ? `${deskKey(who.id)}/app` : deskKey(who.id)
    case 'files':
      return filesKey(who.id)
    case 'access':
      return `${filesKey(who.id)}/${who.access}`
  }
}

/** The key of the audit of an identity that is of no appointment. */
export function auditKeyOf(who: Identity): string {
  if (who.kind === 'access') return filesKey(who.id)
  return isApp(who) ? deskKey(who.id) : personOf(who)
}

/** The key by which requests with a link count. */
export const linkKey = (link: string): string => `////${link}`

/** The keys of a practitioner's desk and of a patient's files. Ids contain no slash. */
export const deskKey = (practitioner: string): string => `/${practitioner}`
export const filesKey = (patient: string): string => `///${patient}`

/** The key of all pages of a practitioner with a token of one appointment: they may show the library, too. */
export const libraryKey = (practitioner: string): string => `//${practitioner}`

/** The keys by which an identity is told of documents. */
export function documentsKeys(who: Identity): readonly string[] {
  const own = personOf(who)
  const isPractitioner = who.kind === 'participant' && who.role === 'practitioner'
  return isPractitioner ? [own, libraryKey(who.id)] : [own]
}

/** Whether the app's backend acts, with its key. */
export const isApp = (who: Identity): boolean => who.kind === 'desk' && who.app === true

/** Who did something, as a field of facts; no field when the app's backend did. */
export const doneBy = (who: Identity): { by?: string } => (isApp(who) ? {} : { by: who.id })

/** In place of an access session: the token of the app says that it has identified the person strongly. */
export const strongly = 'acr'

/** In place of an access session: the app's backend acts. */
export const byApp = 'app'

/** The access session of an identity, or `strongly`, or `byApp`; undefined for none of them. */
export function accessOf(who: Identity): string | undefined {
  if (who.kind === 'access') return who.access
  if (isApp(who)) return byApp
  return 'strong' in who && who.strong ? strongly : undefined
}
