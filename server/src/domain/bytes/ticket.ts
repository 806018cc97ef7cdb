import { ChairsideError, type Role, type Ticket, type TicketUse, toInstant } from '@chairside/protocol'
import { type CryptoKey, errors, jwtVerify, SignJWT } from 'jose'
import type { Records } from '../../records/database.ts'
import { beginTicket, findTicket } from '../../records/ticket.ts'
import type { Clock } from '../../seams.ts'
import type { Identity } from '../people/token.ts'

/** What a ticket is good for. */
export interface Grant {
  readonly who: Identity
  readonly file: string
  readonly use: TicketUse
}

export interface Tickets {
  issue(grant: Grant): Promise<Ticket>
  /** Throws TICKET_INVALID or TICKET_EXPIRED. The first call begins the ticket. */
  redeem(ticket: string): Promise<Grant>
}

const audience = 'chairside-ticket'

/** Tickets are JWTs of their own audience, so that no token is a ticket and no ticket a token. */
export function createTickets({
  secret,
  records,
  clock,
  begin,
  serve,
  address,
}: {
  secret: CryptoKey
  records: Records
  clock: Clock
  /** Milliseconds within which a ticket must be begun, and for which it then serves. */
  begin: number
  serve: number
  address: (ticket: string) => string
}): Tickets {
  return {
    issue: async ({ who, file, use }) => {
      const now = clock.now()
      const ticket = await new SignJWT({ role: who.role, appointment: who.appointment, file, use, at: now })
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
        who: {
          id: sub,
          role: role as Role,
          appointment: appointment as string | undefined,
          expiresAt: exp * 1000,
        },
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
