import { once } from 'node:events'
import { createServer } from 'node:net'

let asked = 0

/**
 * Finds a port that is free right now. It is none of those that the system gives out by itself, and each process has a hundred
 * of its own: so nobody takes it before the server that is started next, nor while that one is started again.
 */
export async function freePort(): Promise<number> {
  for (let tried = 0; tried < 100; tried += 1) {
    const port = 11_000 + (process.pid % 200) * 100 + (asked++ % 100)
    const server = createServer().listen(port, '127.0.0.1')
    const isFree = await once(server, 'listening').then(
      () => true,
      () => false,
    )
    if (!isFree) continue
    server.close()
    await once(server, 'close')
    return port
  }
  throw new Error('none of the hundred ports of this process is free')
}
