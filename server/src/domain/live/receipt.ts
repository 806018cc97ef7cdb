import { type AuditKind, ChairsideError, isFetchable } from '@chairside/protocol'
import type { Db } from '../../records/database.ts'
import { saveReceipt } from '../../records/receipt.ts'
import type { FileRow, ReceiptKind, TransferRow } from '../../records/tables.ts'
import type { Owner, Sent } from '../bytes/owner.ts'
import { fromAddress } from '../events/audit.ts'
import type { Change } from '../events/commit.ts'
import type { Ground } from '../events/ground.ts'
import { doneBy, type Identity, isApp } from '../people/identity.ts'
import { moveFile } from './file.ts'
import { findFileOfAny, lockFileFor } from './find.ts'

/** Records what was observed of a file, by whom and when: each kind of receipt once for each person. */
export interface Receipts extends Pick<Owner, 'issued' | 'fetched'> {
  /** The receiver's page has shown the prompt, or the receiver dismissed it. Throws NOT_FOUND or CONFLICT. */
  prompt(who: Identity, file: string, kind: 'prompted' | 'dismissed'): Promise<void>
}

const factOf: Record<Exclude<ReceiptKind, 'dismissed'>, AuditKind> = {
  prompted: 'file-prompted',
  viewed: 'file-viewed',
  downloaded: 'file-downloaded',
}

export function createReceipts({ commit, meter }: Ground): Receipts {
  const keep = async (
    tx: Db,
    change: Change,
    { file, transfer, by, kind }: { file: FileRow; transfer: TransferRow; by: string; kind: ReceiptKind },
  ): Promise<void> => {
    if (!(await saveReceipt(tx, { file: file.id, participant: by, kind, at: change.now }))) return
    if (kind === 'prompted')
      change.after(() => {
        const since = (at: number): number => Math.max(0, change.now - at) / 1000
        meter.time('prompt', { since: 'offered' }, since(transfer.at))
        if (file.ready_at !== null) meter.time('prompt', { since: 'ready' }, since(file.ready_at))
      })
    if (kind !== 'dismissed')
      change.fact(file.appointment, { kind: factOf[kind], by, transfer: transfer.id, file: file.id })
    // Only the receiver's download counts: the sender's own says nothing about arrival.
    if (kind === 'downloaded' && file.state === 'ready' && by === transfer.receiver)
      await moveFile(tx, file, 'downloaded', { downloaded_at: change.now })
    change.tell('transfer', file.appointment, file.transfer)
  }

  const keepSent = async (tx: Db, change: Change, sent: Sent): Promise<void> => {
    const { who, id, use, address, range, size, bytes, whole, redirected, ahead, complete } = sent
    const { file, transfer } = await findOfParty(tx, who, id)
    const about = { ...doneBy(who), transfer: transfer.id, file: id, use, ...fromAddress(address) }
    const went = { size, ...range, bytes, whole, ...(redirected && { redirected }), ...(ahead && { ahead }) }
    change.fact(file.appointment, { kind: 'file-sent', ...about, ...went })
    // A file that was withdrawn or has expired meanwhile stays so; only the audit says what went out.
    // What the app's backend takes into its record is no receipt of a person.
    if (!complete || ahead || !isFetchable(file) || use === 'record') return
    await keep(tx, change, { file, transfer, by: who.id, kind: use === 'view' ? 'viewed' : 'downloaded' })
  }

  return {
    prompt: (who, id, kind) =>
      commit(async (tx, change) => {
        const { file, transfer, me } = await lockFileFor(tx, who, id, 'answer a prompt')
        if (!isFetchable(file)) throw new ChairsideError({ code: 'CONFLICT', state: file.state })
        await keep(tx, change, { file, transfer, by: me.id, kind })
      }),
    issued: async (tx, change, { who, id, use, address }) => {
      const { file, transfer } = await findOfParty(tx, who, id)
      const about = { ...doneBy(who), transfer: transfer.id, file: id, use, ...fromAddress(address) }
      change.fact(file.appointment, { kind: 'ticket-issued', ...about })
    },
    fetched: async (tx, change, all) => {
      for (const sent of all) await keepSent(tx, change, sent)
    },
  }
}

/** A file that `who` sends or receives, even if no longer registered, and any for the app's backend. Throws NOT_FOUND. */
async function findOfParty(tx: Db, who: Identity, id: string) {
  const found = await findFileOfAny(tx, id)
  const { sender, receiver } = found.transfer
  if (!isApp(who) && ![sender, receiver].includes(who.id)) throw new ChairsideError('NOT_FOUND')
  return found
}
