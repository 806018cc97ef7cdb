import { ChairsideError } from '@chairside/protocol'
import type { ParticipantRow, RequestRow, TransferRow } from '../../records/tables.ts'

/** What an action is about; each action looks at its own part. */
export interface Subject {
  readonly transfer?: TransferRow
  readonly request?: RequestRow
  readonly participant?: ParticipantRow
}

type Rule = (me: ParticipantRow, subject: Subject) => boolean

const isPractitioner: Rule = (me) => me.role === 'practitioner'
const isSender: Rule = (me, { transfer }) => transfer?.sender === me.id
const isReceiver: Rule = (me, { transfer }) => transfer?.receiver === me.id
const isAsker: Rule = (me, { request }) => request?.asker === me.id
const isAsked: Rule = (me, { request }) => request?.asked === me.id

/**
 * The one permission table. `me` is already known to be registered in the appointment that the subject belongs
 * to. Whether the appointment is open for it (plan, end, one patient) is asked apart, because that has an answer
 * that may be told.
 */
const table = {
  // A patient sees the practitioner and himself, never another patient.
  'see a participant': (me, { participant }) =>
    me.role !== 'patient' || participant?.id === me.id || participant?.role === 'practitioner',
  'send unasked': isPractitioner,
  'ask for files': isPractitioner,
  'see a request': (me, subject) => isAsker(me, subject) || isAsked(me, subject),
  'answer a request': isAsked,
  'decline a request': isAsked,
  'withdraw a request': isAsker,
  'see a transfer': (me, subject) => isSender(me, subject) || isReceiver(me, subject),
  'add files': isSender,
  'upload a file': isSender,
  'hold a file up': isSender,
  'withdraw a file': isSender,
  'fetch a file': (me, subject) => isSender(me, subject) || isReceiver(me, subject),
  'answer a prompt': isReceiver,
} as const satisfies Record<string, Rule>

export type Action = keyof typeof table

/** Whether somebody registered may do this with that; asks the table and nothing else. */
export function may(me: ParticipantRow, action: Action, subject: Subject = {}): boolean {
  return table[action](me, subject)
}

/** What is not yours does not exist for you: throws NOT_FOUND, never "forbidden". */
export function require(me: ParticipantRow, action: Action, subject: Subject = {}): void {
  if (!may(me, action, subject)) throw new ChairsideError('NOT_FOUND')
}
