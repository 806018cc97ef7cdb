/** A participant token, or where to get one: it is called again whenever the one before has expired. */
export type TokenSource = string | (() => string | Promise<string>)

/** The token in use. */
export class Tokens {
  readonly #source: TokenSource
  #current: Promise<string> | undefined

  constructor(source: TokenSource) {
    this.#source = source
  }

  /** Whether another token can be had than the one that was given. */
  get renewable(): boolean {
    return typeof this.#source === 'function'
  }

  /** The token in use, fetched if there is none. Rejects with whatever the app's own function rejects with. */
  async current(): Promise<string> {
    const asked = this.#current ?? this.#ask()
    this.#current = asked
    try {
      return await asked
    } catch (error) {
      if (this.#current === asked) this.#current = undefined
      throw error
    }
  }

  /** Forgets a token that the server no longer takes; a newer one stays. */
  async drop(refused: string): Promise<void> {
    const held = this.#current
    if (held && (await held.catch(() => refused)) === refused && this.#current === held) {
      this.#current = undefined
    }
  }

  async #ask(): Promise<string> {
    return typeof this.#source === 'string' ? this.#source : this.#source()
  }
}
