type Listener = (...args: unknown[]) => void

/** Listeners by event name. One that throws does not stop the others. */
export class Listeners<Events extends { [Name in keyof Events]: unknown[] }> {
  readonly #heard = new Map<keyof Events, Set<Listener>>()

  /** Adds a listener. Gives the function that removes it. */
  on<Name extends keyof Events>(name: Name, listener: (...args: Events[Name]) => void): () => void {
    const listeners = this.#heard.get(name) ?? new Set()
    this.#heard.set(name, listeners)
    // An entry of its own, so that the same function can listen twice and each cancel removes its own.
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
        // The error surfaces as an uncaught one of the page, where its author will look.
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
