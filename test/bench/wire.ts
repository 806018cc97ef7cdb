import { connect, type Socket } from 'node:net'

/*
 * A client that costs as little as possible, so that the figures are those of the server. Each message has its own
 * connection, each body is written as one piece, and answers are read into one buffer and counted.
 */

/** The text of a request. It must ask for the connection to be closed, because the close ends the answer. */
export interface Message {
  readonly head: string
  readonly body?: Buffer
  readonly tail?: string
}

export interface Answer {
  readonly status: number
  /** Length of the body, in bytes. */
  readonly bytes: number
  /** The beginning of the answer, for error messages. */
  readonly beginning: string
}

/** Sends all messages at once. `wall` is the time until the end of the last answer, in milliseconds. */
export async function exchange(
  port: number,
  messages: readonly Message[],
): Promise<{ wall: number; answers: Answer[] }> {
  const begin = performance.now()
  const answers = await Promise.all(messages.map((message) => exchangeOne(port, message)))
  return { wall: performance.now() - begin, answers }
}

const buffers: Buffer[] = []

function exchangeOne(port: number, { head, body, tail }: Message): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const buffer = buffers.pop() ?? Buffer.allocUnsafeSlow(512 * 1024)
    let beginning = ''
    let received = 0
    const socket: Socket = connect({
      port,
      host: '127.0.0.1',
      onread: {
        buffer,
        callback: (count) => {
          if (beginning.length < 4096) beginning += buffer.toString('latin1', 0, Math.min(count, 4096))
          received += count
          return true
        },
      },
    })
    socket.setNoDelay(true)
    socket.once('error', (error) => {
      reject(new Error(`${error.message} after ${received} bytes: ${beginning.slice(0, 300)}`))
    })
    socket.once('close', (failed) => {
      buffers.push(buffer)
      if (failed) return
      const end = beginning.indexOf('\r\n\r\n')
      const status = Number(/^HTTP\/1\.1 (\d{3})/.exec(beginning)?.[1])
      resolve({ status, bytes: received - end - 4, beginning })
    })
    socket.write(head, 'latin1')
    if (body !== undefined) socket.write(body)
    if (tail !== undefined) socket.write(tail, 'latin1')
  })
}

/** The head of a request, with the empty line after it. */
export function headOf(
  method: string,
  path: string,
  port: number,
  headers: Readonly<Record<string, string | number>>,
): string {
  const all = { host: `127.0.0.1:${port}`, connection: 'close', ...headers }
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`)
  return `${method} ${path} HTTP/1.1\r\n${lines.join('')}\r\n`
}

const boundary = '----chairside7d1f0c2ab39e'

/** A form with one file. */
export function formOf(
  path: string,
  port: number,
  field: string,
  file: Buffer,
  headers: Readonly<Record<string, string>> = {},
): Message {
  const opening = `--${boundary}\r\ncontent-disposition: form-data; name="${field}"; filename="scan.pdf"\r\ncontent-type: application/pdf\r\n\r\n`
  const tail = `\r\n--${boundary}--\r\n`
  const head = headOf('POST', path, port, {
    ...headers,
    'content-type': `multipart/form-data; boundary=${boundary}`,
    'content-length': opening.length + file.length + tail.length,
  })
  return { head: head + opening, body: file, tail }
}

/** Throws unless all answers have this status. */
export function requireAnswers(name: string, answers: readonly Answer[], status: number): void {
  const other = answers.find((answer) => answer.status !== status)
  if (other !== undefined)
    throw new Error(`${name} answered ${other.status}: ${other.beginning.slice(0, 600)}`)
}

/** Throws unless every answer is a success with a body of `size` bytes. */
export function requireDownloads(name: string, answers: readonly Answer[], size: number): void {
  requireAnswers(name, answers, 200)
  const other = answers.find(({ bytes }) => bytes !== size)
  if (other !== undefined) throw new Error(`${name} sent ${other.bytes} bytes of ${size}`)
}
