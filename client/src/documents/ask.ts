import {
  type AnswerOf,
  documentRoutes,
  fillPath,
  type ParamsOf,
  pageRoutes,
  type QueryOf,
  type Routes,
  type TakesOf,
} from '@chairside/protocol'
import { type Http, jsonOf } from '../connection/http.ts'
import { patiently } from '../connection/patience.ts'

/** A route that a page calls for documents. */
type Name = (keyof typeof documentRoutes | 'issueTicket') & keyof Routes

interface Wish<One extends Name> {
  readonly params: ParamsOf<Routes[One]>
  readonly query?: QueryOf<Routes[One]>
  readonly body?: TakesOf<Routes[One]>
  readonly signal?: AbortSignal | undefined
}

/**
 * Calls a route and gives its answer. A request that the server refuses for the moment is sent again a little later.
 *
 * @throws ChairsideError the server's error, or LINE_DOWN if it cannot be reached
 * @throws the reason of `signal`
 */
export function ask<One extends Name>(
  http: Http,
  name: One,
  wish: Wish<One>,
): Promise<AnswerOf<Routes[One]>> {
  return askFor(http, name, wish, jsonOf<AnswerOf<Routes[One]>>)
}

/** As `ask`, for an answer that is not JSON. */
export function askBytes<One extends Name>(http: Http, name: One, wish: Wish<One>): Promise<Blob> {
  return askFor(http, name, wish, (answer) => answer.blob())
}

function askFor<One extends Name, Answer>(
  http: Http,
  name: One,
  { params, query, body, signal }: Wish<One>,
  read: (answer: Response) => Promise<Answer>,
): Promise<Answer> {
  const { method, path } = { ...documentRoutes, issueTicket: pageRoutes.issueTicket }[name]
  const whole = fillPath(path, { ...params }) + inQuery(query)
  return patiently(
    () => http.ask(read, { method, path: whole, ...(body !== undefined && { body }) }, signal),
    signal,
  )
}

/** The query with a question mark; empty without fields. */
function inQuery(query: Readonly<Record<string, string | undefined>> | undefined): string {
  const said = Object.entries(query ?? {}).filter(
    (field): field is [string, string] => field[1] !== undefined,
  )
  return said.length === 0 ? '' : `?${new URLSearchParams(said)}`
}
