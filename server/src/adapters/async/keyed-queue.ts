/** Work on the same key goes one after the other, in the order in which it came; other keys go on. */
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
