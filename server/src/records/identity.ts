import type { Db } from './database.ts'

/** Which records these are: of one database for ever, of every other one another. */
export async function findIdentity(db: Db): Promise<string> {
  const { id } = await db.selectFrom('identity').select('id').executeTakeFirstOrThrow()
  return id
}
