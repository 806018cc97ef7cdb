/** Runs work of one key in sequence, in the order of the calls. Other keys run independently. */
export type KeyedQueue = <Result>(key: string, work: () => Promise<Result>) => Promise<Result>

export function createKeyedQueue(): KeyedQueue {
  const turns = new Map<string, Promise<void>>()
  return (key, work) => {
    const before = turns.get(key)
    const mine = before === undefined ? work() : before.then(work)
    const done = (): void => {
      if (turns.get(key) === turn) turns.delete(key)
    }
    const turn: Promise<void> = mine.then(done, done)
    turns.set(key, turn)
    return mine
  }
}
