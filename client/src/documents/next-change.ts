/** The shortest and the longest wait, in ms. A browser's timer takes at most 2³¹ − 1 ms; a sleeping device is late anyway. */
const soonest = 250
const latest = 3_600_000

/**
 * Calls `act` at the instant at which time alone changes something, by the server's clock. A far instant is waited for in
 * steps: `act` may be called before it.
 */
export class NextChange {
  readonly #act: () => void
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor(act: () => void) {
    this.#act = act
  }

  /** Waits from now on for `at`, both in ms of the server's clock; for nothing if that is undefined. */
  wait(now: number, at: number | undefined): void {
    this.end()
    if (at === undefined) return
    this.#timer = setTimeout(this.#act, Math.min(Math.max(at - now, soonest), latest))
  }

  end(): void {
    clearTimeout(this.#timer)
  }
}
