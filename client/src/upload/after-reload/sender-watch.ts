import { whenUnlocked } from './tab-lock.ts'

/** A file without a byte for so long, in ms, counts as without a sender. The server says `line` after the same time. */
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

  /** Learns that bytes come, or are about to. */
  alive(): void {
    this.end()
    this.#quiet = setTimeout(() => this.quiet(), quietMs)
  }

  /** Learns that no bytes come. A tab with the lock may only be offline; once no tab holds it, the bytes are missing. */
  quiet(): void {
    clearTimeout(this.#quiet)
    if (this.#watch || this.#missing) return
    const watch = new AbortController()
    this.#watch = watch
    whenUnlocked(this.#file, watch.signal).then(
      () => {
        if (this.#watch === watch) this.#turn(true)
      },
      // `end` has aborted the watch.
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
