import type { Problem } from '@chairside/protocol'

/** What stands in a row for a while: an act's result. */
export type Mark =
  | { readonly state: 'saved' | 'attached' }
  | {
      readonly state: 'failed'
      /** What did not work. */
      readonly text: string
      readonly problem: Problem
      /** Does it again; absent where that cannot help. */
      readonly again?: () => void
    }

/** How long a mark stands, in ms. What failed stands until the next act. */
const standsMs = { saved: 2_000, attached: 10_000, failed: undefined } as const

/** The marks of a card's rows, by document or upload. */
export class Marks {
  readonly #marks = new Map<string, Mark>()
  readonly #ends = new Map<string, ReturnType<typeof setTimeout>>()
  readonly #changed: () => void

  constructor(changed: () => void) {
    this.#changed = changed
  }

  of(id: string): Mark | undefined {
    return this.#marks.get(id)
  }

  put(id: string, mark: Mark): void {
    this.drop(id)
    this.#marks.set(id, mark)
    const ms = standsMs[mark.state]
    if (ms !== undefined)
      this.#ends.set(
        id,
        setTimeout(() => this.drop(id), ms),
      )
    this.#changed()
  }

  drop(id: string): void {
    clearTimeout(this.#ends.get(id))
    this.#ends.delete(id)
    if (this.#marks.delete(id)) this.#changed()
  }

  clear(): void {
    for (const end of this.#ends.values()) clearTimeout(end)
    this.#ends.clear()
    this.#marks.clear()
  }
}
