import { type ClientRequest, type IncomingHttpHeaders, type IncomingMessage, request } from 'node:http'
import type { WireError } from '@chairside/protocol'

/** What a request carries. Only the type of JSON and the length of a whole body are added. */
export interface Asked {
  readonly token?: string | undefined
  readonly headers?: Readonly<Record<string, string>>
  readonly json?: unknown
  /** A whole body is sent with its length. Pieces are sent chunked, unless `headers` have a length. */
  readonly body?: Buffer | string | Iterable<Buffer> | AsyncIterable<Buffer>
}

export interface Said {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly body: Buffer
  readonly error: WireError | undefined
  /** The connection ended before the whole body of the answer had come. */
  readonly cut: boolean
  json<Value>(): Value
}

/** A request whose head has been sent. The test writes its body. */
export interface Running {
  readonly request: ClientRequest
  /** Resolves with the answer's head. */
  readonly head: Promise<IncomingMessage>
}

/** Begins a request. Each request has a connection of its own, so that none affects another. */
export function begin(url: string, method: string, { token, headers, json }: Asked = {}): Running {
  const sent = request(url, {
    method,
    agent: false,
    headers: {
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...(json === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
  })
  const head = new Promise<IncomingMessage>((resolve, reject) => {
    sent.once('response', resolve).on('error', reject)
  })
  // A test that does not wait for the answer ignores its failure.
  head.catch(() => undefined)
  return { request: sent, head }
}

/** Sends a request and reads its answer to the end. Once the answer begins, no more pieces of the body are sent. */
export async function ask(url: string, method: string, asked: Asked = {}): Promise<Said> {
  const running = begin(url, method, withLength(asked))
  write(running, asked).catch(() => undefined)
  return read(await running.head)
}

export async function read(message: IncomingMessage): Promise<Said> {
  const chunks: Buffer[] = []
  let cut = false
  try {
    for await (const chunk of message) chunks.push(chunk)
  } catch {
    cut = true
  }
  const body = Buffer.concat(chunks)
  const json = <Value>(): Value => JSON.parse(body.toString()) as Value
  const isJson = message.headers['content-type']?.startsWith('application/json') === true
  const error = isJson && body.length > 0 ? json<{ error?: WireError }>().error : undefined
  return { status: message.statusCode ?? 0, headers: message.headers, body, error, cut, json }
}

function withLength({ json, body, headers, ...rest }: Asked): Asked {
  const whole =
    json !== undefined ? JSON.stringify(json) : typeof body === 'string' || Buffer.isBuffer(body) ? body : ''
  const pieces = json === undefined && body !== undefined && whole === ''
  const length: Record<string, string> =
    pieces || whole === '' ? {} : { 'content-length': String(Buffer.byteLength(whole)) }
  return { ...rest, json, headers: { ...length, ...headers } }
}

async function write({ request, head }: Running, { json, body }: Asked): Promise<void> {
  if (json !== undefined) request.end(JSON.stringify(json))
  else if (body === undefined) request.end()
  else if (typeof body === 'string' || Buffer.isBuffer(body)) request.end(body)
  else {
    let answered = false
    const noted = head.then(
      () => {
        answered = true
      },
      () => {
        answered = true
      },
    )
    for await (const piece of body) {
      if (answered) return
      if (!request.write(piece))
        await Promise.race([noted, new Promise((resolve) => request.once('drain', resolve))])
    }
    request.end()
  }
}
