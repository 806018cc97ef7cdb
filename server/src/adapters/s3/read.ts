import { ChairsideError } from '@chairside/protocol'
import type { ByteRange, Clock, Reading } from '../../seams.ts'
import type { Bucket } from './bucket.ts'
import { isMissing, refusalIn, translate } from './error.ts'
import { objectName } from './layout.ts'

/**
 * Sealed bytes as they arrive. Asks for the rest again when the connection breaks: sealed bytes never change.
 * Throws NOT_FOUND, or STORAGE_UNAVAILABLE when a request brings no byte.
 *
 * @param silence how long the server may send nothing, in ms
 */
export async function* readObject(
  bucket: Bucket,
  key: string,
  { start, end }: ByteRange,
  { signal, clock, silence }: Pick<Reading, 'signal'> & { clock: Clock; silence: number },
): AsyncIterable<Uint8Array> {
  for (let at = start; at <= end; ) {
    signal?.throwIfAborted()
    const begun = at
    let cancel = (): void => undefined
    try {
      const body = await bucket.get(objectName(key), { start: at, end }, signal)
      let waiting = true
      let seen = at
      const watch = (): void => {
        cancel = clock.after(silence, () => {
          if (waiting && seen === at) body.destroy(new Error('S3 sent nothing for too long'))
          seen = at
          watch()
        })
      }
      const stop = (): void => void body.destroy(signal?.reason)
      signal?.addEventListener('abort', stop, { once: true })
      watch()
      try {
        for await (const chunk of body as AsyncIterable<Uint8Array>) {
          at += chunk.length
          waiting = false
          yield chunk
          waiting = true
        }
        return
      } finally {
        signal?.removeEventListener('abort', stop)
      }
    } catch (error) {
      signal?.throwIfAborted()
      // The range begins beyond the end.
      if (refusalIn(error)?.status === 416) return
      if (at !== begun) continue
      throw isMissing(error) ? new ChairsideError('NOT_FOUND', { cause: error }) : translate(error)
    } finally {
      cancel()
    }
  }
}
