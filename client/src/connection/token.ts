import { ChairsideError, type Why } from '@chairside/protocol'
import { onAbort } from '../async/abort.ts'
import { deferred } from '../async/deferred.ts'
import { failure, lineDown } from './failure.ts'
import type { Trouble } from './troubles.ts'

/**
 * A participant token, or a function that gets one. The function is called again whenever the last token has expired.
 */
export type TokenSource = string | (() => string | Promise<string>)

/** When the device wakes, a token request younger than this is still waited for, in ms. */
const freshMs = 2_000

/** A function that has not answered for this time is told of, and waited for, in ms. */
const slowMs = 1_500

/** How tokens are judged before they are used, and who is told of the app's function while it is asked again. */
export interface TokenWatch {
  /** Why a token cannot be what the page needs. */
  misuse?(token: string): ChairsideError | undefined
  trouble?: Trouble | undefined
}

/** Keeps the token in use, and asks the app for another one. */
export class Tokens {
  readonly #source: TokenSource
  readonly #answerMs: number
  readonly #watch: TokenWatch
  /** The newest token request. */
  #asked: Promise<string> | undefined
  /** The token that `#asked` gave; absent until then. */
  #token: string | undefined
  #askedAt = 0
  /** Rejects the token request that waits for its answer. */
  #abandon: (reason: unknown) => void = () => {}

  /** @param answerMs how long the app's function has to answer, in ms */
  constructor(source: TokenSource, answerMs: number, watch: TokenWatch = {}) {
    this.#source = source
    this.#answerMs = answerMs
    this.#watch = watch
  }

  /** Whether the app can give another token. */
  get renewable(): boolean {
    return typeof this.#source === 'function'
  }

  /**
   * Gives the token in use, or asks for one.
   *
   * @throws ChairsideError NO_TOKEN when the app's function throws (`cause`), gives no text or does not answer in time;
   *   TOKEN_INVALID or TOKEN_MISPLACED for a token that cannot be what the page needs; LINE_DOWN after `wake`
   * @throws the reason of `stop`
   */
  async current(stop?: AbortSignal): Promise<string> {
    const asked = this.#asked ?? this.#ask()
    this.#asked = asked
    const { promise: stopped, reject } = deferred<never>()
    const cancel = onAbort(stop, reject)
    try {
      return await Promise.race([asked, stopped])
    } finally {
      cancel()
    }
  }

  /** Forgets a token that the server refused. A newer token stays, and so does a running request. */
  drop(refused: string): void {
    if (this.#token === refused) this.#forget()
  }

  /** The same for the token in use, whichever it is. */
  dropKnown(): void {
    if (this.#token !== undefined) this.#forget()
  }

  /**
   * Ends a token request without an answer, if it is older than `freshMs`. Called when the device wakes: the request
   * may have gone into a dead connection.
   */
  wake(): void {
    if (this.#token === undefined && Date.now() - this.#askedAt > freshMs) this.#abandon(lineDown())
  }

  async #ask(): Promise<string> {
    const source = this.#source
    if (typeof source === 'string') return this.#keep(source)
    const { promise, reject } = deferred<never>()
    this.#abandon = reject
    this.#askedAt = Date.now()
    const timers = [
      setTimeout(() => this.#watch.trouble?.(noToken('no-answer-yet')), slowMs),
      setTimeout(() => reject(noToken('no-answer')), this.#answerMs),
    ]
    try {
      // Called in a turn of its own, so that a function that throws counts like one that rejects.
      const asked = Promise.resolve()
        .then(source)
        .catch((cause) => Promise.reject(noToken('threw', cause)))
      const token: unknown = await Promise.race([asked, promise])
      if (typeof token !== 'string' || token === '') throw noToken('no-text')
      return this.#keep(token)
    } catch (error) {
      if (error instanceof ChairsideError) this.#tell(error)
      this.#forget()
      throw error
    } finally {
      for (const timer of timers) clearTimeout(timer)
    }
  }

  #keep(given: string): string {
    // A backend may end its answer with a line break.
    const token = given.trim()
    const misuse = this.#watch.misuse?.(token)
    if (misuse) throw misuse
    this.#token = token
    this.#watch.trouble?.(undefined)
    return token
  }

  #tell(error: ChairsideError): void {
    if (error.code !== 'NO_TOKEN') return
    if (this.#watch.trouble) this.#watch.trouble(error)
    // biome-ignore lint/suspicious/noConsole: a page tries again quietly, and only its author can mend this.
    else console.warn('Chairside got no token:', error.cause ?? error.problem.why)
  }

  #forget(): void {
    this.#asked = undefined
    this.#token = undefined
  }
}

const noToken = (why: Why, cause?: unknown): ChairsideError => failure({ code: 'NO_TOKEN', why }, cause)
