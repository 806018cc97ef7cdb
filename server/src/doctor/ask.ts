import {
  type ClientRequest,
  type IncomingHttpHeaders,
  type IncomingMessage,
  request as plain,
  type RequestOptions,
} from 'node:http'
import { request as secure } from 'node:https'
import { type ErrorCode, errorCodes, errorHeader, methodHeader } from '@chairside/protocol'
import { answerTime, type Examination, within } from './examination.ts'

/** What is asked, on a connection of its own. */
export interface Question {
  readonly headers?: Readonly<Record<string, string>>
  readonly bearer?: string | undefined
  readonly json?: unknown
  /** Bytes of the body, which `bodyOf` makes. */
  readonly length?: number
  /** How many of them are sent before the rest waits for `go`, or for ever. */
  readonly held?: { readonly after: number; readonly go?: Promise<unknown> }
  /** Asks at an address of this family of IP alone. */
  readonly family?: 4 | 6
  /** Ms for the whole answer. */
  readonly limit?: number
}

/** An answer as it came. */
export interface Answer {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly text: string
  /** Our error's code, by its header or its body. */
  readonly code: ErrorCode | undefined
  /** Whether the body names our error while its header is missing. */
  readonly isBare: boolean
}

/** The most characters of an answer that are kept. */
const mostText = 512 * 1024

/**
 * Asks the server at a path, or at a whole address. Follows no redirect and decodes nothing. Throws the error of the connection, or
 * TooLong.
 */
export function ask(
  exam: Examination,
  method: string,
  path: string,
  question: Question = {},
): Promise<Answer> {
  return within(exam, question.limit ?? answerTime, async (signal) => {
    const sent = begin(exam, method, path, question, signal)
    try {
      return await new Promise<Answer>((resolve, reject) => {
        sent
          .once('response', (message) => resolve(read(message)))
          // 101 Switching Protocols, for which nobody asked: it has no body that ends.
          .once('upgrade', (message, socket) => {
            socket.destroy()
            resolve(answerOf(message, ''))
          })
          // An answer to a body that is still sent closes the connection, and the rest of the body then fails.
          .on('error', reject)
          .on('close', () => reject(signal.aborted ? signal.reason : new Error('socket hang up')))
        write(sent, question)
      })
    } finally {
      sent.destroy()
    }
  })
}

/** Begins a request, without its body. */
export function begin(
  { url, trusted, posts }: Examination,
  method: string,
  path: string,
  { headers, bearer, json, length, family }: Question,
  signal: AbortSignal,
): ClientRequest {
  const target = new URL(/^https?:/.test(path) ? path : url + path)
  const size = json === undefined ? length : Buffer.byteLength(JSON.stringify(json))
  const standsIn = posts && !['GET', 'POST', 'OPTIONS'].includes(method)
  const options: RequestOptions = {
    method: standsIn ? 'POST' : method,
    agent: false,
    signal,
    headers: {
      'user-agent': 'chairside-doctor',
      ...(standsIn && { [methodHeader]: method }),
      ...(bearer !== undefined && { authorization: `Bearer ${bearer}` }),
      ...(json !== undefined && { 'content-type': 'application/json' }),
      ...(size !== undefined && { 'content-length': String(size) }),
      ...headers,
    },
    ...(family !== undefined && { family }),
  }
  if (target.protocol === 'http:') return plain(target, options)
  return secure(target, { ...options, rejectUnauthorized: trusted })
}

const piece = Buffer.alloc(64 * 1024)

/** The bytes of a body from `at` on: what every reader takes for the beginning of a PDF (ISO 32000-1, 7.5.2), and zeros. */
function bodyOf(at: number, length: number): Buffer {
  const part = piece.subarray(0, Math.min(piece.length, length - at))
  if (at > 0) return part
  const first = Buffer.from(part)
  first.write('%PDF-1.4\n%\u00e2\u00e3\u00cf\u00d3\n1 0 obj\n<<>>\nendobj\n', 'latin1')
  return first
}

function write(sent: ClientRequest, { json, length = 0, held }: Question): void {
  if (json !== undefined || length === 0) {
    sent.end(json === undefined ? undefined : JSON.stringify(json))
    return
  }
  let answered = false
  sent.once('response', () => {
    answered = true
  })
  const pour = async (): Promise<void> => {
    for (let at = 0; at < length && !answered && !sent.destroyed; ) {
      if (held !== undefined && at >= held.after) await (held.go ?? new Promise(() => undefined))
      const part = bodyOf(at, length)
      at += part.length
      if (!sent.write(part)) await drained(sent)
    }
    if (!answered && !sent.destroyed) sent.end()
  }
  void pour()
}

const drained = (sent: ClientRequest): Promise<void> =>
  new Promise((resolve) => {
    const done = (): void => {
      sent.off('drain', done).off('response', done).off('close', done)
      resolve()
    }
    sent.on('drain', done).on('response', done).on('close', done)
  })

async function read(message: IncomingMessage): Promise<Answer> {
  let text = ''
  message.setEncoding('utf8')
  for await (const chunk of message) {
    if (text.length < mostText) text += chunk
  }
  return answerOf(message, text)
}

function answerOf(message: IncomingMessage, text: string): Answer {
  const { statusCode = 0, headers } = message
  const named = knownCode(headers[errorHeader])
  const told = knownCode(codeIn(text))
  return {
    status: statusCode,
    headers,
    text,
    code: named ?? told,
    isBare: named === undefined && told !== undefined,
  }
}

const knownCode = (code: unknown): ErrorCode | undefined => errorCodes.find((one) => one === code)

function codeIn(text: string): unknown {
  const said = jsonOf<{ error?: { code?: unknown } }>(text)
  return said?.error?.code
}

/** Undefined for what is no JSON object. */
export function jsonOf<Value extends object>(text: string): Partial<Value> | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? (value as Partial<Value>) : undefined
  } catch {
    return undefined
  }
}
