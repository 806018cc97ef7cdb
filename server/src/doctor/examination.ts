import { isLoopback } from '../loopback.ts'
import type { Clock } from '../seams.ts'

/** What is examined, and how far. */
export interface Examination {
  /** The server's address as browsers use it, without a slash at its end. */
  readonly url: string
  /** The origin of the embedding page. */
  readonly origin: string | undefined
  /** The API key. Never printed. */
  readonly key: string | undefined
  /** The address of the embedding page. */
  readonly page: string | undefined
  /** Bytes of the largest body that is tried. */
  readonly body: number
  /** How long the WebSocket must stay open, in ms. */
  readonly idle: number
  /** False once the certificate was found to be bad: the key is then not sent, and the rest is still tried. */
  readonly trusted: boolean
  /** True once only GET and POST were found to pass: other methods then go as a POST that names them, as pages do it. */
  readonly posts: boolean
  readonly clock: Clock
  /** Ends everything, as Ctrl-C does. */
  readonly signal: AbortSignal
}

/** Whether everybody on the way would read what goes to this address. */
export function isReadOnTheWay(url: string): boolean {
  const { protocol, hostname } = new URL(url)
  return protocol === 'http:' && !isLoopback(hostname)
}

/** How long one answer may take, in ms. */
export const answerTime = 15_000

/** Thrown for what takes longer than its check allows. */
export class TooLong extends Error {
  override readonly name = 'TooLong'

  constructor(ms: number) {
    super(`no answer within ${Math.round(ms / 1000)} s`)
  }
}

/**
 * Runs work, and waits for it `ms` at the latest: its signal is then aborted with TooLong, which is thrown even if the work
 * does not hear of it.
 */
export async function within<Result>(
  { clock, signal }: Pick<Examination, 'clock' | 'signal'>,
  ms: number,
  work: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const ending = new AbortController()
  const stop = AbortSignal.any([signal, ending.signal])
  const stopped = Promise.withResolvers<never>()
  const abort = (): void => stopped.reject(stop.reason)
  stop.throwIfAborted()
  stop.addEventListener('abort', abort, { once: true })
  const cancel = clock.after(ms, () => ending.abort(new TooLong(ms)))
  try {
    return await Promise.race([work(stop), stopped.promise])
  } finally {
    cancel()
    stop.removeEventListener('abort', abort)
  }
}
