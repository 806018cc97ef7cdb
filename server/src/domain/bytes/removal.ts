import { setImmediate } from 'node:timers/promises'
import type { Log } from '../../log.ts'
import type { Records } from '../../records/database.ts'
import { dropObject, listObjects } from '../../records/object.ts'
import { isOrphan, pageOfOrphans } from '../../records/pointers.ts'
import type { Clock, ObjectStore } from '../../seams.ts'

/** The store, and the records of its objects. */
interface Kept {
  readonly records: Records
  readonly store: ObjectStore
  readonly clock: Clock
  readonly log: Log
}

/** Removes objects at which nothing points any more. What cannot be removed is logged, and tried again. */
export interface Removal {
  /** An object may have lost its pointer: removes it in the background, if it has. */
  soon(object: string): void
  /** Waits for the removals asked for, and tries again those that failed. */
  settle(): Promise<void>
  /**
   * Removes every object from before this instant (ms since the epoch) that a crash left without a pointer. Younger ones may
   * be about to get theirs, on whichever node. Pauses now and then for other work.
   */
  scan(before: number): Promise<void>
  /** Resolves when all removals asked for are done. */
  close(): Promise<void>
}

/** How many objects are looked at between two pauses. */
const page = 500

export function createRemoval({ records, store, log }: Omit<Kept, 'clock'>): Removal {
  let removing: Promise<void> = Promise.resolve()
  const failed = new Set<string>()

  const remove = async (object: string): Promise<void> => {
    try {
      if (await isOrphan(records.db, object)) {
        await store.remove(object)
        await dropObject(records.db, object)
      }
      failed.delete(object)
    } catch (error) {
      failed.add(object)
      log.error({ err: error, object }, 'bytes could not be removed yet')
    }
  }

  return {
    soon: (object) => {
      removing = removing.then(() => remove(object))
    },
    settle: async () => {
      await removing
      for (const object of [...failed]) await remove(object)
    },
    scan: async (before) => {
      for (let after: string | undefined = ''; after !== undefined; ) {
        const found = await pageOfOrphans(records.db, { before, after, limit: page })
        for (const object of found.orphans) await remove(object)
        after = found.next
        await setImmediate()
      }
    },
    close: () => removing,
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
