import { createHash, randomBytes } from 'node:crypto'
import { ChairsideError, type ContentUse, type Ticket, toInstant } from '@chairside/protocol'
import type { Db } from '../../records/database.ts'
import type { TicketRow } from '../../records/tables.ts'
import { beginTicket, findTicket, insertTicket } from '../../records/ticket.ts'
import type { Ground } from '../events/ground.ts'
import { accessOf, appointmentOf, byApp, type Identity, roleOf, strongly } from '../people/identity.ts'

/** What a ticket grants: one use of one thing by one person. */
export interface Grant {
  readonly who: Identity
  /** The kind of owner of the upload that it opens, and that upload's id. */
  readonly owner: string
  readonly id: string
  readonly use: ContentUse
}

/** Issues and redeems tickets: opaque random values, whose rows hold the grant and its times. */
export interface Tickets {
  /** @param at the instant of the ticket (ms since the epoch), if not now */
  issue(tx: Db, grant: Grant, at?: number): Promise<Ticket>
  /**
   * Gives what the ticket grants; the first call begins it. `known` is called with the grant, also of an expired ticket.
   * Throws TICKET_INVALID or TICKET_EXPIRED.
   */
  redeem(ticket: string, known: (grant: Grant) => void): Promise<Grant & { readonly issuedAt: number }>
}

export function createTickets(
  { records, clock, limits }: Ground,
  {
    address,
  }: {
    /** The full address of what a ticket opens. */
    address: (ticket: string) => string
  },
): Tickets {
  const { ticketBegin: begin, ticketServe: serve } = limits
  return {
    issue: async (tx, { who, owner, id, use }, now = clock.now()) => {
      const ticket = randomBytes(32).toString('base64url')
      await insertTicket(tx, {
        id: idOf(ticket),
        person: who.id,
        role: roleOf(who),
        appointment: appointmentOf(who) ?? null,
        owner,
        subject: id,
        use,
        issued_at: now,
        begun_at: null,
        access: accessOf(who) ?? null,
      })
      return { url: address(ticket), expiresAt: toInstant(now + begin) }
    },
    redeem: async (ticket, known) => {
      const now = clock.now()
      const row = await findTicket(records.db, idOf(ticket))
      if (row === undefined) throw new ChairsideError('TICKET_INVALID')
      const { owner, subject, use } = row
      const grant = { who: identityOf(row, (row.begun_at ?? now) + serve), owner, id: subject, use }
      known(grant)
      const expiresAt = row.begun_at === null ? row.issued_at + begin : row.begun_at + serve
      if (now > expiresAt) throw new ChairsideError('TICKET_EXPIRED')
      if (row.begun_at === null) await beginTicket(records.db, row.id, now)
      return { ...grant, issuedAt: row.issued_at }
    },
  }
}

const idOf = (ticket: string): string => createHash('sha256').update(ticket).digest('hex')

function identityOf({ person: id, role, appointment, access }: TicketRow, expiresAt: number): Identity {
  const strong = access === strongly && { strong: true as const }
  if (appointment !== null) return { kind: 'participant', id, role, appointment, expiresAt, ...strong }
  if (role !== 'patient') return { kind: 'desk', id, expiresAt, ...(access === byApp && { app: true }) }
  if (access === null || strong) return { kind: 'files', id, expiresAt, ...strong }
  return { kind: 'access', id, access, expiresAt }
}
