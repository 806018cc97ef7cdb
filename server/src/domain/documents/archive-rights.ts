import { ChairsideError, KB } from '@chairside/protocol'
import type { Db } from '../../records/database.ts'
import { type Owners, ownerOf, type Stream } from '../bytes/owner.ts'
import type { RunningStreams } from '../bytes/running.ts'
import type { Identity } from '../people/identity.ts'
import type { Packed } from './archive.ts'

/** Contents of at most so many bytes are asked for together, and recorded together: at most so many. */
export const [small, together] = [256 * KB, 32] as const

/** A content of an archive, with the owner of its bytes. */
export interface ArchiveEntry extends Packed {
  readonly owner: string
  readonly id: string
}

/**
 * Gives a function that requires the right to a content when its turn comes, and throws NOT_FOUND without it.
 *
 * A query for each of many small contents would cost more than their bytes. So it asks for the next ones, too. Their
 * answers serve until the running streams are looked at: then each right is read again, as that of what runs. A reader
 * who takes several small contents between two looks has more asked for at once, a slow one only the next.
 */
export function askInTurn(
  db: Db,
  who: Identity,
  entries: readonly ArchiveEntry[],
  { owners, streams }: { readonly owners: Owners; readonly streams: Pick<RunningStreams, 'looks'> },
): (entry: ArchiveEntry) => Promise<void> {
  /** The contents whose right was read at look `read`, and that have not gone out. */
  let ahead = new Set<ArchiveEntry>()
  let read = -1
  let [place, most] = [0, 1]
  const streamOf = ({ id }: ArchiveEntry): Stream => ({ who, id, action: 'fetch' })

  return async (entry) => {
    if (read === streams.looks && ahead.delete(entry)) return
    place = entries.indexOf(entry, place)
    most = ahead.size > 0 ? 1 : Math.min(most * 2, together)
    const wanted = new Map(nextOf(entries, place, most).map((one) => [streamOf(one), one]))
    read = streams.looks
    const allowed = await ownerOf(owners, entry).allowed(db, [...wanted.keys()])
    ahead = new Set([...wanted].flatMap(([stream, one]) => (allowed.has(stream) ? one : [])))
    if (!ahead.delete(entry)) throw new ChairsideError('NOT_FOUND')
  }
}

/** The content at a place, or several of the same owner from there on while all are small; at most so many. */
function nextOf(entries: readonly ArchiveEntry[], place: number, most: number): ArchiveEntry[] {
  const some = entries.slice(place, place + most)
  const end = some.findIndex(({ owner, size }) => owner !== some[0]?.owner || size > small)
  return end < 0 ? some : some.slice(0, Math.max(1, end))
}
