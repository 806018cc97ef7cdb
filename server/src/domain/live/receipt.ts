import { type AuditKind, ChairsideError, isFetchable } from '@chairside/protocol'
import { saveReceipt } from '../../records/receipt.ts'
import type { ReceiptKind } from '../../records/tables.ts'
import type { Ground } from '../events/ground.ts'
import type { Identity } from '../people/identity.ts'
import { may } from '../people/permission.ts'
import { moveFile } from './file.ts'
import { findFileFor } from './find.ts'

/** Records what was observed of a file, by whom and when; each kind once a person. */
export interface Receipts {
  /** The receiver's page has shown the prompt, or the receiver dismissed it. Throws NOT_FOUND or CONFLICT. */
  prompt(who: Identity, file: string, kind: 'prompted' | 'dismissed'): Promise<void>
  /** The content went out: its last byte for a download, its first for a view. Throws NOT_FOUND. */
  fetched(who: Identity, file: string, kind: 'downloaded' | 'viewed'): Promise<void>
}

const factOf: Record<Exclude<ReceiptKind, 'dismissed'>, AuditKind> = {
  prompted: 'file-prompted',
  viewed: 'file-viewed',
  downloaded: 'file-downloaded',
}

export function createReceipts({ commit }: Ground): Receipts {
  const observe = (
    who: Identity,
    id: string,
    kind: ReceiptKind,
    action: 'answer a prompt' | 'fetch a file',
  ): Promise<void> =>
    commit(async (tx, change) => {
      const { file, transfer, me } = await findFileFor(tx, who, id, action)
      if (!isFetchable(file)) {
        if (action === 'fetch a file') return
        throw new ChairsideError({ code: 'CONFLICT', state: file.state })
      }
      if (!(await saveReceipt(tx, { file: id, participant: me.id, kind, at: change.now }))) return
      if (kind !== 'dismissed') {
        change.fact(file.appointment, {
          kind: factOf[kind],
          by: me.id,
          transfer: transfer.id,
          file: id,
        })
      }
      // Only the receiver's download counts: the sender's own says nothing about arrival.
      if (kind === 'downloaded' && file.state === 'ready' && may(me, 'answer a prompt', { transfer })) {
        await moveFile(tx, file, 'downloaded', { downloaded_at: change.now })
      }
      change.tell('transfer', file.appointment, file.transfer)
    })

  return {
    prompt: (who, file, kind) => observe(who, file, kind, 'answer a prompt'),
    fetched: (who, file, kind) => observe(who, file, kind, 'fetch a file'),
  }
}
