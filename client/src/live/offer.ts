import { type Transfer as Facts, type FileOffer, isOnItsWay, transferPolicy } from '@chairside/protocol'
import { onAbort } from '../async/abort.ts'
import { newId } from '../connection/id.ts'
import type { PhotoLocation } from '../photo/photo.ts'
import { announce, asSent, contentsOf, type FileSource } from '../upload/source.ts'
import type { Exchange } from './exchange.ts'
import { Transfer } from './transfer.ts'

/** How files are sent. */
export interface SendOptions {
  /**
   * The id of the participant for whom the files are: by default the other party as this page knows it now. If that
   * person has left by the time the offer arrives, it is refused (RECIPIENT_GONE).
   */
  readonly to?: string | undefined
  /** Aborting it withdraws what has not arrived by then. */
  readonly signal?: AbortSignal | undefined
  /** Whether photos keep the location where they were taken (the default), or lose it before they are offered. */
  readonly location?: PhotoLocation | undefined
}

/** How an offer is sent: also to whom, and which request it answers. */
export interface OfferOptions extends SendOptions {
  readonly to: string
  readonly request?: string | undefined
  /** The id of the transfer, and its files, where it was offered before and nobody answered. */
  readonly again?: { readonly id: string; readonly files: readonly FileOffer[] }
}

/**
 * Offers files as one transfer; resolves when the server has taken the offer, and their bytes begin to go.
 *
 * @param taken resolves with the transfer of this id: from the command's answer, or from its event, which may be first
 * @throws ChairsideError what is wrong with one of the files or with all together, or what the server answered
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
    // What was found again after a reload stays unsent; else the caller still has the files.
    if (!again) exchange.unsends(offers)
    // The server may have taken the offer although its answer was lost.
    if (signal?.aborted) exchange.command('transfer:withdraw', { id }).catch(() => {})
    throw error
  }
}

function withdrawUnarrived(transfer: Transfer): void {
  for (const file of transfer.files.filter(isOnItsWay)) file.withdraw().catch(() => {})
}
