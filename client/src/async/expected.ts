import { deferred } from './deferred.ts'

/** Waits for what a command creates: its event may arrive before the command's answer. */
export class Expected<Found> {
  readonly #waiting = new Map<string, (found: Found) => void>()

  /**
   * Gives the result of `answer` or of the event about `id`, whichever comes first.
   *
   * @throws the error of `answer`, if that comes first
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

  /** Takes the result that an event brings for `id`. */
  came(id: string, found: Found): void {
    this.#waiting.get(id)?.(found)
  }
}
