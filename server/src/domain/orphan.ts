import type { Records } from '../records/database.ts'
import { dropObject, listObjects, listOrphans } from '../records/object.ts'
import type { Clock, ObjectStore } from '../seams.ts'

/** Removes the bytes at which nothing points any more, at once. A crash in between is made good by the next sweep. */
export async function removeOrphans({
  records,
  store,
  clock,
}: {
  records: Records
  store: ObjectStore
  clock: Clock
}): Promise<void> {
  for (const key of await listOrphans(records.db, clock.now() + 1)) {
    await store.remove(key)
    await dropObject(records.db, key)
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
