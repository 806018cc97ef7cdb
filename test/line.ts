import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { KB } from '@chairside/protocol'
import { atEnd } from './until.ts'

/** The line between a client and a server: it can be cut, held still and slowed down, and counts what it carries. */
export interface Line {
  /** What a client uses as the server's address. */
  readonly url: string
  /** Bytes of upload requests that it has carried to the server, with their heads. */
  readonly uploaded: number
  /** At which byte each upload request said that it begins, in their order. */
  readonly offsets: readonly number[]
  /** How many answers and events `lose` has swallowed. */
  readonly lost: number
  /** Uploads stand still once they have carried so many bytes more; everything else goes on. */
  hold(bytes?: number): void
  /** Ends `hold`. */
  flow(): void
  /** Breaks every connection, and each new one, until `mend`. */
  cut(): void
  mend(): void
  /** Swallows what the server says next that holds this text. */
  lose(text: string): void
}

const request = /^(GET|HEAD|PATCH|POST|PUT|DELETE|OPTIONS) \//
const offset = /\r\nupload-offset: *(\d+)/i

/** Lays a line to a server. `speed`: bytes a second that all uploads together may have. */
export async function openLine(server: string, { speed }: { speed?: number } = {}): Promise<Line> {
  const { port } = new URL(server)
  const sockets = new Set<Socket>()
  const offsets: number[] = []
  let [uploaded, lost, left, isCut] = [0, 0, Number.POSITIVE_INFINITY, false]
  let [losing, flowing] = [undefined as string | undefined, Promise.withResolvers<void>()]

  /** Bytes on their way up, in pieces, as the line lets them through. */
  async function* up(from: Socket, to: Socket): AsyncIterable<Buffer> {
    let isUpload = false
    for await (const chunk of from as AsyncIterable<Buffer>) {
      const head = chunk.subarray(0, 4 * KB).toString('latin1')
      if (request.test(head)) isUpload = head.startsWith('PATCH /v1/files/')
      const begins = isUpload && request.test(head) ? offset.exec(head)?.[1] : undefined
      if (begins !== undefined) offsets.push(Number(begins))
      if (!isUpload) yield chunk
      for (let at = 0; isUpload && at < chunk.length; ) {
        while (left <= 0) await flowing.promise
        const piece = chunk.subarray(at, at + Math.min(left, 64 * KB))
        at += piece.length
        left -= piece.length
        if (speed !== undefined) await pause((piece.length / speed) * 1000)
        // What stood still on a line that is broken by now goes nowhere.
        if (to.destroyed) return
        uploaded += piece.length
        yield piece
      }
    }
  }

  async function* down(from: Socket): AsyncIterable<Buffer> {
    for await (const chunk of from as AsyncIterable<Buffer>) {
      if (losing !== undefined && chunk.includes(losing)) {
        losing = undefined
        lost += 1
      } else yield chunk
    }
  }

  const carry = async (pieces: AsyncIterable<Buffer>, to: Socket): Promise<void> => {
    try {
      for await (const piece of pieces) if (!to.write(piece)) await once(to, 'drain')
      to.end()
    } catch {
      to.destroy()
    }
  }

  const proxy = createServer((client) => {
    if (isCut) {
      client.destroy()
      return
    }
    const upstream = connect(Number(port), '127.0.0.1')
    for (const [socket, other] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      sockets.add(socket.setNoDelay(true))
      socket.on('error', () => other.destroy())
      socket.on('close', () => {
        sockets.delete(socket)
        if (!socket.readableEnded) other.destroy()
      })
    }
    void carry(up(client, upstream), upstream)
    void carry(down(upstream), client)
  })
  proxy.listen(0, '127.0.0.1')
  await once(proxy, 'listening')

  const cut = (): void => {
    isCut = true
    for (const socket of sockets) socket.destroy()
  }
  const flow = (): void => {
    left = Number.POSITIVE_INFINITY
    flowing.resolve()
    flowing = Promise.withResolvers()
  }
  atEnd(() => {
    cut()
    flow()
    proxy.close()
  })
  return {
    url: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`,
    get uploaded() {
      return uploaded
    },
    offsets,
    get lost() {
      return lost
    },
    hold: (bytes = 0) => {
      left = bytes
    },
    flow,
    cut,
    mend: () => {
      isCut = false
    },
    lose: (text) => {
      losing = text
    },
  }
}
