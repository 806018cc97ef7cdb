import { once } from 'node:events'
import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import type { Duplex } from 'node:stream'
import { atEnd } from './until.ts'

/** Starts a plain HTTP server that answers by `answer`. It stops when the test ends. */
export async function serve(
  answer: RequestListener,
): Promise<{ readonly url: string; readonly server: Server }> {
  const server = createServer(answer)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  atEnd(() => {
    server.closeAllConnections()
    server.close()
  })
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, server }
}

/** Hands a WebSocket upgrade on to the server `behind`. When one socket fails, both end. */
export function passUpgrade(behind: string, request: IncomingMessage, socket: Duplex, head: Buffer): void {
  const upstream = connect(Number(new URL(behind).port), '127.0.0.1')
  for (const end of [upstream, socket])
    end.on('error', () => {
      upstream.destroy()
      socket.destroy()
    })
  const heads = request.rawHeaders.map((part, at) => (at % 2 === 0 ? `\r\n${part}: ` : part)).join('')
  upstream.write(`GET ${request.url} HTTP/1.1${heads}\r\n\r\n`)
  upstream.write(head)
  socket.pipe(upstream).pipe(socket)
}
