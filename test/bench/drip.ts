import { connect, type Socket } from 'node:net'

/*
 * Slow senders, in a process of their own. The parent's message names the requests. Each sends its head at once, and
 * then `rate` bytes of its body a second, in small pieces, until the parent ends.
 */
export interface Drip {
  readonly port: number
  readonly heads: readonly string[]
  /** The beginning of each body. */
  readonly beginning: string
  /** Bytes a second of each request. */
  readonly rate: number
}

const pieces = 10

process.once('message', ({ port, heads, beginning, rate }: Drip) => {
  const piece = Buffer.alloc(rate / pieces, 'chairside ')
  const first = Buffer.from(piece)
  first.write(beginning, 'latin1')
  const begin = performance.now()
  const sockets = heads.map((head): Socket => {
    const socket = connect({ port, host: '127.0.0.1' })
    // If one request is answered or cut while it sends, the measurement is worthless.
    const fail = (why: string): void => {
      const seconds = ((performance.now() - begin) / 1000).toFixed(1)
      console.error(`after ${seconds} s and ${socket.bytesWritten} bytes: ${why}`)
      process.exit(1)
    }
    socket.on('data', (answer) => fail(answer.toString('latin1').slice(0, 300)))
    socket.on('error', (error) => fail(error.message))
    socket.write(head, 'latin1')
    socket.write(first)
    return socket
  })
  // A tenth of the sockets at a time, so that they are spread evenly.
  const each = Math.ceil(sockets.length / 10)
  let turn = 0
  setInterval(
    () => {
      for (const socket of sockets.slice((turn % 10) * each, ((turn % 10) + 1) * each)) socket.write(piece)
      turn += 1
    },
    1000 / pieces / 10,
  )
})
process.once('disconnect', () => process.exit())
