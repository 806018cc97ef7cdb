import { deferred } from './deferred.ts'

/** Waits for things that a command announced: the event about a thing may arrive before the command's answer. */
export class Expected<Found> {
  readonly #waiting = new Map<string, (found: Found) => void>()

  /**
   * Gives the result of `answer` or of the event about `id`, whichever comes first.
   *
   * @throws what `answer` rejects with, if that comes first
   */
  async first(id: string, answer: Promise<Found>): Promise<Found> {
    const { promise, resolve } = deferred<Found>()
    this.#waiting.set(id, resolve)
    try {
      return await Promise.race([answer, promise])
    } finally {
      this.#waiting.delete(id)
    }
  }

  /** Takes what an event says about `id`. */
  came(id: string, found: Found): void {
    this.#waiting.get(id)?.(found)
  }
}
