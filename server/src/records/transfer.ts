import type { Db } from './database.ts'
import { prepareFirst, prepareList, prepareRun } from './prepared.ts'
import { byTime } from './sorted.ts'
import type { TransferRow } from './tables.ts'

export const findTransfer = prepareFirst((db, id: string) =>
  db.selectFrom('transfers').selectAll().where('id', '=', id),
)

/** Oldest first. */
export const listTransfers = async (db: Db, appointment: string): Promise<TransferRow[]> =>
  (await selectTransfers(db, appointment)).sort(byTime)

const selectTransfers = prepareList((db, appointment: string) =>
  db.selectFrom('transfers').selectAll().where('appointment', '=', appointment),
)

export const insertTransfer = prepareRun((db, row: TransferRow) => db.insertInto('transfers').values(row))

/** The transfer of a file. */
export const findTransferOf = prepareFirst((db, file: string) =>
  db
    .selectFrom('transfers')
    .selectAll()
    .where('id', '=', (query) => query.selectFrom('files').select('transfer').where('files.id', '=', file)),
)

export const setTransferState = prepareRun((db, id: string, state: TransferRow['state']) =>
  db.updateTable('transfers').set({ state }).where('id', '=', id),
)

/** The number of a sender's transfers in an appointment, in whatever state. */
export async function countTransfers(db: Db, appointment: string, sender: string): Promise<number> {
  const row = await db
    .selectFrom('transfers')
    .select(({ fn }) => fn.countAll().as('transfers'))
    .where('appointment', '=', appointment)
    .where('sender', '=', sender)
    .executeTakeFirstOrThrow()
  return Number(row.transfers)
}
