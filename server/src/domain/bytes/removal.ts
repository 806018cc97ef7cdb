import type { Log } from '../../log.ts'
import type { Records } from '../../records/database.ts'
import { dropObject, listObjects } from '../../records/object.ts'
import { listOrphans } from '../../records/pointers.ts'
import type { Clock, ObjectStore } from '../../seams.ts'

/** The store, and the records of its objects. */
interface Kept {
  readonly records: Records
  readonly store: ObjectStore
  readonly clock: Clock
  readonly log: Log
}

/** Removes orphaned objects soon after they lost their last pointer, in the background. */
export interface Removal {
  /** An object may have lost its pointer. */
  soon(): void
  /** Resolves when all removals asked for are done. */
  close(): Promise<void>
}

export function createRemoval(kept: Kept): Removal {
  let removing: Promise<void> = Promise.resolve()
  return {
    soon: () => {
      removing = removing
        .then(() => removeOrphans(kept))
        .catch((error) => kept.log.error({ err: error }, 'bytes could not be removed yet'))
    },
    close: () => removing,
  }
}

/**
 * Removes the objects at which no row points. Logs failures; the next sweep retries them, and also finds what
 * a crash left behind.
 */
export async function removeOrphans({ records, store, clock, log }: Kept): Promise<void> {
  for (const key of await listOrphans(records.db, clock.now() + 1)) {
    try {
      await store.remove(key)
      await dropObject(records.db, key)
    } catch (error) {
      log.error({ err: error, object: key }, 'bytes could not be removed yet')
    }
  }
}

/** Removes stored bytes without a row in the records, once they are `age` ms old. */
export async function removeStrays(
  { records, store, clock }: Pick<Kept, 'records' | 'store' | 'clock'>,
  age: number,
): Promise<void> {
  await store.sweep(
    clock.now() - age,
    async (keys) => new Set((await listObjects(records.db, keys)).map((row) => row.key)),
  )
}
