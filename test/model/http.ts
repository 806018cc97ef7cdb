import { type IncomingHttpHeaders, request } from 'node:http'
import { setTimeout as pause } from 'node:timers/promises'
import { errorKinds, type WireError } from '@chairside/protocol'

/** The longest wait for one answer, in ms. The server gives up a silent body earlier. */
const patience = 40_000

export interface Wish {
  readonly bearer?: string | undefined
  readonly headers?: Readonly<Record<string, string | number>>
  readonly json?: unknown
  /** The body, sent piece by piece with a short pause between. */
  readonly pieces?: readonly Buffer[]
  /** Breaks the connection after this many bytes of the body. */
  readonly cutAt?: number
}

export interface Answer {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly body: Buffer
  readonly error: WireError | undefined
}

/** Sends one request on a connection of its own. Gives undefined when the request or its answer was lost. */
export async function ask(url: string, method: string, wish: Wish = {}): Promise<Answer | undefined> {
  const { bearer, headers, json, pieces = [], cutAt } = wish
  const text = json === undefined ? undefined : Buffer.from(JSON.stringify(json))
  const whole = text === undefined ? pieces : [text]
  const length = whole.reduce((sum, piece) => sum + piece.length, 0)
  const sent = request(url, {
    method,
    agent: false,
    signal: AbortSignal.timeout(patience),
    headers: {
      ...(bearer === undefined ? {} : { authorization: `Bearer ${bearer}` }),
      ...(json === undefined ? {} : { 'content-type': 'application/json' }),
      ...(whole.length === 0 ? {} : { 'content-length': length }),
      ...headers,
    },
  })
  const answered = new Promise<Answer | undefined>((resolve) => {
    sent.on('error', () => resolve(undefined))
    sent.on('close', () => resolve(undefined))
    sent.on('response', (message) => {
      const chunks: Buffer[] = []
      message.on('data', (chunk: Buffer) => chunks.push(chunk))
      message.on('error', () => resolve(undefined))
      message.on('end', () => {
        const body = Buffer.concat(chunks)
        resolve({
          status: message.statusCode ?? 0,
          headers: message.headers,
          body,
          error: errorIn(body),
        })
      })
    })
  })
  let left = cutAt ?? Number.POSITIVE_INFINITY
  for (const piece of whole) {
    if (sent.destroyed) break
    sent.write(piece.subarray(0, Math.min(piece.length, left)))
    left -= piece.length
    if (left <= 0) {
      // Gives the written bytes time to go out.
      await pause(60)
      sent.destroy()
      break
    }
    if (whole.length > 1) await pause(15)
  }
  if (!sent.destroyed) sent.end()
  return answered
}

function errorIn(body: Buffer): WireError | undefined {
  if (body[0] !== 0x7b) return undefined
  try {
    const { error } = JSON.parse(body.toString()) as { error?: WireError }
    return error !== undefined && Object.hasOwn(errorKinds, error.code) ? error : undefined
  } catch {
    return undefined
  }
}

/** The JSON of a successful answer; undefined for any other answer, such as a page of a proxy. */
export function jsonOf<Value>(answer: Answer | undefined): Value | undefined {
  if (answer?.status !== 200 || answer.body[0] !== 0x7b) return undefined
  return JSON.parse(answer.body.toString()) as Value
}
