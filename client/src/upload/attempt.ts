import { ChairsideError, pathOf, routes } from '@chairside/protocol'
import { DefaultHttpStack, type HttpRequest, Upload } from 'tus-js-client'
import { onAbort } from '../async/abort.ts'
import { deferred } from '../async/deferred.ts'
import type { Http } from '../connection/http.ts'
import type { Timeouts } from '../connection/timeouts.ts'
import { type Body, bodyOf } from './body.ts'
import { type Outcome, outcomeOf } from './outcome.ts'
import { prefixDigest } from './prefix.ts'
import type { UploadTask } from './task.ts'

/** An attempt on which bytes moved so recently is not ended by a wake, in ms. */
const movingMs = 2_000

/**
 * Asks the server how many bytes it has, and sends the rest in one request. Gives `interrupted` when `signal` is
 * aborted or nothing moved for longer than `timeouts` allows. While it runs, `kicks` holds a function that ends it if
 * it only seems to run.
 */
export async function attempt(
  task: UploadTask,
  http: Http,
  timeouts: Timeouts,
  signal: AbortSignal,
  kicks: Set<() => void>,
): Promise<Outcome> {
  let token: string
  try {
    token = await http.tokens.current(signal)
  } catch (cause) {
    return { end: 'interrupted', cause }
  }
  const { promise, resolve } = deferred<Outcome>()
  const interrupt = (cause?: unknown) => resolve({ end: 'interrupted', cause })
  const { size } = task.blob
  const inNode = new DefaultHttpStack({}).getName() === 'NodeHttpStack'
  let body: Body | undefined
  let handed = 0
  let acknowledged = task.acknowledged()
  let moved = Date.now()
  /** The digest of the whole file, where it goes with the bytes. */
  let whole: string | undefined

  /**
   * Makes sure that the server's bytes begin this very file; where the server gives no digest of them, it compares the
   * whole at the end.
   */
  const compare = async (offset: number, prefix: string | undefined): Promise<void> => {
    if (offset === 0 || offset >= size) return
    const step = () => {
      signal.throwIfAborted()
      moved = Date.now()
    }
    const mine = `sha-256=:${await prefixDigest(task.blob, prefix ? offset : size, step)}:`
    if (!prefix) whole = mine
    else if (prefix !== mine) resolve({ end: 'differs' })
  }

  const upload = new Upload(task.blob, {
    uploadUrl: http.address(pathOf(routes.sendBytes, { id: task.file })),
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
      if (whole !== undefined && request.getMethod() === 'PATCH') request.setHeader('Upload-Digest', whole)
      onUnaskedEnd(request, interrupt)
    },
    onAfterResponse: async (request, response) => {
      const offset = Number.parseInt(response.getHeader('Upload-Offset') ?? '', 10)
      if (!(offset >= 0)) return
      if (request.getMethod() === 'HEAD') await compare(offset, response.getHeader('Upload-Prefix-Digest'))
      task.learn(offset)
    },
    onProgress: (sent) => {
      if (sent <= handed) return
      handed = sent
      moved = Date.now()
    },
    onSuccess: () => resolve({ end: 'arrived' }),
    onError: (error) => resolve(outcomeOf(error)),
  })

  const limit = () => {
    if (!body) return timeouts.ask
    return acknowledged >= size ? timeouts.verdict : timeouts.stall
  }
  const watchdog = setInterval(() => {
    if (task.acknowledged() > acknowledged) {
      acknowledged = task.acknowledged()
      moved = Date.now()
    }
    if (Date.now() - moved > limit()) interrupt(new Error('Nothing moved'))
  }, timeouts.ask / 10)
  const kick = () => {
    if (Date.now() - moved > movingMs) interrupt()
  }
  kicks.add(kick)
  const cancel = onAbort(signal, interrupt)
  try {
    upload.start()
    const end = await promise
    if (end.end === 'interrupted' && isExpired(end.cause)) http.tokens.drop(token)
    return end
  } finally {
    clearInterval(watchdog)
    kicks.delete(kick)
    cancel()
    await upload.abort()
    body?.close()
  }
}

function isExpired(cause: unknown): boolean {
  return cause instanceof ChairsideError && cause.code === 'TOKEN_EXPIRED'
}

// Safari aborts requests by itself when a phone changes its network, and the tus client then waits for ever: such an
// abort is a network error. Our own aborts have settled the attempt before.
function onUnaskedEnd(request: HttpRequest, interrupt: (cause: unknown) => void): void {
  const raw: unknown = request.getUnderlyingObject()
  if (!(raw instanceof EventTarget)) return
  raw.addEventListener('abort', interrupt)
  raw.addEventListener('timeout', interrupt)
}
