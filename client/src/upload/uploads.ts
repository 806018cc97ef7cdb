import { ChairsideError, pageRoutes } from '@chairside/protocol'
import { abortWith } from '../async/abort.ts'
import { Concurrency } from '../async/concurrency.ts'
import { backoff, rest } from '../async/pause.ts'
import { failure, lineDown } from '../connection/failure.ts'
import type { Http } from '../connection/http.ts'
import type { Timeouts } from '../connection/timeouts.ts'
import { narrow } from '../connection/way.ts'
import { attempt, begins, uploadAddress } from './attempt.ts'
import type { Body, Outcome } from './outcome.ts'
import { readable } from './source.ts'
import type { UploadTask } from './task.ts'

/** How an upload ended for this page. */
export type UploadEnd =
  | Exclude<Outcome, { readonly end: 'interrupted' }>
  | { readonly end: 'stopped' }
  /** The device no longer gives the bytes that were chosen. */
  | { readonly end: 'changed' }
  | { readonly end: 'given-up'; readonly problem: ChairsideError }

/** How many files go at once: more would take bandwidth from the call. */
const atOnce = 2

/** All uploads of one connection: two attempts at a time, in the order in which they asked. */
export class Uploads {
  readonly #http: Http
  readonly #interrupted: () => void
  readonly #timeouts: Timeouts
  readonly #closing = new AbortController()
  readonly #kicks = new Set<() => void>()
  readonly #concurrency = new Concurrency(atOnce)
  readonly #path: string
  #waking = new AbortController()

  /**
   * @param interrupted is called when an attempt was interrupted
   * @param path the path of an upload, with `{id}` for what is uploaded
   */
  constructor(
    http: Http,
    interrupted: () => void,
    timeouts: Timeouts,
    path: string = pageRoutes.sendBytes.path,
  ) {
    this.#http = http
    this.#path = path
    this.#interrupted = interrupted
    this.#timeouts = timeouts
  }

  /** Sends the bytes that the server does not have yet, in as many attempts as it takes, until `signal` is aborted. */
  async send(task: UploadTask, signal: AbortSignal): Promise<UploadEnd> {
    const stopping = abortWith(signal, this.#closing.signal)
    try {
      return await this.#send(task, stopping.signal)
    } finally {
      stopping.letGo()
    }
  }

  /**
   * Whether `blob` begins with the bytes that the server has of a file; true if the server gives no digest of them.
   *
   * @throws the error of the request, or of the device if it refuses the bytes
   */
  async begins(file: string, blob: Blob): Promise<boolean> {
    const { signal } = this.#closing
    return begins(await uploadAddress(this.#path, file, this.#http, signal), blob, signal)
  }

  /** Call it when the network may be back: waiting uploads go on now, and stalled ones begin a new attempt. */
  wake(): void {
    this.#waking.abort()
    this.#waking = new AbortController()
    for (const kick of [...this.#kicks]) kick()
  }

  close(): void {
    this.#closing.abort()
  }

  // A page cannot read the answer of a proxy on another origin. So two cuts at one offset may mean that the proxy refused
  // the method, or so many bytes: the other method comes first. Gives whether fewer bytes are sent from now on.
  #tryOther({ size, post }: Body): boolean {
    const { way } = this.#http
    // Another upload has tried the other method already.
    if (way.post !== post) return false
    way.post = !post
    return post && narrow(way, size)
  }

  async #send(task: UploadTask, stop: AbortSignal): Promise<UploadEnd> {
    let tries = 0
    let quiet = 0
    let acknowledged = task.acknowledged()
    /** Where the last body that was cut begins. */
    let cutAt: number | undefined
    for (;;) {
      let started = 0
      const end = await this.#concurrency.run(() => {
        started = Date.now()
        return attempt(this.#path, task, this.#http, this.#timeouts, stop, this.#kicks)
      }, stop)
      if (!end || stop.aborted) return { end: 'stopped' }
      if (end.end !== 'interrupted') return end
      if (!(await readable(task.blob, task.acknowledged()))) return { end: 'changed' }
      // A device that slept did not try during that time.
      quiet += Math.min(Date.now() - started, this.#timeouts.verdict)
      if (task.acknowledged() > acknowledged) {
        acknowledged = task.acknowledged()
        tries = 0
        quiet = 0
      }
      if (end.body) {
        if (end.body.at === cutAt && this.#tryOther(end.body)) tries = 0
        cutAt = end.body.at
      }
      if (quiet >= this.#timeouts.whole) return { end: 'given-up', problem: reasonOf(end.cause) }
      task.interrupted(end.cause)
      this.#interrupted()
      const wait = end.after ?? backoff(tries, this.#timeouts.pause)
      tries += 1
      quiet += wait
      await rest(wait, stop, this.#waking.signal)
    }
  }
}

// While NO_TOKEN is told, a token is asked for again by itself; an upload that is given up waits for the person.
function reasonOf(cause: unknown): ChairsideError {
  if (!(cause instanceof ChairsideError)) return lineDown(cause)
  return cause.code === 'NO_TOKEN' ? failure('UNAUTHENTICATED', cause) : cause
}
