import type { Db } from './database.ts'

/** The identity of these records: unique to a database, and never changed. */
export async function findIdentity(db: Db): Promise<string> {
  const { id } = await db.selectFrom('identity').select('id').executeTakeFirstOrThrow()
  return id
}
