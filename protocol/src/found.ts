import { Type } from 'typebox'
import { fieldName, type Misfit, misfitWords } from './misfit-words.ts'

/**
 * What can be found wrong, in more detail than a code tells. Each reason has the English text that follows a colon;
 * `{field}` and `{limit}` are filled in from the problem.
 */
export const foundSentences = {
  // A value that does not fit its schema; `field` names it.
  missing: '{field} is missing',
  'wrong-kind': '{field} is of another kind than it should be',
  'wrong-form': '{field} is not written as it should be',
  'too-small': '{field} is too small or too short',
  'too-large': '{field} is too large or too long',
  'unknown-field': '{field} has a field that is not known here',
  'not-allowed': '{field} is none of the values that are allowed',
  // A request that cannot be read.
  'not-http': 'it is not well-formed HTTP',
  'not-json': 'the body is not JSON',
  'not-offset-stream': 'the body must be application/offset+octet-stream',
  'upload-offset': 'Upload-Offset must be a whole number',
  'upload-digest': 'Upload-Digest must be sha-256=:…: (RFC 9530)',
  'no-file': 'it holds no file',
  'many-fields': 'it has more than {limit} fields',
  packed: 'it is packed',
  'not-an-address': 'the address of the server is no http or https URL',
  // A command that contradicts itself, an earlier one or a limit.
  'ends-before-start': 'endsAt must be after startsAt',
  'same-id-twice': 'two files have the same id',
  'same-person-twice': 'one person is named twice',
  'answered-by-patient': 'a request is answered by the patient',
  'other-content': 'it came with another content',
  paused: 'it is paused by its sender',
  'past-files': 'files that are over count too, up to {limit}',
  'past-transfers': 'transfers that are over count too, up to {limit}',
  'past-requests': 'requests that are over count too, up to {limit}',
  'expiry-in-past': 'expiresAt must be in the future',
  'expiry-too-far': 'expiresAt must be within {limit} years',
  'other-library': 'a document is in the library of another practitioner',
  'no-library': 'practitioner is missing, and attach names no appointment',
  // An id that the app's backend names.
  'unknown-appointment': 'there is no appointment {named}',
  'unknown-participant': 'this appointment has no participant {named}',
  'unknown-practitioner': 'no appointment and no document has the practitioner {named}',
  'unknown-webhook': 'there is no webhook {named}',
  // A webhook that the app's backend registers.
  'webhook-url': 'url must begin with https:// and have no user name, password or #',
  'webhook-secret': 'secret must be whsec_ and the base64 of 24 to 64 bytes',
  'many-webhooks': 'there are {limit} webhooks, and no more may be',
  attachments: 'documents of one appointment, up to {limit}',
  'own-downloads': 'up to {limit} of one person may run',
  'many-bytes': 'they have more than {limit} KB a second',
  'many-waits': 'more than {limit} requests wait at the same time',
  // Why the check of a content could not decide.
  'check-locked': 'it is locked with a password',
  'check-too-much': 'it holds more than the check reads',
  'check-suspected': 'something in it looks unusual',
} as const

export type FoundReason = keyof typeof foundSentences

export const foundReasons = Object.keys(foundSentences) as FoundReason[]

export const FoundReason = Type.Enum(foundReasons)

/** The states of files and requests in the words of a sentence: "it is …". */
export const stateWords = {
  offered: 'offered',
  receiving: 'on its way',
  checking: 'being checked',
  ready: 'ready',
  downloaded: 'sent to the receiver’s device',
  rejected: 'rejected',
  withdrawn: 'withdrawn',
  expired: 'expired',
  asked: 'open',
  answering: 'being answered',
  answered: 'answered',
  declined: 'declined',
  deleted: 'deleted',
} as const

export type FoundState = keyof typeof stateWords

export const FoundState = Type.Enum(Object.keys(stateWords) as FoundState[])

/** What was found wrong, in English words. Empty when the problem holds only its code. */
export function foundWords(
  problem: Misfit & { readonly found?: FoundReason; readonly state?: FoundState; readonly named?: string },
): string {
  const { found, state, field, limit, named } = problem
  if (state !== undefined) return `it is ${stateWords[state]}`
  if (found === undefined) return ''
  // A newer version of the other side may send a reason that this one does not know.
  const text: string | undefined = foundSentences[found]
  return (
    misfitWords(problem) ||
    (text ?? '')
      .replace('{field}', fieldName(field))
      .replace('{limit}', String(limit ?? 'allowed'))
      .replace('{named}', named ?? 'of this id')
  )
}
