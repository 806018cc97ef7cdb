import { ChairsideError } from '@chairside/protocol'
import type { Limits } from '../../limits.ts'
import type { Db } from '../../records/database.ts'
import { lockLibrary } from '../../records/library.ts'

/** Locks a library for this transaction. Throws LIBRARY_FULL unless it has room for so many bytes more. */
export async function requireRoom(
  tx: Db,
  practitioner: string,
  size: number,
  { library: limit }: Pick<Limits, 'library'>,
): Promise<void> {
  const used = (await lockLibrary(tx, practitioner)).bytes
  if (limit > 0 && used + size > limit)
    throw new ChairsideError({ code: 'LIBRARY_FULL', limit, actual: used + size })
}
