import { ChairsideError, fillPath } from '@chairside/protocol'
import { abortWith, onAbort } from '../async/abort.ts'
import { deferred } from '../async/deferred.ts'
import type { Http } from '../connection/http.ts'
import type { Timeouts } from '../connection/timeouts.ts'
import { narrow } from '../connection/way.ts'
import { type Body, type Outcome, outcomeOf } from './outcome.ts'
import { prefixDigest } from './prefix.ts'
import type { UploadTask } from './task.ts'
import { type Answer, askOffset, sendRest, type UploadAddress } from './tus.ts'

/** A wake does not end an attempt whose bytes moved so recently, in ms. */
const movingMs = 2_000

/**
 * Asks the server how many bytes it has, and sends the rest, in one request where the network lets it. Gives `interrupted` when `signal` is
 * aborted or nothing moved for longer than `timeouts` allows. While it runs, `kicks` holds a function that ends it
 * unless bytes moved within `movingMs`.
 */
export async function attempt(
  path: string,
  task: UploadTask,
  http: Http,
  timeouts: Timeouts,
  signal: AbortSignal,
  kicks: Set<() => void>,
): Promise<Outcome> {
  let address: UploadAddress
  try {
    address = await uploadAddress(path, task.file, http, signal)
  } catch (cause) {
    return { end: 'interrupted', cause }
  }
  const { promise, resolve } = deferred<Outcome>()
  const interrupt = (cause?: unknown) => resolve({ end: 'interrupted', cause })
  const pace = watchPace(task, timeouts, interrupt)
  kicks.add(pace.kick)
  const cancel = onAbort(signal, interrupt)
  const running = abortWith(signal)
  sendFrom(task, address, pace, running.signal).then(resolve, interrupt)
  try {
    // `sendFrom` is not awaited: it waits for the device, which may never answer.
    const end = await promise
    if (end.end !== 'interrupted') return end
    if (isExpired(end.cause)) http.tokens.drop(address.token)
    return isCut(end.cause) ? { ...end, ...pace.sending() } : end
  } finally {
    pace.end()
    kicks.delete(pace.kick)
    cancel()
    running.abort(new Error('The attempt is over'))
    running.letGo()
  }
}

/** The address of a file's upload, with the current token. */
export async function uploadAddress(
  path: string,
  file: string,
  http: Http,
  signal: AbortSignal,
): Promise<UploadAddress> {
  const token = await http.tokens.current(signal)
  return { url: http.address(fillPath(path, { id: file })), token, way: http.way }
}

/** Whether `blob` begins with the bytes that the server has; true if the server gives no digest of them. */
export async function begins(address: UploadAddress, blob: Blob, signal: AbortSignal): Promise<boolean> {
  const { ok, offset, prefixDigest: theirs } = await askOffset(address, signal)
  if (!ok || offset === undefined || offset > blob.size) return false
  if (offset === 0 || theirs === undefined) return true
  return theirs === `sha-256=:${await prefixDigest(blob, offset, () => signal.throwIfAborted())}:`
}

/** Sends the bytes that the server lacks. Throws the reason of `signal`, or the error of a request or of the device. */
async function sendFrom(
  task: UploadTask,
  address: UploadAddress,
  pace: Pace,
  signal: AbortSignal,
): Promise<Outcome> {
  const { blob } = task
  const learn = ({ offset }: Answer) => {
    if (offset !== undefined && offset <= blob.size) task.learn(offset)
  }
  const there = await askOffset(address, signal)
  const { offset } = there
  if (!there.ok || offset === undefined || offset > blob.size) {
    learn(there)
    return outcomeOf(there)
  }

  /** The digest of the whole file, if it goes with the bytes. */
  let digest: string | undefined
  // This file must begin with the server's bytes. A server that gives no digest of them compares the whole at the end.
  if (offset > 0 && offset < blob.size) {
    const step = () => {
      signal.throwIfAborted()
      pace.moved()
    }
    const mine = `sha-256=:${await prefixDigest(blob, there.prefixDigest ? offset : blob.size, step)}:`
    if (!there.prefixDigest) digest = mine
    else if (there.prefixDigest !== mine) {
      learn(there)
      return { end: 'differs' }
    }
  }
  learn(there)
  for (let at = offset; at < blob.size; ) {
    const bytes = blob.slice(at, at + address.way.most)
    pace.sends({ at, size: bytes.size, post: address.way.post })
    const sent = await sendRest(address, { bytes, offset: at, digest, moved: pace.moved }, signal)
    learn(sent)
    if (sent.ok && sent.offset !== undefined && sent.offset > at) at = sent.offset
    else if (sent.status !== 413 || sent.error || !narrow(address.way, bytes.size)) return outcomeOf(sent)
  }
  return { end: 'arrived' }
}

/** Watches whether the bytes of an attempt move. */
interface Pace {
  /** To be called when bytes were read or sent. */
  moved(): void
  /** To be called before bytes are sent: other timeouts apply from then on. */
  sends(body: Body): void
  /** The body that is being sent, if any. */
  sending(): { readonly body?: Body }
  /** Ends the attempt unless bytes moved within `movingMs`. */
  kick(): void
  end(): void
}

function watchPace(task: UploadTask, timeouts: Timeouts, interrupt: (cause?: unknown) => void): Pace {
  let sending: Body | undefined
  let acknowledged = task.acknowledged()
  let movedAt = Date.now()
  const moved = () => {
    movedAt = Date.now()
  }
  const limit = () => {
    if (!sending) return timeouts.ask
    return acknowledged >= task.blob.size ? timeouts.verdict : timeouts.stall
  }
  const watchdog = setInterval(() => {
    if (task.acknowledged() > acknowledged) {
      acknowledged = task.acknowledged()
      moved()
    }
    if (Date.now() - movedAt > limit()) interrupt(new Error('Nothing moved'))
  }, timeouts.ask / 10)
  return {
    moved,
    sends: (body) => {
      sending = body
      moved()
    },
    sending: () => (sending ? { body: sending } : {}),
    kick: () => {
      if (Date.now() - movedAt > movingMs) interrupt()
    },
    end: () => clearInterval(watchdog),
  }
}

/** Whether the line or a proxy ended the request: neither this page nor the server did. */
function isCut(cause: unknown): boolean {
  return cause !== undefined && (!(cause instanceof ChairsideError) || cause.code === 'LINE_DOWN')
}

function isExpired(cause: unknown): boolean {
  return cause instanceof ChairsideError && cause.code === 'TOKEN_EXPIRED'
}
