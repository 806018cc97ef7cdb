import { ChairsideError } from '@chairside/protocol'
import {
  findAppointment,
  lockAppointmentOfFile,
  lockAppointmentOfTransfer,
} from '../../records/appointment.ts'
import type { Db } from '../../records/database.ts'
import { findFile, type SentFile } from '../../records/file.ts'
import type { TransferRow } from '../../records/tables.ts'
import { findTransfer } from '../../records/transfer.ts'
import type { Identity } from '../people/identity.ts'
import { type Admission, admit } from '../people/participant.ts'
import { type Action, require } from '../people/permission.ts'

/** A transfer, with the person who may act on it. */
export interface FoundTransfer extends Admission {
  readonly transfer: TransferRow
}

/** The transfer, for an action of `who`. Throws NOT_FOUND unless the permission table allows the action. */
export async function findTransferFor(
  db: Db,
  who: Identity,
  id: string,
  action: Action,
): Promise<FoundTransfer> {
  const transfer = await findTransfer(db, id)
  if (transfer === undefined) throw new ChairsideError('NOT_FOUND')
  const admission = await admit(db, who, transfer.appointment)
  require(admission.me, action, { transfer })
  return { transfer, ...admission }
}

/** Like `findTransferFor`, with its appointment locked: for a transaction that changes something. */
export async function lockTransferFor(
  tx: Db,
  who: Identity,
  id: string,
  action: Action,
): Promise<FoundTransfer> {
  await lockAppointmentOfTransfer(tx, id)
  return findTransferFor(tx, who, id, action)
}

/** A file with its transfer and its appointment, for nobody in particular. Throws NOT_FOUND. */
export async function findFileOfAny(db: Db, id: string) {
  const file = await findFile(db, id)
  const transfer = file && (await findTransfer(db, file.transfer))
  const appointment = file && (await findAppointment(db, file.appointment))
  if (file === undefined || transfer === undefined || appointment === undefined)
    throw new ChairsideError('NOT_FOUND')
  return { file, transfer, appointment }
}

/** Like `findTransferFor`, for a file and its transfer. */
export async function findFileFor(
  db: Db,
  who: Identity,
  id: string,
  action: Action,
): Promise<FoundTransfer & { readonly file: SentFile }> {
  const file = await findFile(db, id)
  if (file === undefined) throw new ChairsideError('NOT_FOUND')
  return { file, ...(await findTransferFor(db, who, file.transfer, action)) }
}

/** Like `findFileFor`, with its appointment locked: for a transaction that changes something. */
export async function lockFileFor(
  tx: Db,
  who: Identity,
  id: string,
  action: Action,
): Promise<FoundTransfer & { readonly file: SentFile }> {
  await lockAppointmentOfFile(tx, id)
  return findFileFor(tx, who, id, action)
}
