import type { ChairsideError, Why } from '@chairside/protocol'
import { failure } from './failure.ts'

/** What a page opens with its token: for `documents` it is a practitioner's or of staff, for `files` a patient's. */
export type TokenUse = 'appointment' | 'desk' | 'documents' | 'files'

/**
 * Why the text cannot be a token of this use; undefined if it may be one. The server judges what its signature says.
 *
 * @param id the appointment that the token must be of, if the page names one
 */
export function misuseOf(
  token: string,
  use: TokenUse | undefined,
  id?: string | undefined,
): ChairsideError | undefined {
  const form = formOf(token)
  if (form) return failure({ code: 'TOKEN_INVALID', why: form })
  const { role, appointment } = claimsOf(token)
  if (typeof role !== 'string') return undefined
  const isPatient = role === 'patient'
  const kind = appointment !== undefined ? 'of-an-appointment' : isPatient ? 'of-patient-files' : 'of-a-desk'
  const isOther = use === 'appointment' && id && typeof appointment === 'string' && appointment !== id
  const why = misplaced(use, kind, isPatient) ?? (isOther ? 'of-another-appointment' : undefined)
  return why && failure({ code: 'TOKEN_MISPLACED', why })
}

/** What a token says of its person (RFC 7519); nothing if it cannot be read. Its signature is not looked at. */
export function claimsOf(token: string): { sub?: unknown; role?: unknown; appointment?: unknown } {
  try {
    return JSON.parse(atob((token.split('.')[1] ?? '').replaceAll('-', '+').replaceAll('_', '/'))) ?? {}
  } catch {
    return {}
  }
}

/** What is wrong with the form of a token: it is three parts in base64url (RFC 7515, section 7.1). */
function formOf(token: string): Why | undefined {
  if (/^[\w-]+\.[\w-]+\.[\w-]+$/.test(token)) return undefined
  if (/^bearer\s/i.test(token)) return 'bearer'
  if (/^\s*</.test(token)) return 'html'
  return /^\s*[{["]/.test(token) ? 'json' : 'no-jwt'
}

function misplaced(use: TokenUse | undefined, kind: Why, isPatient: boolean): Why | undefined {
  switch (use) {
    case 'appointment':
      return kind === 'of-an-appointment' ? undefined : kind
    case 'desk':
      return kind === 'of-a-desk' ? undefined : kind
    case 'documents':
      return isPatient ? (kind === 'of-patient-files' ? kind : 'of-a-patient') : undefined
    case 'files':
      return isPatient ? undefined : kind === 'of-a-desk' ? kind : 'of-a-practitioner'
    case undefined:
      return undefined
  }
}
