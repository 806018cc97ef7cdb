/** Runs at most `count` works at once. Others wait in order; when its signal aborts, a wait rejects with the reason. */
export type Semaphore = <Result>(work: () => Promise<Result>, signal?: AbortSignal) => Promise<Result>

export function createSemaphore(count: number): Semaphore {
  let free = count
  const waiting: (() => void)[] = []

  const enter = (signal?: AbortSignal): Promise<void> =>
    new Promise((resolve, reject) => {
      const leave = (): void => {
        waiting.splice(waiting.indexOf(admit), 1)
        reject(signal?.reason)
      }
      const admit = (): void => {
        signal?.removeEventListener('abort', leave)
        resolve()
      }
      waiting.push(admit)
      signal?.addEventListener('abort', leave, { once: true })
    })

  return async (work, signal) => {
    signal?.throwIfAborted()
    if (free > 0) free -= 1
    else await enter(signal)
    try {
      return await work()
    } finally {
      // Hands the slot directly to the next waiting work, so that no new call can take it.
      const next = waiting.shift()
      if (next === undefined) free += 1
      else next()
    }
  }
}
