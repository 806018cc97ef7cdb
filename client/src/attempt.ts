import type { ChairsideError } from '@chairside/protocol'
import { DefaultHttpStack, DetailedError, type HttpRequest, Upload } from 'tus-js-client'
import { type Body, bodyOf } from './body.ts'
import { errorInBody, failure, fromAnswer, fromWire } from './failure.ts'
import type { Http } from './http.ts'
import type { Patience, UploadTask } from './task.ts'

/** How one attempt ended. */
export type AttemptEnd =
  | { readonly end: 'arrived' }
  | { readonly end: 'gone' }
  | { readonly end: 'taken-over' }
  | { readonly end: 'refused'; readonly problem: ChairsideError }
  /** The line, or a server in trouble: another attempt may succeed, after so many ms if it says so. */
  | { readonly end: 'interrupted'; readonly cause?: unknown; readonly after?: number }

/** A line that moved so shortly before it is said to be back is left alone, in ms. */
const movingMs = 2_000

/**
 * Asks where an upload stands and sends the rest in one request. Ends as interrupted when `signal` is aborted, and when
 * nothing has moved for longer than `patience` allows; `kicks` holds how to end it when it only seems to run.
 */
export async function attempt(
  task: UploadTask,
  http: Http,
  patience: Patience,
  signal: AbortSignal,
  kicks: Set<() => void>,
): Promise<AttemptEnd> {
  let token: string
  try {
    token = await http.tokens.current()
  } catch (cause) {
    return { end: 'interrupted', cause }
  }
  const { promise, resolve } = Promise.withResolvers<AttemptEnd>()
  const interrupt = (cause?: unknown) => resolve({ end: 'interrupted', cause })
  const { size } = task.blob
  const inNode = new DefaultHttpStack({}).getName() === 'NodeHttpStack'
  let body: Body | undefined
  let handed = 0
  let acknowledged = task.acknowledged()
  let moved = Date.now()

  const upload = new Upload(task.blob, {
    uploadUrl: http.address(`/files/${task.file}/upload`),
    uploadSize: size,
    retryDelays: null,
    storeFingerprintForResuming: false,
    fingerprint: async () => task.file,
    fileReader: {
      openFile: async () => ({
        size,
        slice: async (start, end) => {
          body = bodyOf(task.blob.slice(start, end), inNode, interrupt)
          return { value: body.value, done: end >= size }
        },
        close: () => {},
      }),
    },
    onBeforeRequest: (request) => {
      request.setHeader('Authorization', `Bearer ${token}`)
      onUnaskedEnd(request, interrupt)
    },
    onAfterResponse: (_, response) => {
      const offset = Number.parseInt(response.getHeader('Upload-Offset') ?? '', 10)
      if (offset >= 0) task.learn(offset)
    },
    onProgress: (sent) => {
      if (sent <= handed) return
      handed = sent
      moved = Date.now()
    },
    onSuccess: () => resolve({ end: 'arrived' }),
    onError: (error) => resolve(judge(error)),
  })

  const watchdog = setInterval(() => {
    if (task.acknowledged() > acknowledged) {
      acknowledged = task.acknowledged()
      moved = Date.now()
    }
    // Handed over is not yet gone: the last bytes wait in the device's own buffers, then for the verdict.
    const limit =
      acknowledged >= size ? patience.verdict : handed >= size ? 2 * patience.stall : patience.stall
    if (Date.now() - moved > limit) interrupt(new Error('Nothing moved'))
  }, patience.stall / 10)
  const kick = () => {
    if (Date.now() - moved > movingMs) interrupt()
  }
  const stop = () => interrupt(signal.reason)
  kicks.add(kick)
  signal.addEventListener('abort', stop)
  try {
    upload.start()
    if (signal.aborted) stop()
    const end = await promise
    if (end.end === 'interrupted' && isExpired(end.cause)) await http.tokens.drop(token)
    return end
  } finally {
    clearInterval(watchdog)
    kicks.delete(kick)
    signal.removeEventListener('abort', stop)
    await upload.abort()
    body?.close()
  }
}

function judge(error: Error | DetailedError): AttemptEnd {
  const answer = error instanceof DetailedError ? error.originalResponse : null
  if (!answer) return { end: 'interrupted', cause: error }
  const status = answer.getStatus()
  const text = answer.getBody() ?? ''
  const said = errorInBody(text)
  const problem = said ? fromWire(said) : fromAnswer(status, text)
  switch (status) {
    case 404:
    case 410:
      return { end: 'gone' }
    case 401:
      // A HEAD has no body to say why; a token is fetched anew, and the backoff sets the pace.
      return { end: 'interrupted', cause: said ? problem : failure('TOKEN_EXPIRED', error) }
    case 409:
      if (said?.code === 'UPLOAD_TAKEN_OVER') return { end: 'taken-over' }
      if (!said || said.code === 'UPLOAD_OFFSET_MISMATCH') return { end: 'interrupted', cause: problem }
      return { end: 'refused', problem }
    case 408:
    case 423:
    case 425:
    case 429:
      return { end: 'interrupted', cause: problem, ...after(problem) }
    default:
      return status >= 400 && status < 500
        ? { end: 'refused', problem }
        : { end: 'interrupted', cause: problem, ...after(problem) }
  }
}

function after({ problem }: ChairsideError): { after?: number } {
  return problem.retryAfter === undefined ? {} : { after: problem.retryAfter * 1000 }
}

function isExpired(cause: unknown): boolean {
  return cause instanceof Error && 'code' in cause && cause.code === 'TOKEN_EXPIRED'
}

// Safari aborts requests by itself when a phone changes its network, and the tus client waits for ever then: an abort
// that nobody asked for is a network error. Ours have settled the attempt before.
function onUnaskedEnd(request: HttpRequest, interrupt: (cause: unknown) => void): void {
  const raw: unknown = request.getUnderlyingObject()
  if (!(raw instanceof EventTarget)) return
  raw.addEventListener('abort', interrupt)
  raw.addEventListener('timeout', interrupt)
}
