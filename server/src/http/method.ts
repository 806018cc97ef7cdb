import type { IncomingMessage } from 'node:http'
import { methodHeader } from '@chairside/protocol'
import type { FastifyInstance } from 'fastify'

/** The methods that a POST may stand for. */
const others: readonly string[] = ['HEAD', 'PUT', 'PATCH', 'DELETE']

/** The addresses that are asked before bytes go: uploads, and contents. A POST stands for a HEAD only there. */
const asked = /^\/v1\/(?:(?:files|documents)\/[\w-]+\/upload$|content\/)/

/**
 * The method that a request means: its own, or the one that a POST names in `X-HTTP-Method-Override`, as tus 1.0.0 has
 * it for networks that let only GET and POST pass. A page may send this header only after a preflight.
 */
export function methodOf({ method = 'GET', url = '', headers }: IncomingMessage): string {
  const named = String(headers[methodHeader]).toUpperCase()
  if (method !== 'POST' || !others.includes(named)) return method
  return named === 'HEAD' && !asked.test(url) ? method : named
}

/**
 * Answers a POST that stands for a HEAD with an empty body: its client waits for every byte that `Content-Length` promises,
 * and would take the next answer for them.
 */
export function answerPostedHeads(app: FastifyInstance): void {
  app.addHook('onSend', async ({ raw }, reply, payload) => {
    if (raw.method !== 'HEAD' || raw.headers[methodHeader] === undefined) return payload
    reply.header('content-length', '0')
    return ''
  })
}
