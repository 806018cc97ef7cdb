import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'

/** A TCP proxy whose other end can be changed, as an address that fails over to another server. */
export interface Passage {
  readonly port: number
  /** Leads to another port from now on. Connections that are open stay where they are. */
  to(port: number): void
  /** Cuts each open connection as soon as the server says something on it, which is lost. */
  loseAnswers(): void
  close(): void
}

export async function openPassage(port: number): Promise<Passage> {
  let target = port
  const sockets = new Set<Socket>()
  const servers = new Map<Socket, Socket>()
  const proxy = createServer((client) => {
    const server = connect(target, '127.0.0.1')
    servers.set(server, client)
    server.on('close', () => servers.delete(server))
    for (const [socket, other] of [
      [client, server],
      [server, client],
    ] as const) {
      sockets.add(socket)
      socket.on('error', () => other.destroy())
      socket.on('close', () => {
        sockets.delete(socket)
        other.destroy()
      })
      socket.pipe(other)
    }
  })
  proxy.listen(0, '127.0.0.1')
  await once(proxy, 'listening')
  return {
    port: (proxy.address() as AddressInfo).port,
    to: (next) => {
      target = next
    },
    loseAnswers: () => {
      for (const [server, client] of servers) {
        server.unpipe(client)
        server.once('data', () => server.destroy())
      }
    },
    close: () => {
      proxy.close()
      for (const socket of sockets) socket.destroy()
    },
  }
}
