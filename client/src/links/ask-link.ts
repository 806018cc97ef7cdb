import { ChairsideError } from '@chairside/protocol'
import { abortWith } from '../async/abort.ts'
import { fromAnswer, lineDown } from '../connection/failure.ts'

/** How long the server may take to answer, in ms; so much longer when it is asked to wait. */
const [answerMs, waitMs] = [10_000, 25_000]

/** A request without a token. */
export interface AskedOfLink {
  readonly method: string
  /** The whole address, with its query. */
  readonly address: string
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
  /** The server answers only once something has changed. */
  readonly waits?: boolean
  readonly signal?: AbortSignal | undefined
}

/**
 * Sends a request once and gives the JSON of its answer; undefined for an answer without content.
 *
 * @throws ChairsideError the server's error, or LINE_DOWN if it cannot be reached
 * @throws the reason of `signal`
 */
export async function askLink<Answer>(asked: AskedOfLink): Promise<Answer> {
  const { method, address, body, headers, waits = false, signal } = asked
  const late = abortWith(signal)
  const timer = setTimeout(() => late.abort(lineDown()), answerMs + (waits ? waitMs : 0))
  try {
    const answer = await fetch(address, {
      method,
      headers: { ...headers, ...(body !== undefined && { 'content-type': 'application/json' }) },
      body: body === undefined ? null : JSON.stringify(body),
      credentials: 'omit',
      cache: 'no-store',
      referrerPolicy: 'no-referrer',
      signal: late.signal,
    })
    const text = await answer.text()
    if (!answer.ok) throw fromAnswer(answer.status, text)
    return text === '' ? (undefined as Answer) : JSON.parse(text)
  } catch (error) {
    signal?.throwIfAborted()
    throw error instanceof ChairsideError ? error : lineDown(error)
  } finally {
    clearTimeout(timer)
    late.letGo()
  }
}
