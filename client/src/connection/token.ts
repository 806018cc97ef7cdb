import { onAbort } from '../async/abort.ts'
import { deferred } from '../async/deferred.ts'
import { lineDown } from './failure.ts'

/** A participant token, or where to get one: it is called again whenever the one before has expired. */
export type TokenSource = string | (() => string | Promise<string>)

/** A question that was asked so shortly before the device woke is left alone, in ms. */
const freshMs = 2_000

/** The token in use. */
export class Tokens {
  readonly #source: TokenSource
  readonly #answerMs: number
  /** What was asked for last. */
  #asked: Promise<string> | undefined
  /** What that gave; absent until it has. */
  #token: string | undefined
  #askedAt = 0
  /** Ends the waiting for an answer. */
  #abandon: (reason: unknown) => void = () => {}

  /** @param answerMs how long the app's function has to answer, in ms */
  constructor(source: TokenSource, answerMs: number) {
    this.#source = source
    this.#answerMs = answerMs
  }

  /** Whether another token can be had than the one that was given. */
  get renewable(): boolean {
    return typeof this.#source === 'function'
  }

  /**
   * The token in use, asked for if there is none. Rejects with whatever the app's own function rejects with, when that
   * does not answer in time, and with what aborted `stop`.
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

  /** Forgets a token that the server no longer takes; a newer one stays, and one that was already asked for. */
  drop(refused: string): void {
    if (this.#token === refused) this.#forget()
  }

  /** The device may have slept: a question that nobody has answered yet may have gone into a dead line. */
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
      // In a turn of its own: a function that throws at once is a no like any other, and asked again.
      const token: unknown = await Promise.race([Promise.resolve().then(source), promise])
      if (typeof token !== 'string' || token === '') throw new Error('The token function gave no token')
      this.#token = token
      return token
    } catch (error) {
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
