import { ChairsideError, errorKinds } from '@chairside/protocol'
import { onAbort } from '../async/abort.ts'
import { backoff } from '../async/pause.ts'
import { lineDown } from '../connection/failure.ts'

/** A hint is followed after this time, in ms: more hints may come with it. */
const hintMs = 100
/** Requests that hints make begin at least this far apart, in ms: the server counts what each person asks. */
const apartMs = 500
/** The first and the longest pause after a failure, in ms. */
const pauses = [1_000, 30_000] as const

/**
 * Asks the server again when something may have changed: once at a time, and once more if a hint or an act of this page
 * came meanwhile. After a failure that may pass it tries again.
 */
export class Refresher {
  readonly #ask: () => Promise<() => void>
  readonly #told: (problem: ChairsideError | undefined) => void
  readonly #stop: AbortSignal
  #timer: { readonly id: ReturnType<typeof setTimeout>; readonly at: number } | undefined
  #running: Promise<void> | undefined
  /** Whether a hint came after the running request began. */
  #hinted = false
  /** Counts what makes the answer of a running request old. */
  #acts = 0
  #askedAt = 0
  #failed = 0

  /**
   * @param ask gives a function that takes the answer over
   * @param told is called after each answer, with the reason if there was none
   */
  constructor(
    ask: () => Promise<() => void>,
    told: (problem: ChairsideError | undefined) => void,
    stop: AbortSignal,
  ) {
    this.#ask = ask
    this.#told = told
    this.#stop = stop
    onAbort(stop, () => this.#unset())
  }

  /** Asks again soon. */
  hint(): void {
    this.#hinted = true
    this.#follow()
  }

  /** Says that an act of this page changed something: a running request may not show that, so it is made again. */
  acted(): void {
    this.#acts += 1
  }

  /** Asks now. Resolves once the answer to a request that began after this call is taken over; throws its error. */
  async now(): Promise<void> {
    this.#acts += 1
    await this.#run()
  }

  #follow(): void {
    this.#later(Math.max(hintMs, this.#askedAt + apartMs - Date.now()))
  }

  /** Asks again after `ms`, unless that is planned earlier already. */
  #later(ms: number): void {
    const at = Date.now() + ms
    if (this.#stop.aborted || (this.#timer && this.#timer.at <= at)) return
    this.#unset()
    this.#timer = { at, id: setTimeout(() => void this.#run().catch(() => {}), ms) }
  }

  #unset(): void {
    clearTimeout(this.#timer?.id)
    this.#timer = undefined
  }

  #run(): Promise<void> {
    this.#unset()
    this.#running ??= this.#asked().finally(() => {
      this.#running = undefined
      if (this.#hinted) this.#follow()
    })
    return this.#running
  }

  async #asked(): Promise<void> {
    for (;;) {
      const acts = this.#acts
      this.#hinted = false
      this.#askedAt = Date.now()
      let take: () => void
      try {
        take = await this.#ask()
      } catch (cause) {
        this.#stop.throwIfAborted()
        throw this.#fails(cause)
      }
      this.#stop.throwIfAborted()
      if (acts !== this.#acts) continue
      take()
      this.#failed = 0
      this.#told(undefined)
      return
    }
  }

  #fails(cause: unknown): ChairsideError {
    const error = cause instanceof ChairsideError ? cause : lineDown(cause)
    this.#told(error)
    if (errorKinds[error.code].retry) {
      this.#later(backoff(this.#failed, pauses))
      this.#failed += 1
    }
    return error
  }
}
