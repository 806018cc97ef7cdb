import { prepareFirst, prepareList, prepareRun } from './prepared.ts'
import type { TransferRow } from './tables.ts'

export const findTransfer = prepareFirst((db, id: string) =>
  db.selectFrom('transfers').selectAll().where('id', '=', id),
)

/** Oldest first. */
export const listTransfers = prepareList((db, appointment: string) =>
  db.selectFrom('transfers').selectAll().where('appointment', '=', appointment).orderBy('at').orderBy('id'),
)

export const insertTransfer = prepareRun((db, row: TransferRow) => db.insertInto('transfers').values(row))

/**
 * Takes the transfer for this transaction: two adds to it cannot pass each other's limits, and of the last two of its
 * files one sees that the other is done.
 */
export const holdTransfer = prepareFirst((db, id: string) =>
  db
    .updateTable('transfers')
    .set(({ ref }) => ({ state: ref('state') }))
    .where('id', '=', id)
    .returningAll(),
)

export const setTransferState = prepareRun((db, id: string, state: TransferRow['state']) =>
  db.updateTable('transfers').set({ state }).where('id', '=', id),
)
