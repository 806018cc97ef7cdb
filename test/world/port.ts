import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'

/** Finds a port that is free right now. Another process may take it a moment later. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}
