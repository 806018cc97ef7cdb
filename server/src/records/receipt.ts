import type { Db } from './database.ts'
import { prepareFirst, prepareList } from './prepared.ts'
import type { ReceiptRow } from './tables.ts'

/** Needs at least one file. */
export const listReceipts = prepareList((db, files: readonly string[]) =>
  db.selectFrom('receipts').selectAll().where('file', 'in', files),
)

/** Keeps the first receipt of its kind; false when there already was one. */
export async function saveReceipt(db: Db, row: ReceiptRow): Promise<boolean> {
  return (await insertReceipt(db, row)) !== undefined
}

const insertReceipt = prepareFirst((db, row: ReceiptRow) =>
  db
    .insertInto('receipts')
    .values(row)
    .onConflict((conflict) => conflict.columns(['file', 'participant', 'kind']).doNothing())
    .returning('kind'),
)
