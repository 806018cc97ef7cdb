import { deferred } from './deferred.ts'

/** Things announced to the server: an event may tell of one before the command's answer does. */
export class Expected<Found> {
  readonly #waiting = new Map<string, (found: Found) => void>()

  /**
   * Gives what comes first, `answer` or the event of `id`.
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

  /** Takes what an event tells of `id`. */
  came(id: string, found: Found): void {
    this.#waiting.get(id)?.(found)
  }
}
