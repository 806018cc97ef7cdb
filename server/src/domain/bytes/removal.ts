import type { Log } from '../../log.ts'
import type { Records } from '../../records/database.ts'
import { dropObject, listObjects, listOrphans } from '../../records/object.ts'
import type { Clock, ObjectStore } from '../../seams.ts'

/**
 * Removes the bytes at which nothing points any more, at once. What cannot be removed is logged and tried again by
 * the next sweep, which also makes good a crash in between.
 */
export async function removeOrphans({
  records,
  store,
  clock,
  log,
}: {
  records: Records
  store: ObjectStore
  clock: Clock
  log: Log
}): Promise<void> {
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
  { records, store, clock }: { records: Records; store: ObjectStore; clock: Clock },
  age: number,
): Promise<void> {
  await store.sweep(
    clock.now() - age,
    async (keys) => new Set((await listObjects(records.db, keys)).map((row) => row.key)),
  )
}
