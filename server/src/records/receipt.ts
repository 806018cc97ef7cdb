import type { Db } from './database.ts'
import type { ReceiptRow } from './tables.ts'

export function listReceipts(db: Db, files: readonly string[]): Promise<ReceiptRow[]> {
  if (files.length === 0) return Promise.resolve([])
  return db.selectFrom('receipts').selectAll().where('file', 'in', files).execute()
}

/** Keeps the first time something was observed; false when it had been observed before. */
export async function saveReceipt(db: Db, row: ReceiptRow): Promise<boolean> {
  const result = await db
    .insertInto('receipts')
    .values(row)
    .onConflict((conflict) => conflict.columns(['file', 'participant', 'kind']).doNothing())
    .executeTakeFirst()
  return (result.numInsertedOrUpdatedRows ?? 0n) > 0n
}
