import type { Db } from '../../records/database.ts'
import { listFilesOf } from '../../records/file.ts'
import { listTransfers } from '../../records/transfer.ts'
import { blankExchange, type Exchange } from '../../records/words.ts'
import type { Change } from '../events/commit.ts'
import { expireFile } from './expiry.ts'
import { canMove } from './file.ts'
import { settleTransfer } from './settle.ts'

/**
 * Expires the files of an exchange that are not over, and blanks its names, notes and reasons. Gives whether anything was
 * blanked. Tells both sides of the blank records, so that no page keeps a word.
 */
export async function eraseExchange(tx: Db, change: Change, exchange: Exchange): Promise<boolean> {
  const { appointment, person } = exchange
  const isPart = (one: string, other: string): boolean => [undefined, one, other].includes(person)
  const all = await listTransfers(tx, appointment)
  const mine = all.filter(({ sender, receiver }) => isPart(sender, receiver))
  const ids = mine.map(({ id }) => id)
  const left = (await listFilesOf(tx, ids)).filter(({ state }) => canMove(state, 'expired'))
  const filesOf = Map.groupBy(left, ({ transfer }) => transfer)
  for (const transfer of mine) {
    const files = filesOf.get(transfer.id) ?? []
    for (const file of files) await expireFile(tx, change, file)
    if (files.length > 0) await settleTransfer(tx, change, transfer)
  }
  const { transfers, requests } = await blankExchange(tx, exchange)
  for (const id of transfers) change.tell('transfer', appointment, id)
  for (const id of requests) change.tell('request', appointment, id)
  return transfers.length + requests.length > 0
}
