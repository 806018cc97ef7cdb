import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { KB } from '@chairside/protocol'
import { atEnd } from './until.ts'

/** The line between a client and a server. A test can cut it, hold it and slow it down. It counts what it carries. */
export interface Line {
  /** The address that a client uses instead of the server's. */
  readonly url: string
  /** Bytes of upload requests, heads included, that it has carried to the server. */
  readonly uploaded: number
  /** The `Upload-Offset` of each upload request, oldest first. */
  readonly offsets: readonly number[]
  /** The same, with the file of each request. */
  readonly begins: readonly { readonly file: string; readonly offset: number }[]
  /** How many answers and events `lose` has swallowed. */
  readonly lost: number
  /** Holds all uploads after `bytes` more bytes. Everything else goes on. */
  hold(bytes?: number): void
  /** Ends `hold`. */
  flow(): void
  /** Breaks every connection, and refuses new ones until `mend`. */
  cut(): void
  mend(): void
  /**
   * Breaks every present connection once the next upload has carried `byte` bytes: of its body, or from the start of
   * its head.
   */
  breakAt(byte: number, part?: 'head'): void
  /** How often `breakAt` has broken the line. */
  readonly breaks: number
  /** From now on the present connections carry nothing, and the server never sees them close. New connections work. */
  freeze(): void
  /** Swallows the next answer or event that contains `text`. */
  lose(text: string): void
}

const request = /^(GET|HEAD|PATCH|POST|PUT|DELETE|OPTIONS) \//
const offset = /\r\nupload-offset: *(\d+)/i
// Where a line broke twice at one place, the bytes may go as POST that stands for PATCH.
const upload = /^(?:PATCH|POST) \/v1\/(?:files|documents)\/([^/]+)\/upload [\s\S]*?\r\nupload-offset:/i

/** Opens a line to a server. `speed`: the most bytes a second of each connection's uploads. */
export async function openLine(server: string, { speed }: { speed?: number } = {}): Promise<Line> {
  const { port } = new URL(server)
  const sockets = new Set<Socket>()
  const begins: { file: string; offset: number }[] = []
  const frozen = new WeakSet<Socket>()
  let [breaking, breaks] = [undefined as { byte: number; part: 'head' | 'body' } | undefined, 0]
  let [uploaded, lost, left, isCut] = [0, 0, Number.POSITIVE_INFINITY, false]
  let [losing, flowing] = [undefined as string | undefined, Promise.withResolvers<void>()]

  /** The bytes from client to server, in the pieces that the line lets through. */
  async function* up(from: Socket, to: Socket): AsyncIterable<Buffer> {
    let isUpload = false
    /** In how many bytes this upload breaks the line. */
    let breaksIn = Number.POSITIVE_INFINITY
    for await (const chunk of from as AsyncIterable<Buffer>) {
      const head = chunk.subarray(0, 4 * KB).toString('latin1')
      if (request.test(head)) isUpload = upload.test(head)
      const begun = isUpload && request.test(head) ? offset.exec(head)?.[1] : undefined
      if (begun !== undefined) begins.push({ file: upload.exec(head)?.[1] ?? '', offset: Number(begun) })
      if (begun !== undefined && breaking) {
        breaksIn = breaking.byte + (breaking.part === 'head' ? 0 : chunk.indexOf('\r\n\r\n') + 4)
        breaking = undefined
      }
      if (!isUpload && !frozen.has(from)) yield chunk
      for (let at = 0; isUpload && at < chunk.length; ) {
        while (left <= 0) await flowing.promise
        if (frozen.has(from)) return new Promise(() => {})
        const piece = chunk.subarray(at, at + Math.min(left, breaksIn, 64 * KB))
        at += piece.length
        left -= piece.length
        if (speed !== undefined) await pause((piece.length / speed) * 1000)
        // The line broke while these bytes were held.
        if (to.destroyed) return
        uploaded += piece.length
        breaksIn -= piece.length
        yield piece
        if (breaksIn > 0) continue
        breaks += 1
        for (const socket of sockets) socket.destroy()
        return
      }
    }
  }

  async function* down(from: Socket): AsyncIterable<Buffer> {
    for await (const chunk of from as AsyncIterable<Buffer>) {
      if (frozen.has(from)) continue
      if (losing !== undefined && chunk.includes(losing)) {
        losing = undefined
        lost += 1
      } else yield chunk
    }
  }

  const carry = async (pieces: AsyncIterable<Buffer>, to: Socket): Promise<void> => {
    try {
      for await (const piece of pieces) if (!to.write(piece)) await once(to, 'drain')
      if (!frozen.has(to)) to.end()
    } catch {
      if (!frozen.has(to)) to.destroy()
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
      socket.on('error', () => !frozen.has(other) && other.destroy())
      socket.on('close', () => {
        sockets.delete(socket)
        if (!socket.readableEnded && !frozen.has(socket)) other.destroy()
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
    get offsets() {
      return begins.map(({ offset }) => offset)
    },
    begins,
    get breaks() {
      return breaks
    },
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
    breakAt: (byte, part) => {
      breaking = { byte, part: part ?? 'body' }
    },
    freeze: () => {
      for (const socket of sockets) frozen.add(socket)
    },
    lose: (text) => {
      losing = text
    },
  }
}
