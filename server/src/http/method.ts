import type { IncomingMessage } from 'node:http'
import { methodHeader } from '@chairside/protocol'

/** The methods that a POST may stand for. */
const others: readonly string[] = ['HEAD', 'PUT', 'PATCH', 'DELETE']

/**
 * The method that a request means: its own, or the one that a POST names in `X-HTTP-Method-Override`, as tus 1.0.0 has
 * it for networks that let only GET and POST pass. A page may send this header only after a preflight.
 */
export function methodOf({ method = 'GET', headers }: IncomingMessage): string {
  const named = String(headers[methodHeader]).toUpperCase()
  return method === 'POST' && others.includes(named) ? named : method
}
