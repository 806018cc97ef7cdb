import { type IncomingMessage, type Server, type ServerResponse, STATUS_CODES } from 'node:http'
import type { Socket } from 'node:net'
import { ChairsideError, errorHeader } from '@chairside/protocol'
import type { ConnectionError } from 'fastify'
import type { Refusals } from '../domain/people/refusal.ts'
import { guarded } from '../guarded.ts'

/** Answers what comes on a connection and is no request. */
export interface Unparsed {
  /** Learns which requests came before on each connection. */
  follow(server: Server): void
  /**
   * Answers input that is no HTTP, or whose head is too large or too slow, with our error; notes it and ends the connection.
   * Requests that came before it on the same connection are answered first (RFC 9112, section 9.3.2).
   */
  refuse(error: ConnectionError, socket: Socket): void
}

export function createUnparsed(refusals: Refusals): Unparsed {
  const newest = new WeakMap<Socket, { readonly request: IncomingMessage; readonly answer: ServerResponse }>()
  const refused = new WeakSet<Socket>()
  return {
    follow: (server) =>
      void server.on('request', (request, answer) => newest.set(request.socket, { request, answer })),
    refuse: (error, socket) => {
      if (error.code === 'ECONNRESET' || !socket.writable) {
        socket.destroy()
        return
      }
      // Each further piece of what cannot be parsed is an error of its own.
      if (refused.has(socket)) return
      refused.add(socket)
      socket.pause()
      const { request, answer } = newest.get(socket) ?? {}
      const end = (): void => {
        refusals.note({
          code: 'BAD_REQUEST',
          where: 'unparsed',
          who: undefined,
          address: socket.remoteAddress,
        })
        if (!socket.writable) return
        socket.end(answerTo(error), () => socket.resume())
      }
      // A request whose own body is malformed is not complete, and may wait for that body.
      if (request?.complete && answer?.closed === false) answer.once('close', end)
      else end()
    },
  }
}

function answerTo({ code }: ConnectionError): string {
  const status = code === 'HPE_HEADER_OVERFLOW' ? 431 : code === 'ERR_HTTP_REQUEST_TIMEOUT' ? 408 : 400
  const wire = new ChairsideError({ code: 'BAD_REQUEST', found: 'not-http' }).toWire()
  const body = JSON.stringify({ error: wire })
  return [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    'content-type: application/json',
    ...Object.entries(guarded).map(([name, value]) => `${name}: ${value}`),
    `${errorHeader}: ${wire.code}`,
    `content-length: ${Buffer.byteLength(body)}`,
    'connection: close',
    '',
    body,
  ].join('\r\n')
}
