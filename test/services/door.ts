import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { atEnd } from '../world/until.ts'

/** A proxy in front of a server. It notes the requests, and breaks connections as a test wants. */
export interface Door {
  readonly url: string
  /** Method and path of each request, oldest first. */
  readonly requests: string[]
  /** Connections that clients have open now. */
  readonly open: number
  /**
   * Breaks one connection at the next matching request: when it `comes`, or once it is `answered`, before the client
   * gets the answer. With `reused`, only on a connection that has carried a request before. Resolves once it is broken.
   */
  breakAt(request: RegExp, when: 'comes' | 'answered', reused?: boolean): Promise<void>
  /** Lets `bytes` bytes of the answer to the next matching request through. Then breaks the connection. */
  cutAfter(request: RegExp, bytes: number): void
  /** Keeps the next matching request from the server until `letGo` is called. `came` resolves once it is there. */
  hold(request: RegExp): { readonly came: Promise<void>; letGo(): void }
  /** Answers the next matching request itself, as a proxy does whose server is away. Later calls are for later requests. */
  answer(request: RegExp, answer: string): void
}

interface Break {
  readonly request: RegExp
  readonly when: 'comes' | 'answered'
  readonly reused: boolean
  readonly done: () => void
}

const head = /^((?:GET|HEAD|PUT|POST|DELETE) \S+) HTTP\/1\.1\r\n/

/** @param at where it listens; by default a free port */
export async function openDoor(server: string, at = 0): Promise<Door> {
  const { port } = new URL(server)
  const requests: string[] = []
  const sockets = new Set<Socket>()
  let open = 0
  let next: Break | undefined
  let cut: { readonly request: RegExp; readonly bytes: number } | undefined
  let held: { readonly request: RegExp; came(): void; readonly gone: Promise<void> } | undefined
  const answers: { readonly request: RegExp; readonly answer: string }[] = []

  const proxy = createServer((client) => {
    open += 1
    client.once('close', () => {
      open -= 1
    })
    const upstream = connect(Number(port), '127.0.0.1')
    let asked = 0
    let [silent, left] = [false, Number.POSITIVE_INFINITY]
    const end = (): void => {
      client.resetAndDestroy()
      upstream.destroy()
    }
    for (const socket of [client, upstream]) {
      sockets.add(socket.setNoDelay(true))
      socket.on('error', end)
      socket.on('close', () => {
        sockets.delete(socket)
        end()
      })
    }
    client.on('drain', () => upstream.resume())
    client.on('data', (chunk: Buffer) => {
      const line = head.exec(chunk.subarray(0, 4096).toString('latin1'))?.[1]
      if (line !== undefined) {
        requests.push(line)
        asked += 1
      }
      const own = answers.find(({ request }) => line !== undefined && request.test(line))
      if (own !== undefined) {
        answers.splice(answers.indexOf(own), 1)
        silent = true
        client.end(own.answer)
        return
      }
      if (line !== undefined && next?.request.test(line) && (asked > 1 || !next.reused)) {
        const { when, done } = next
        next = undefined
        silent = true
        if (when === 'comes') {
          end()
          done()
          return
        }
        upstream.once('data', () => {
          end()
          done()
        })
      }
      if (line !== undefined && cut?.request.test(line)) {
        left = cut.bytes
        cut = undefined
      }
      if (line !== undefined && held?.request.test(line)) {
        held.came()
        void held.gone.then(() => upstream.write(chunk))
        held = undefined
      } else upstream.write(chunk)
    })
    upstream.on('data', (chunk: Buffer) => {
      if (silent) return
      // What its client does not read stays with the server.
      if (!client.write(chunk.subarray(0, left))) upstream.pause()
      left -= Math.min(left, chunk.length)
      if (left === 0) client.end(end)
    })
  })
  proxy.listen(at, '127.0.0.1')
  await once(proxy, 'listening')
  atEnd(() => {
    for (const socket of sockets) socket.destroy()
    proxy.close()
  })
  return {
    url: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`,
    requests,
    get open() {
      return open
    },
    breakAt: (request, when, reused = false) =>
      new Promise((done) => {
        next = { request, when, reused, done }
      }),
    cutAfter: (request, bytes) => {
      cut = { request, bytes }
    },
    hold: (request) => {
      const [came, gone] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
      held = { request, came: came.resolve, gone: gone.promise }
      return { came: came.promise, letGo: gone.resolve }
    },
    answer: (request, answer) => void answers.push({ request, answer }),
  }
}
