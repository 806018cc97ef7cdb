import { whenUnlocked } from './tab-lock.ts'

/** After so long without a sign of life, in ms, nobody seems to send; the server says "line" as soon. */
const quietMs = 5_000

/**
 * Looks out for who sends a file of mine whose bytes this page does not have: another tab or device as long as bytes
 * come or a tab holds them; else they are missing.
 */
export class SenderWatch {
  readonly #file: string
  readonly #changed: (missing: boolean) => void
  #missing = false
  #quiet: ReturnType<typeof setTimeout> | undefined
  #watch: AbortController | undefined

  constructor(file: string, changed: (missing: boolean) => void) {
    this.#file = file
    this.#changed = changed
  }

  get missing(): boolean {
    return this.#missing
  }

  /** Somebody sends, or may be about to. */
  alive(): void {
    this.end()
    this.#quiet = setTimeout(() => this.quiet(), quietMs)
  }

  /** No bytes come. A tab that holds them may just have no line; when it goes, they are missing. */
  quiet(): void {
    clearTimeout(this.#quiet)
    if (this.#watch || this.#missing) return
    const watch = new AbortController()
    this.#watch = watch
    whenUnlocked(this.#file, watch.signal).then(
      () => {
        if (this.#watch === watch) this.#turn(true)
      },
      // Ended before.
      () => {},
    )
  }

  end(): void {
    clearTimeout(this.#quiet)
    this.#watch?.abort()
    this.#watch = undefined
    this.#turn(false)
  }

  #turn(missing: boolean): void {
    if (this.#missing === missing) return
    this.#missing = missing
    this.#changed(missing)
  }
}
