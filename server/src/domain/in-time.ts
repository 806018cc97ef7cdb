import type { Clock } from '../seams.ts'

/** Runs work; gives undefined when it throws, or takes longer than `most` ms. Then its signal is aborted. */
export function createInTime(clock: Clock, most: number) {
  return async <Result>(work: (signal: AbortSignal) => Promise<Result>): Promise<Result | undefined> => {
    const ending = new AbortController()
    const { promise: over, resolve } = Promise.withResolvers<undefined>()
    const cancel = clock.after(most, () => {
      ending.abort()
      resolve(undefined)
    })
    try {
      return await Promise.race([work(ending.signal), over])
    } catch {
      return undefined
    } finally {
      cancel()
    }
  }
}
