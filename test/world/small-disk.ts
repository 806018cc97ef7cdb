import { ChairsideError } from '@chairside/protocol'
import type { ObjectStore } from '../../server/src/seams.ts'

/**
 * Wraps a store so that its disk has room for `disk.room` bytes. If a batch does not fit, the store takes its first bytes
 * and then throws STORAGE_FULL.
 */
export function small(store: ObjectStore, disk: { room: number }): ObjectStore {
  return {
    ...store,
    append: async (key, { epoch, at, chunks }) => {
      const batch = Buffer.concat(chunks)
      const fits = batch.subarray(0, disk.room)
      disk.room -= fits.length
      await store.append(key, { epoch, at, chunks: [fits] })
      if (fits.length < batch.length) throw new ChairsideError('STORAGE_FULL')
    },
  }
}
