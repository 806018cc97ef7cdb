import type { Db } from './database.ts'
import type { TransferRow } from './tables.ts'

export function findTransfer(db: Db, id: string): Promise<TransferRow | undefined> {
  return db.selectFrom('transfers').selectAll().where('id', '=', id).executeTakeFirst()
}

/** Oldest first. */
export function listTransfers(db: Db, appointment: string): Promise<TransferRow[]> {
  return db
    .selectFrom('transfers')
    .selectAll()
    .where('appointment', '=', appointment)
    .orderBy('at')
    .orderBy('id')
    .execute()
}

export async function insertTransfer(db: Db, row: TransferRow): Promise<void> {
  await db.insertInto('transfers').values(row).execute()
}

/** Takes the transfer for this transaction, so that two adds to it cannot pass each other's limits. */
export async function holdTransfer(db: Db, id: string): Promise<void> {
  await db
    .updateTable('transfers')
    .set(({ ref }) => ({ state: ref('state') }))
    .where('id', '=', id)
    .execute()
}

export async function setTransferState(db: Db, id: string, state: TransferRow['state']): Promise<void> {
  await db.updateTable('transfers').set({ state }).where('id', '=', id).execute()
}
