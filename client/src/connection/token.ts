import { onAbort } from '../async/abort.ts'
import { deferred } from '../async/deferred.ts'
import { lineDown } from './failure.ts'

/**
 * A participant token, or a function that gets one. The function is called again whenever the last token has expired.
 */
export type TokenSource = string | (() => string | Promise<string>)

/** When the device wakes, a token request younger than this is still waited for, in ms. */
const freshMs = 2_000

/** Keeps the token in use, and asks the app for another one. */
export class Tokens {
  readonly #source: TokenSource
  readonly #answerMs: number
  /** The newest token request. */
  #asked: Promise<string> | undefined
  /** The token that `#asked` gave; absent until then. */
  #token: string | undefined
  #askedAt = 0
  /** Rejects the token request that waits for its answer. */
  #abandon: (reason: unknown) => void = () => {}

  /** @param answerMs how long the app's function has to answer, in ms */
  constructor(source: TokenSource, answerMs: number) {
    this.#source = source
    this.#answerMs = answerMs
  }

  /** Whether the app can give another token. */
  get renewable(): boolean {
    return typeof this.#source === 'function'
  }

  /**
   * Gives the token in use, or asks for one. Rejects with the error of the app's function, with an Error when that does
   * not answer in time, and with the reason of `stop`.
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

  /**
   * Ends a token request without an answer, if it is older than `freshMs`. Called when the device wakes: the request
   * may have gone into a dead connection.
   */
  wake(): void {
    if (this.#token === undefined && Date.now() - this.#askedAt > freshMs) this.#abandon(lineDown())
  }

  async #ask(): Promise<string> {
    const source = this.#source
    if (typeof source === 'string') {
      this.#token = source
      return source
    }
    const { promise, reject } = deferred<never>()
    this.#abandon = reject
    this.#askedAt = Date.now()
    const late = () => reject(new Error('The token function did not answer'))
    const timer = setTimeout(late, this.#answerMs)
    try {
      // Called in a turn of its own, so that a function that throws counts like one that rejects.
      const token: unknown = await Promise.race([Promise.resolve().then(source), promise])
      if (typeof token !== 'string' || token === '') throw new Error('The token function gave no token')
      this.#token = token
      return token
    } catch (error) {
      // biome-ignore lint/suspicious/noConsole: a page tries again quietly, and only its author can mend this.
      console.warn('Chairside got no token:', error)
      this.#forget()
      throw error
    } finally {
      clearTimeout(timer)
    }
  }

  #forget(): void {
    this.#asked = undefined
    this.#token = undefined
  }
}
