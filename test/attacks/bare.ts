import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { atEnd, until } from '../world/until.ts'

/** A TCP connection on which a test writes each byte itself and sees when and how it ends. */
export interface Bare {
  readonly socket: Socket
  write(bytes: string | Buffer): Promise<void>
  /** All that the server has sent so far. */
  said(): string
  /** How the connection ended: `end`, or the code of an error. Undefined while it is open. */
  ended(): string | undefined
  /** Waits for an answer with this status and its whole body. Gives all that was sent. */
  answer(status: number): Promise<string>
}

export async function openBare(url: string): Promise<Bare> {
  const { hostname, port } = new URL(url)
  const socket = connect(Number(port), hostname)
  atEnd(() => void socket.destroy())
  let [said, ended] = ['', undefined as string | undefined]
  socket.on('data', (chunk) => {
    said += chunk.toString('latin1')
  })
  socket.on('end', () => {
    ended ??= 'end'
  })
  socket.on('error', (error) => {
    ended ??= 'code' in error ? String(error.code) : error.message
  })
  await once(socket, 'connect')
  return {
    socket,
    write: (bytes) => new Promise((resolve) => socket.write(bytes, () => resolve())),
    said: () => said,
    ended: () => ended,
    answer: (status) =>
      until(`an answer of ${status}`, () => {
        const [head = '', body] = said.split('\r\n\r\n')
        const length = Number(/content-length: (\d+)/i.exec(head)?.[1])
        return head.startsWith(`HTTP/1.1 ${status} `) && body?.length === length && said
      }),
  }
}

/** The text of a request's head. */
export function headOf(method: string, path: string, headers: Readonly<Record<string, string>>): string {
  const lines = Object.entries({ host: 'chairside', ...headers }).map(([name, value]) => `${name}: ${value}`)
  return [`${method} ${path} HTTP/1.1`, ...lines, '', ''].join('\r\n')
}
