import { whenUnlocked } from './tab-lock.ts'

/** A file that has received no byte for so long, in ms, has no sender any more. The server says `line` after the same time. */
const quietMs = 5_000

/**
 * Watches a file of mine whose bytes this page does not have. Another tab or device sends it as long as bytes come or a
 * tab holds its lock; otherwise the bytes are missing.
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

  /** Bytes come, or are about to. */
  alive(): void {
    this.end()
    this.#quiet = setTimeout(() => this.quiet(), quietMs)
  }

  /** No bytes come. While a tab holds the lock it may only be offline; once none does, the bytes are missing. */
  quiet(): void {
    clearTimeout(this.#quiet)
    if (this.#watch || this.#missing) return
    const watch = new AbortController()
    this.#watch = watch
    whenUnlocked(this.#file, watch.signal).then(
      () => {
        if (this.#watch === watch) this.#turn(true)
      },
      // `end` was called before.
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
