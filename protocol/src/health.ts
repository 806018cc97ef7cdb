import { type Static, Type } from 'typebox'
import { Instant } from './id.ts'
import { VersionWindow } from './version.ts'

/** The server answers; `allowed` says whether a page of the caller's origin may use it. */
export const Liveness = Type.Object({ status: Type.Literal('ok'), allowed: Type.Boolean() })
export type Liveness = Static<typeof Liveness>

/** How a part of the server is: `degraded` answers, and does less than it should. */
export const PartCondition = Type.Union([Type.Literal('ok'), Type.Literal('degraded'), Type.Literal('down')])
export type PartCondition = Static<typeof PartCondition>

/** The parts of the server by name. `scanner` is `none` where none is set; `redis` is there where Redis is used. */
export const ReadyParts = Type.Object({
  database: PartCondition,
  store: PartCondition,
  scanner: Type.Union([PartCondition, Type.Literal('none')]),
  redis: Type.Optional(PartCondition),
})
export type ReadyParts = Static<typeof ReadyParts>

/**
 * The server can serve; `degraded` when one of its parts is not `ok`. A server that cannot serve answers 503 with the same
 * fields beside `error`: `down` without its database, `draining` while it stops, then without parts.
 */
export const Readiness = Type.Object({
  status: Type.Union([
    Type.Literal('ok'),
    Type.Literal('degraded'),
    Type.Literal('down'),
    Type.Literal('draining'),
  ]),
  parts: Type.Optional(ReadyParts),
})
export type Readiness = Static<typeof Readiness>

const PartState = Type.Union([Type.Literal('ok'), Type.Literal('failing')])

/** What the server finds of itself, for the holder of the key. */
export const Health = Type.Object({
  /** The release of the server. */
  version: Type.String(),
  /** The versions of the wire that it speaks. */
  wire: VersionWindow,
  /** What its clock says. */
  at: Instant,
  records: PartState,
  store: Type.Object({ kind: Type.Union([Type.Literal('disk'), Type.Literal('s3')]), state: PartState }),
  /** `none`: no scanner is set. `blind`: it answers, but does not find the EICAR test file. */
  scanner: Type.Union([Type.Literal('none'), Type.Literal('blind'), PartState]),
  /** Bytes that the server can still write on the disk of its data folder; absent where the system does not say. */
  room: Type.Optional(Type.Integer({ minimum: 0 })),
})
export type Health = Static<typeof Health>
