import { type Static, Type } from 'typebox'

/** The server answers; `allowed` says whether a page of the caller's origin may use it. */
export const Liveness = Type.Object({ status: Type.Literal('ok'), allowed: Type.Boolean() })
export type Liveness = Static<typeof Liveness>

/** The server reaches its records. */
export const Readiness = Type.Object({ status: Type.Literal('ok') })
export type Readiness = Static<typeof Readiness>
