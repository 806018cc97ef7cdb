import { ChairsideError, type Route, routes } from '@chairside/protocol'

/** The addresses whose parts in braces begin with an id: what stands before it. */
const beforeIds = new Set(
  Object.values<Route>(routes).flatMap(({ path }) => {
    const at = path.indexOf('{')
    return path.startsWith('{id}', at) ? [path.slice(0, at)] : []
  }),
)

/** The error for an address that cannot be decoded: it names the id where the address would have one. */
export function unreadable(url: string): ChairsideError {
  const [before = ''] = /^\/v1\/[a-z-]+\//.exec(url) ?? []
  if (!beforeIds.has(before)) return new ChairsideError('BAD_REQUEST')
  return new ChairsideError({ code: 'BAD_REQUEST', found: 'wrong-form', wanted: 'id', field: '/id' })
}
