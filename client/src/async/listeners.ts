type Listener = (...args: unknown[]) => void

/** Listeners by event name. A listener that throws does not stop the others. */
export class Listeners<Events extends { [Name in keyof Events]: unknown[] }> {
  readonly #heard = new Map<keyof Events, Set<Listener>>()

  /** Adds a listener. Gives the function that removes it. */
  on<Name extends keyof Events>(name: Name, listener: (...args: Events[Name]) => void): () => void {
    const listeners = this.#heard.get(name) ?? new Set()
    this.#heard.set(name, listeners)
    // Each call makes a new entry: the same function can then listen twice, and each cancel removes its own entry.
    const entry: Listener = (...args) => listener(...(args as Events[Name]))
    listeners.add(entry)
    return () => {
      listeners.delete(entry)
    }
  }

  tell<Name extends keyof Events>(name: Name, ...args: Events[Name]): void {
    for (const listener of [...(this.#heard.get(name) ?? [])]) {
      try {
        listener(...args)
      } catch (error) {
        // The error becomes an uncaught error of the page, where the listener's author looks for it.
        queueMicrotask(() => {
          throw error
        })
      }
    }
  }

  has(name: keyof Events): boolean {
    return (this.#heard.get(name)?.size ?? 0) > 0
  }

  clear(): void {
    this.#heard.clear()
  }
}

/** Runs `act` once after any number of calls made in the same turn. */
export function oncePerTurn(act: () => void): () => void {
  let due = false
  return () => {
    if (due) return
    due = true
    queueMicrotask(() => {
      due = false
      act()
    })
  }
}
