import { type Static, Type } from 'typebox'
import { FoundReason, FoundState } from './found.ts'
import { AppId } from './id.ts'
import { Wanted } from './misfit-words.ts'
import { VersionWindow } from './version.ts'

/** Why a page has no connection. A client says it of its own page; a server never does. */
const whys = [
  // What the page's token function did.
  'threw',
  'no-answer-yet',
  'no-answer',
  'no-text',
  // What came in place of a token.
  'bearer',
  'html',
  'json',
  'no-jwt',
  // Whose token came instead.
  'of-a-desk',
  'of-an-appointment',
  'of-another-appointment',
  'of-a-patient',
  'of-a-practitioner',
  'of-patient-files',
  // What stands between the page and the server.
  'another-server',
  'unreachable',
  'silent',
  'policy',
  'mixed-content',
] as const
export type Why = (typeof whys)[number]
const Why = Type.Enum([...whys])

/** What an error's sentence may name. Numbers are in the unit of the limit: bytes, files, characters, pixels. */
export const Details = Type.Object({
  limit: Type.Optional(Type.Number()),
  actual: Type.Optional(Type.Number()),
  /** What was found wrong, and the field where: a JSON pointer (RFC 6901), empty for the whole body. */
  found: Type.Optional(FoundReason),
  field: Type.Optional(Type.String()),
  /** The values that a field may have, or the fields that an object may have. */
  choices: Type.Optional(Type.Array(Type.String())),
  /** The field that was probably meant by another name. */
  meant: Type.Optional(Type.String()),
  /** The id of an appointment or a person that is not known; told to the app's backend alone. */
  named: Type.Optional(AppId),
  /** The address of the server that does not answer, or the origin of the page that may not use it. */
  at: Type.Optional(Type.String()),
  /** Why, where a page is to blame for what does not work. */
  why: Type.Optional(Why),
  /** What a field wants, and what came in its place. */
  wanted: Type.Optional(Wanted),
  came: Type.Optional(Wanted),
  /** The state in which a file or a request was found. */
  state: Type.Optional(FoundState),
  /** The ending that a name has or that a content would have, without its dot. */
  extension: Type.Optional(Type.String()),
  /** The media type in the body's `content-type`. */
  type: Type.Optional(Type.String()),
  /** The versions of the protocol that the server and the client speak, and which of the two is to be updated. */
  server: Type.Optional(VersionWindow),
  client: Type.Optional(VersionWindow),
  update: Type.Optional(Type.Enum(['app', 'server'])),
  /** Seconds until the same command may be sent again. */
  retryAfter: Type.Optional(Type.Number()),
})
export type Details = Static<typeof Details>
