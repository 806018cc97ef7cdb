import { type Health, spoken, toInstant } from '@chairside/protocol'
import type { Config } from '../config.ts'
import type { ObjectStore, Scanner } from '../seams.ts'
import { serverVersion } from '../version.ts'
import type { Ground } from './events/ground.ts'
import { createInTime } from './in-time.ts'
import type { Reading } from './reading.ts'

/** Gives what the server finds of its parts now. A part that does not answer within `limits.health` is failing. */
export function createHealth(
  { clock, limits }: Ground,
  {
    reading,
    store,
    scanner,
    room,
    kind,
  }: {
    reading: Pick<Reading, 'probe'>
    store: ObjectStore
    scanner: Scanner
    /** The free bytes of the data folder's disk. */
    room: () => Promise<number | undefined>
    kind: Config['store']['kind']
  },
): () => Promise<Health> {
  const inTime = createInTime(clock, limits.health)
  const proven = async (): Promise<Health['scanner']> => {
    if (!scanner.scans) return 'none'
    const verdict = await inTime((signal) => scanner.prove(signal))
    if (verdict === undefined) return 'failing'
    return verdict.state === 'infected' ? 'ok' : 'blind'
  }
  return async () => {
    const [records, stored, scans, free] = await Promise.all([
      inTime(async () => {
        await reading.probe()
        return true
      }),
      // An object of no upload: a store that answers has 0 bytes of it.
      inTime(() => store.length('health', 0)),
      proven(),
      inTime(room),
    ])
    return {
      version: serverVersion,
      wire: spoken,
      at: toInstant(clock.now()),
      records: records === true ? 'ok' : 'failing',
      store: { kind, state: stored === undefined ? 'failing' : 'ok' },
      scanner: scans,
      ...(free !== undefined && { room: free }),
    }
  }
}
