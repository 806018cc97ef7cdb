import { type Static, Type } from 'typebox'
import type { Problem } from './error.ts'
import { Place } from './participant.ts'
import type { VersionWindow } from './version.ts'

/** The facts that a client sends about itself in the Socket.IO handshake. */
export const Handshake = Type.Object({
  version: Type.Integer(),
  /** The oldest version that the client still speaks; without it the client speaks `version` alone. */
  oldest: Type.Optional(Type.Integer()),
  token: Type.String(),
  /** Where the participant is; a desk leaves it out. */
  place: Type.Optional(Place),
  /** `documents`: the page shows documents only. It hears `documents` events alone, and is not present anywhere. */
  view: Type.Optional(Type.Literal('documents')),
})
export type Handshake = Static<typeof Handshake>

/** The path of the Socket.IO endpoint. */
export const socketPath = '/v1/socket'

/** Why a server and a client cannot talk, and which of them is to be updated; null when they can. */
export function judgeVersions(server: VersionWindow, client: VersionWindow | undefined): Problem | null {
  const code = 'UNSUPPORTED_VERSION'
  if (client === undefined) return { code, update: 'app', server }
  if (client.version < server.oldest) return { code, update: 'app', server, client }
  if (client.oldest > server.version) return { code, update: 'server', server, client }
  return null
}
