import { type Transfer as Facts, type FileOffer, isOnItsWay, transferPolicy } from '@chairside/protocol'
import { onAbort } from '../async/abort.ts'
import { newId } from '../connection/id.ts'
import type { PhotoLocation } from '../photo/photo.ts'
import { announce, asSent, contentsOf, type FileSource } from '../upload/source.ts'
import type { Exchange } from './exchange.ts'
import { Transfer } from './transfer.ts'

/** Options for sending files. */
export interface SendOptions {
  /**
   * The receiver's id as a participant; by default the other party as this page knows it now. If that person has left
   * when the offer arrives, the server refuses it (RECIPIENT_GONE).
   */
  readonly to?: string | undefined
  /** Aborting it withdraws the files that have not arrived by then. */
  readonly signal?: AbortSignal | undefined
  /** Whether photos keep the location where they were taken (the default), or lose it before they are offered. */
  readonly location?: PhotoLocation | undefined
}

/** Options of an offer: also the request that it answers. */
export interface OfferOptions extends SendOptions {
  readonly to: string
  readonly request?: string | undefined
  /** The ids and files of an earlier offer without an answer, to make it again. */
  readonly again?: { readonly id: string; readonly files: readonly FileOffer[] }
}

/**
 * Offers files as one transfer. Resolves once the server has taken the offer and bytes begin to go.
 *
 * @param taken resolves with the transfer of `id`, by the command's answer or its event, whichever comes first
 * @throws ChairsideError when the policy refuses a file or the whole batch, or the server refuses the offer
 */
export async function offer(
  exchange: Exchange,
  files: Iterable<FileSource>,
  { to, request, signal, location = 'keep', again }: OfferOptions,
  taken: (id: string, answer: Promise<Facts>) => Promise<Transfer>,
): Promise<Transfer> {
  signal?.throwIfAborted()
  const contents = await asSent(contentsOf(files, transferPolicy, { files: 0, bytes: 0 }), location)
  signal?.throwIfAborted()
  const announced = announce(exchange.contents, contents, again?.files)
  const { offers } = announced
  const id = again?.id ?? newId()
  exchange.sends({ transfer: id, adds: false, to, location, files: offers })
  try {
    const transfer = await taken(
      id,
      exchange.command(
        'transfer:offer',
        {
          appointment: exchange.id,
          id,
          to,
          files: offers,
          ...(request !== undefined && { request }),
        },
        signal,
      ),
    )
    exchange.tab.answered(offers)
    Transfer.whenEnded(
      transfer,
      onAbort(signal, () => withdrawUnarrived(transfer)),
    )
    return transfer
  } catch (error) {
    announced.forget()
    // An offer made again after a reload stays unsent. In all other cases the caller still has the files.
    if (!again) exchange.unsends(offers)
    // The server may have taken the offer although its answer was lost.
    if (signal?.aborted) exchange.command('transfer:withdraw', { id }).catch(() => {})
    throw error
  }
}

function withdrawUnarrived(transfer: Transfer): void {
  for (const file of transfer.files.filter(isOnItsWay)) file.withdraw().catch(() => {})
}
