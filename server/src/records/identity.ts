import type { Db } from './database.ts'

/** The identity of these records: unique to a database, and never changed. */
export async function findIdentity(db: Db): Promise<string> {
  const { id } = await db.selectFrom('identity').select('id').executeTakeFirstOrThrow()
  return id
}

/** Locks the only row of the records: for a rule about all of something that has no row of its own. */
export async function lockIdentity(db: Db): Promise<void> {
  await db
    .updateTable('identity')
    .set(({ ref }) => ({ id: ref('id') }))
    .execute()
}
