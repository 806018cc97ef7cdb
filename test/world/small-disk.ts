import { ChairsideError } from '@chairside/protocol'
import type { ObjectStore } from '../../server/src/seams.ts'

/** The server's own store on a disk that has room for so many bytes, of which it takes what fits. */
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
