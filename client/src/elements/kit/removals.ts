/** How long a removal can be undone, in ms. */
const undoMs = 8_000

/** Removals of rows: each can be undone for 8 s, and for as long as its row is hovered or focused. */
export class Removals {
  readonly #gone = new Set<string>()
  readonly #undoable = new Map<string, ReturnType<typeof setTimeout>>()
  readonly #changed: () => void

  constructor(changed: () => void) {
    this.#changed = changed
  }

  of(key: string): 'there' | 'undoable' | 'gone' {
    return this.#undoable.has(key) ? 'undoable' : this.#gone.has(key) ? 'gone' : 'there'
  }

  remove(key: string): void {
    this.#start(key)
    this.#changed()
  }

  undo(key: string): void {
    clearTimeout(this.#undoable.get(key))
    this.#undoable.delete(key)
    this.#changed()
  }

  /** Lets a removal wait while its row is hovered or focused. */
  suspend(key: string): void {
    clearTimeout(this.#undoable.get(key))
  }

  goOn(key: string): void {
    if (this.#undoable.has(key)) this.#start(key)
  }

  clear(): void {
    for (const timer of this.#undoable.values()) clearTimeout(timer)
    this.#undoable.clear()
    this.#gone.clear()
  }

  #start(key: string): void {
    clearTimeout(this.#undoable.get(key))
    const end = () => {
      this.#undoable.delete(key)
      this.#gone.add(key)
      this.#changed()
    }
    this.#undoable.set(key, setTimeout(end, undoMs))
  }
}
