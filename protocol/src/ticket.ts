import { type Static, Type } from 'typebox'
import { Instant } from './id.ts'

export const TicketUse = Type.Union([Type.Literal('download'), Type.Literal('view')])
export type TicketUse = Static<typeof TicketUse>

/** How a content is read. */
export const ContentWish = Type.Object({
  /** The bytes are fetched before anybody sees them: they are no opening. Whoever shows them then reads a byte without it. */
  ahead: Type.Optional(Type.Enum(['', 'true'])),
})

export const TicketWish = Type.Object({ use: TicketUse }, { additionalProperties: false })

/** The right to fetch one content for one use: first within 60 s, then HEAD, ranges and repeats for 10 minutes. */
export const Ticket = Type.Object({ url: Type.String(), expiresAt: Instant })
export type Ticket = Static<typeof Ticket>
