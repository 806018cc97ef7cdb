import type { Log } from '../../log.ts'
import type { Records } from '../../records/database.ts'
import { dropObject, listObjects, listOrphans } from '../../records/object.ts'
import type { Clock, ObjectStore } from '../../seams.ts'

/** Where bytes lie, and what knows of them. */
interface Kept {
  readonly records: Records
  readonly store: ObjectStore
  readonly clock: Clock
  readonly log: Log
}

/** Removes bytes that have lost their last pointer, at once and unwaited for. */
export interface Removal {
  /** An object may have lost its pointer. */
  soon(): void
  /** Resolves when everything that was asked for is done. */
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
 * Removes the objects at which nothing points any more. An object that cannot be removed is logged; the next sweep tries
 * it again, and also finds what a crash left behind.
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

/** Removes stored bytes of which the records know nothing, once they are `age` ms old. */
export async function removeStrays(
  { records, store, clock }: Pick<Kept, 'records' | 'store' | 'clock'>,
  age: number,
): Promise<void> {
  await store.sweep(
    clock.now() - age,
    async (keys) => new Set((await listObjects(records.db, keys)).map((row) => row.key)),
  )
}
