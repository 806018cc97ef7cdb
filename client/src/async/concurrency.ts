import { onAbort } from './abort.ts'
import { deferred } from './deferred.ts'

/** Runs at most `lanes` acts at a time, in the order of the calls. */
export class Concurrency {
  #free: number
  readonly #waiting: (() => void)[] = []

  constructor(lanes: number) {
    this.#free = lanes
  }

  /** Waits for a turn, then runs `act` and gives its result. Gives undefined when `stop` aborts before that. */
  async run<Result>(act: () => Promise<Result>, stop: AbortSignal): Promise<Result | undefined> {
    if (!(await this.#enter(stop))) return undefined
    try {
      return stop.aborted ? undefined : await act()
    } finally {
      this.#leave()
    }
  }

  async #enter(stop: AbortSignal): Promise<boolean> {
    if (stop.aborted) return false
    if (this.#free > 0) {
      this.#free -= 1
      return true
    }
    const { promise, resolve } = deferred<boolean>()
    const mine = () => resolve(true)
    this.#waiting.push(mine)
    const cancel = onAbort(stop, () => {
      const place = this.#waiting.indexOf(mine)
      if (place >= 0) this.#waiting.splice(place, 1)
      resolve(false)
    })
    return promise.finally(cancel)
  }

  // The turn goes straight to the next act in the queue, so a newer call cannot take it.
  #leave(): void {
    const next = this.#waiting.shift()
    if (next) next()
    else this.#free += 1
  }
}
