import type { ManualClock } from './clock.ts'
import { until } from './until.ts'

/** A reader who takes the first bytes of a download, and the others only once the test lets it. */
export interface SlowReader {
  /** Bytes that it has taken. */
  readonly taken: number
  /** Reads on to the end. Gives all bytes. */
  rest(): Promise<Buffer>
  /**
   * Lets a second pass, in which each node looks whether what runs through it is still allowed, and reads on, some bytes every
   * 10 ms. True if they break off before their end.
   */
  breaksOff(clock: ManualClock): Promise<boolean>
}

/** Begins to read `stream`. */
export async function readSlowly(stream: ReadableStream<Uint8Array> | null): Promise<SlowReader> {
  const reader = (stream ?? new ReadableStream<Uint8Array>()).getReader()
  const parts: Uint8Array[] = []
  let taken = 0
  const next = async (): Promise<boolean> => {
    const { done, value } = await reader.read()
    if (done) return false
    parts.push(value)
    taken += value.length
    return true
  }
  await next()
  return {
    get taken() {
      return taken
    },
    rest: async () => {
      while (await next());
      return Buffer.concat(parts)
    },
    breaksOff: async (clock) => {
      await clock.advance(1000)
      const end = await until('the download comes to an end', () =>
        next().then(
          (more) => !more && 'whole',
          () => 'broken off',
        ),
      )
      return end === 'broken off'
    },
  }
}
