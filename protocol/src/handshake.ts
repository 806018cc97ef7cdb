import { type Static, Type } from 'typebox'
import { Place } from './participant.ts'

/** What a client says of itself in the Socket.IO handshake. */
export const Handshake = Type.Object({
  version: Type.Integer(),
  token: Type.String(),
  /** Where the participant is; a desk says nothing. */
  place: Type.Optional(Place),
})
export type Handshake = Static<typeof Handshake>

/** The path of the Socket.IO endpoint. */
export const socketPath = '/v1/socket'
