import type { IncomingHttpHeaders } from 'node:http'
import { isIP } from 'node:net'

/**
 * The IP address of a client: that of its connection or, with `trustProxy`, the last one in `X-Forwarded-For`. The proxy
 * has added that last one; those before it are what the client claims. Undefined when it is no IP address.
 */
export function clientAddress(
  headers: IncomingHttpHeaders,
  connection: string | undefined,
  trustProxy: boolean,
): string | undefined {
  const forwarded = headers['x-forwarded-for']
  const last = [forwarded ?? []].flat().at(-1)?.split(',').at(-1)?.trim()
  const address = trustProxy ? (last ?? connection) : connection
  if (address === undefined || isIP(address) === 0) return undefined
  // An IPv4 address on a socket that takes both kinds (RFC 4291, section 2.5.5.2).
  return address.replace(/^::ffff:(?=[\d.]+$)/i, '')
}
