import { once } from 'node:events'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { atEnd } from '../world/until.ts'

/** A server in the place of clamd that answers as a test wants. */
export interface Impostor {
  readonly port: number
  /** Bytes received so far, over all connections. */
  readonly bytes: number
  /** Connections that are open now. */
  readonly open: number
  /** The most connections that waited for an answer at once. */
  readonly most: number
}

/** Starts it. It calls `act` with each connection: at once, or at the end of a stream and at a PING. */
export async function startImpostor(
  act: (line: Socket) => void,
  when: 'at the end' | 'at once' = 'at the end',
): Promise<Impostor> {
  const lines = new Set<Socket>()
  const unanswered = new Set<Socket>()
  let [bytes, most] = [0, 0]
  const server = createServer((line) => {
    lines.add(line)
    unanswered.add(line)
    most = Math.max(most, unanswered.size)
    if (when === 'at once') act(line)
    line
      .on('error', () => undefined)
      .on('close', () => {
        lines.delete(line)
        unanswered.delete(line)
      })
    line.on('data', (chunk) => {
      bytes += chunk.length
      const ends = chunk.subarray(-4).equals(Buffer.alloc(4)) || chunk.includes('zPING\0')
      if (when === 'at once' || !ends) return
      unanswered.delete(line)
      act(line)
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  atEnd(() => {
    for (const line of lines) line.destroy()
    server.close()
  })
  return {
    port: (server.address() as AddressInfo).port,
    get bytes() {
      return bytes
    },
    get open() {
      return lines.size
    },
    get most() {
      return most
    },
  }
}
