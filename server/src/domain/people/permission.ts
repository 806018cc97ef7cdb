import { ChairsideError } from '@chairside/protocol'
import type { ParticipantRow, RequestRow, TransferRow } from '../../records/tables.ts'

/** What an action is about; each rule reads only its own field. */
export interface Subject {
  readonly transfer?: Pick<TransferRow, 'sender' | 'receiver'>
  readonly request?: Pick<RequestRow, 'asker' | 'asked'>
  readonly participant?: Person
}

type Person = Pick<ParticipantRow, 'id' | 'role'>
type Rule = (me: Person, subject: Subject) => boolean

const isPractitioner: Rule = (me) => me.role === 'practitioner'
const isSender: Rule = (me, { transfer }) => transfer?.sender === me.id
const isReceiver: Rule = (me, { transfer }) => transfer?.receiver === me.id
const isAsker: Rule = (me, { request }) => request?.asker === me.id
const isAsked: Rule = (me, { request }) => request?.asked === me.id

/**
 * The only permission table. `me` must be registered in the subject's appointment. `liveExchangeOf` checks
 * separately whether the appointment allows new files (plan, end, one patient), because that reason may be told.
 */
const table = {
  // A patient sees the practitioner and themselves, never another patient or the staff.
  'see a participant': (me, { participant }) =>
    me.role !== 'patient' || participant?.id === me.id || participant?.role === 'practitioner',
  'send unasked': isPractitioner,
  'ask for files': isPractitioner,
  'see a request': (me, subject) => isAsker(me, subject) || isAsked(me, subject),
  'answer a request': isAsked,
  'decline a request': isAsked,
  'change a request’s note': isAsker,
  'withdraw a request': isAsker,
  'see a transfer': (me, subject) => isSender(me, subject) || isReceiver(me, subject),
  'add files': isSender,
  'upload a file': isSender,
  'pause a file': isSender,
  'withdraw a file': isSender,
  'decide about a file': (me, subject) =>
    isPractitioner(me, subject) && (isSender(me, subject) || isReceiver(me, subject)),
  'fetch a file': (me, subject) => isSender(me, subject) || isReceiver(me, subject),
  'answer a prompt': isReceiver,
} as const satisfies Record<string, Rule>

export type Action = keyof typeof table

/** Whether the table allows a participant this action on this subject. */
export function may(me: Person, action: Action, subject: Subject = {}): boolean {
  return table[action](me, subject)
}

/** Throws NOT_FOUND unless the table allows the action. "Forbidden" would tell that the subject exists. */
export function require(me: Person, action: Action, subject: Subject = {}): void {
  if (!may(me, action, subject)) throw new ChairsideError('NOT_FOUND')
}
