import { type ChairsideError, pageRoutes } from '@chairside/protocol'
import { failure } from './failure.ts'
import { watchPolicy } from './policy.ts'

/** After this time without a connection it is looked for the reason, in ms. */
const waitMs = 800

/** Looks for the reason why a page was never connected: `waitMs` after `begin`, and whenever `look` is called. */
export class Why {
  readonly #base: string
  readonly #found: (reason: ChairsideError | undefined) => void
  readonly #policy: ReturnType<typeof watchPolicy>
  #timer: ReturnType<typeof setTimeout> | undefined
  #looks = false
  #ended = false

  /**
   * @param base the server's address without a slash at its end
   * @param found is told the reason; undefined where the server answers and only the socket does not come
   */
  constructor(base: string, found: (reason: ChairsideError | undefined) => void) {
    this.#base = base
    this.#found = found
    this.#policy = watchPolicy(base)
  }

  begin(): void {
    this.#timer ??= setTimeout(() => this.look(), waitMs)
  }

  async look(): Promise<void> {
    if (this.#looks || this.#ended) return
    this.#looks = true
    const problem = await import('./diagnosis.ts')
      .then(({ diagnose }) => diagnose(this.#base, pageRoutes.isLive.path, this.#policy.forbids))
      .catch(() => undefined)
    this.#looks = false
    if (!this.#ended) this.#found(problem && failure(problem))
  }

  end(): void {
    this.#ended = true
    clearTimeout(this.#timer)
    this.#policy.end()
  }
}
