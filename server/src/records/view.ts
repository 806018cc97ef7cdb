import type { Db } from './database.ts'
import type { ViewRow } from './tables-of-documents.ts'

/** Keeps a view; false when its access session had one already. */
export async function saveView(db: Db, row: ViewRow): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await db
    .insertInto('views')
    .values(row)
    .onConflict((conflict) => conflict.column('id').doNothing())
    .executeTakeFirst()
  return (numInsertedOrUpdatedRows ?? 0n) > 0n
}

/** Forgets what a patient has viewed; gives how often that was. */
export async function dropViewsOf(db: Db, patient: string): Promise<number> {
  const { numDeletedRows } = await db.deleteFrom('views').where('patient', '=', patient).executeTakeFirst()
  return Number(numDeletedRows)
}
