import { lookup as systemLookup } from 'node:dns'
import {
  Agent as HttpAgent,
  type IncomingMessage,
  type RequestOptions,
  request as requestHttp,
} from 'node:http'
import { Agent as HttpsAgent, request as requestHttps } from 'node:https'
import { isIP, type LookupFunction } from 'node:net'
import { addAbortSignal } from 'node:stream'
import { type DeliveryFailure, KB } from '@chairside/protocol'
import type { WebhookReach } from '../../config.ts'
import type { Limits } from '../../limits.ts'
import { isWithin } from '../../reach.ts'
import type { Clock, Courier } from '../../seams.ts'
import { createLookups } from './lookups.ts'
import { signedHeaders } from './sign.ts'

/** The most bytes that are read of an answer before its connection is closed. */
const mostRead = 4 * KB

/** An address to which no webhook may connect. */
class PrivateAddress extends Error {
  readonly code = 'PRIVATE_ADDRESS'
}

/** Posts messages by Node's own client, each on a connection of its own. `lookup` finds the addresses of a name. */
export function createCourier(
  { clock, limits }: { readonly clock: Clock; readonly limits: Limits },
  reach: WebhookReach,
  lookup: typeof systemLookup = systemLookup,
): Courier {
  const findAll = createLookups(lookup)

  /**
   * The socket connects to what this gives, and looks nothing up again: so a name cannot have one address when it is checked
   * and another one afterwards. One address that is not allowed refuses the name.
   */
  const guarded: LookupFunction = (hostname, options, done) => {
    findAll(hostname, options, (error, found) => {
      const [first] = found
      if (error !== null) return done(error, '', 0)
      if (first === undefined || found.some(({ address }) => !isWithin(reach, address)))
        return done(new PrivateAddress(), '', 0)
      return options.all ? done(null, [...found]) : done(null, first.address, first.family)
    })
  }

  /** Gives the status. Ends with the signal in any case, whatever the connection says of its end. */
  const send = (url: URL, { headers, body }: Wish, signal: AbortSignal): Promise<number> =>
    new Promise((resolve, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason), { once: true })
      // An address instead of a name is never looked up.
      const host = url.hostname.replace(/^\[|\]$/g, '')
      if (isIP(host) !== 0 && !isWithin(reach, host)) return reject(new PrivateAddress())
      const options: RequestOptions = { method: 'POST', headers, signal, lookup: guarded }
      const sent =
        url.protocol === 'https:'
          ? requestHttps(url, { ...options, agent: new HttpsAgent({ keepAlive: false }) })
          : requestHttp(url, { ...options, agent: new HttpAgent({ keepAlive: false }) })
      sent
        .once('response', (answer) =>
          resolve(readLittle(addAbortSignal(signal, answer)).then(() => answer.statusCode ?? 0)),
        )
        // 101 Switching Protocols (RFC 9110, 15.2.2), for which nobody asked.
        .once('upgrade', (answer, socket) => {
          socket.destroy()
          resolve(answer.statusCode ?? 0)
        })
        .on('error', reject)
        .on('close', () => reject(new Error('the connection ended without an answer')))
        .end(body)
    })

  return {
    deliver: async (message, signal) => {
      signal.throwIfAborted()
      const over = new AbortController()
      const cancel = clock.after(limits.webhookTry, () => over.abort())
      const either = AbortSignal.any([signal, over.signal])
      try {
        const headers = signedHeaders(message, clock.now())
        return { status: await send(new URL(message.url), { headers, body: message.body }, either) }
      } catch (error) {
        signal.throwIfAborted()
        return { failure: over.signal.aborted ? 'timeout' : failureOf(error) }
      } finally {
        cancel()
      }
    },
  }
}

interface Wish {
  readonly headers: Record<string, string>
  readonly body: string
}

/** Lets a short answer end, so that its sender sees no broken connection. The status counts whatever follows it. */
async function readLittle(answer: IncomingMessage): Promise<void> {
  let read = 0
  try {
    for await (const chunk of answer) {
      read += (chunk as Buffer).length
      if (read > mostRead) break
    }
  } catch {
    // It was cut, or took too long.
  } finally {
    answer.destroy()
  }
}

/** Errors of TLS have many codes; those of the network and of DNS are known. */
function failureOf(error: unknown): DeliveryFailure {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  if (code === 'PRIVATE_ADDRESS') return 'private-address'
  if (/^(ENOTFOUND|EAI_AGAIN|ENODATA)$/.test(code)) return 'unknown-host'
  return /CERT|^(ERR_TLS|ERR_SSL|EPROTO|UNABLE_TO_|DEPTH_ZERO|HOSTNAME_MISMATCH)/.test(code)
    ? 'certificate'
    : 'unreachable'
}
