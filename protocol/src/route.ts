import { type TObject, type TSchema, Type } from 'typebox'
import { AppId, CallerId } from './id.ts'

/** One address with one method. */
export interface Route {
  readonly method: 'GET' | 'HEAD' | 'PUT' | 'POST' | 'PATCH' | 'DELETE' | 'OPTIONS'
  /** As OpenAPI writes it: `/v1/appointments/{id}`. */
  readonly path: string
  /** The parts of the path in braces. */
  readonly params: TObject
  /** The query parameters. */
  readonly query?: TObject
  /** The JSON body, where the address takes one. */
  readonly takes?: TSchema
  /** The media type of a body that is not JSON. */
  readonly takesAs?: 'multipart/form-data' | 'application/offset+octet-stream' | '*/*'
  /** The JSON body of a successful answer, if it has one; for NDJSON, one line of it. */
  readonly answers?: TSchema
  readonly answersAs?: 'application/x-ndjson' | 'image/webp'
  /**
   * Who may call it: the embedding backend with its key, a person with a token, either of them, the page of an access
   * session by a proof, or anyone.
   */
  readonly caller: 'backend' | 'participant' | 'either' | 'access' | 'anyone'
  readonly summary: string
}

/** The parts of a path, by what stands there. */
export const nothing = Type.Object({})
export const byAppId = Type.Object({ id: AppId })
export const byCallerId = Type.Object({ id: CallerId })
export const byTicket = Type.Object({ ticket: Type.String({ maxLength: 2000 }) })
