import { ChairsideError, type Role, type Ticket, type TicketUse, toInstant } from '@chairside/protocol'
import { type CryptoKey, errors, jwtVerify, SignJWT } from 'jose'
import { beginTicket, findTicket } from '../../records/ticket.ts'
import type { Ground } from '../events/ground.ts'
import { type Identity, roleOf } from '../people/identity.ts'

/** What a ticket grants: one use of one file by one person. */
export interface Grant {
  readonly who: Identity
  readonly file: string
  readonly use: TicketUse
}

/** Issues and redeems download tickets. */
export interface Tickets {
  issue(grant: Grant): Promise<Ticket>
  /** What the ticket grants; the first call begins it. Throws TICKET_INVALID or TICKET_EXPIRED. */
  redeem(ticket: string): Promise<Grant>
}

/** The signing key of tickets, and their addresses. */
export interface TicketKey {
  readonly secret: CryptoKey
  /** The full address of a ticket's content. */
  readonly address: (ticket: string) => string
}

const audience = 'chairside-ticket'

/** Tickets are JWTs with their own audience: a token cannot serve as a ticket, nor a ticket as a token. */
export function createTickets({ records, clock, limits }: Ground, { secret, address }: TicketKey): Tickets {
  const { ticketBegin: begin, ticketServe: serve } = limits
  return {
    issue: async ({ who, file, use }) => {
      const now = clock.now()
      const ticket = await new SignJWT({
        role: roleOf(who),
        appointment: appointmentOf(who),
        file,
        use,
        at: now,
      })
        .setProtectedHeader({ alg: 'HS256' })
        .setAudience(audience)
        .setSubject(who.id)
        .setJti(crypto.randomUUID())
        .setExpirationTime(Math.ceil((now + begin + serve) / 1000))
        .sign(secret)
      return { url: address(ticket), expiresAt: toInstant(now + begin) }
    },
    redeem: async (ticket) => {
      const now = clock.now()
      const {
        jti = '',
        sub = '',
        exp = 0,
        role,
        appointment,
        file,
        use,
        at,
      } = await read(ticket, secret, now)
      const grant: Grant = {
        who: identityOf(sub, role as Role, appointment as string | undefined, exp * 1000),
        file: file as string,
        use: use as TicketUse,
      }
      const mayBegin = now <= Number(at) + begin
      const since = await (mayBegin ? beginTicket(records.db, jti, now) : findTicket(records.db, jti))
      if (since === undefined || now > since + serve) throw new ChairsideError('TICKET_EXPIRED')
      return grant
    },
  }
}

const appointmentOf = (who: Identity): string | undefined =>
  who.kind === 'desk' ? undefined : who.appointment

function identityOf(id: string, role: Role, appointment: string | undefined, expiresAt: number): Identity {
  return appointment === undefined
    ? { kind: 'desk', id, expiresAt }
    : { kind: 'participant', id, role, appointment, expiresAt }
}

async function read(ticket: string, secret: CryptoKey, now: number) {
  try {
    const options = {
      audience,
      algorithms: ['HS256'],
      currentDate: new Date(now),
      requiredClaims: ['exp', 'jti', 'sub', 'file', 'use', 'at'],
    }
    return (await jwtVerify(ticket, secret, options)).payload
  } catch (cause) {
    throw new ChairsideError(cause instanceof errors.JWTExpired ? 'TICKET_EXPIRED' : 'TICKET_INVALID', {
      cause,
    })
  }
}
