import { type Transfer as Facts, isOnItsWay, transferPolicy } from '@chairside/protocol'
import { onAbort } from '../async/abort.ts'
import { newId } from '../connection/id.ts'
import type { PhotoLocation } from '../photo/photo.ts'
import { announce, asSent, contentsOf, type FileSource } from '../upload/source.ts'
import type { Exchange } from './exchange.ts'
import { Transfer } from './transfer.ts'

/** How files are sent. */
export interface SendOptions {
  /**
   * Whom the files are meant for, a participant's id: by default the other party as this page knows it now. Should that
   * person have left by the time the server hears of it, nobody gets them (RECIPIENT_GONE).
   */
  readonly to?: string | undefined
  /** Aborting it withdraws what has not arrived by then. */
  readonly signal?: AbortSignal | undefined
  /** Whether photos keep the place where they were taken (the default), or lose it before they are offered. */
  readonly location?: PhotoLocation | undefined
}

/** An exchange that can take in a transfer which began here. */
export interface Offering extends Exchange {
  adopt(facts: Facts): Transfer
  /** The transfer of this id once an event tells of it; `cancel` when nobody waits any more. */
  expect(id: string): { readonly known: Promise<Transfer>; readonly cancel: () => void }
}

/** Offers files as one transfer; resolves when the server has taken the offer, and their bytes begin to go. */
export async function offer(
  exchange: Offering,
  files: Iterable<FileSource>,
  { to, request, signal, location }: Omit<SendOptions, 'to'> & { to: string; request?: string },
): Promise<Transfer> {
  signal?.throwIfAborted()
  const contents = await asSent(contentsOf(files, transferPolicy, { files: 0, bytes: 0 }), location)
  signal?.throwIfAborted()
  const announced = announce(exchange.contents, contents)
  const id = newId()
  const { known, cancel } = exchange.expect(id)
  try {
    const answer = exchange.command(
      'transfer:offer',
      {
        appointment: exchange.id,
        id,
        to,
        files: announced.offers,
        ...(request !== undefined && { request }),
      },
      signal,
    )
    // Its event may come before the answer, and tells as well that it was taken: from then on it is in the list.
    const transfer = await Promise.race([answer.then((facts) => exchange.adopt(facts)), known])
    const letGo = onAbort(signal, () => withdrawUnarrived(transfer))
    Transfer.whenEnded(transfer, letGo)
    return transfer
  } catch (error) {
    announced.forget()
    // The offer may have reached the server although its answer did not reach us.
    if (signal?.aborted) exchange.command('transfer:withdraw', { id }).catch(() => {})
    throw error
  } finally {
    cancel()
  }
}

function withdrawUnarrived(transfer: Transfer): void {
  for (const file of transfer.files.filter(isOnItsWay)) file.withdraw().catch(() => {})
}
