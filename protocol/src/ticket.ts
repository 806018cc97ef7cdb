import { type Static, Type } from 'typebox'
import { Instant } from './id.ts'

export const TicketUse = Type.Union([Type.Literal('download'), Type.Literal('view')])
export type TicketUse = Static<typeof TicketUse>

/** For what a content is fetched: by a person, or by the app's backend into its own record of the patient. */
export const ContentUse = Type.Union([...TicketUse.anyOf, Type.Literal('record')])
export type ContentUse = Static<typeof ContentUse>

/** How a content is read. */
export const ContentWish = Type.Object({
  /** The bytes are fetched before anybody sees them: they are no opening. Whoever shows them then reads a byte without it. */
  ahead: Type.Optional(Type.Enum(['', 'true'])),
})

/** A wish of a person, or of the app's backend: with the API key the use is always `record`, and nobody else may say so. */
export const ContentTicketWish = Type.Object({ use: ContentUse }, { additionalProperties: false })

export const TicketWish = Type.Object({ use: TicketUse }, { additionalProperties: false })

/** The right to fetch one content for one use: first within 60 s, then HEAD, ranges and repeats for 10 minutes. */
export const Ticket = Type.Object({ url: Type.String(), expiresAt: Instant })
export type Ticket = Static<typeof Ticket>
