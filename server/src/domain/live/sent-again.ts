import { type FileOffer, mayBecome } from '@chairside/protocol'
import type { Db } from '../../records/database.ts'
import { listFilesOf, type SentFile } from '../../records/file.ts'
import type { RequestRow } from '../../records/tables.ts'
import { listTransfers } from '../../records/transfer.ts'

/**
 * Whether each offered file has the name and size of one that was withdrawn from a request's answer, and was not sent
 * again since. So a withdrawal can be undone even after the request was answered.
 */
export async function isSentAgain(
  tx: Db,
  request: RequestRow,
  offers: readonly FileOffer[],
): Promise<boolean> {
  const transfers = (await listTransfers(tx, request.appointment)).filter((one) => one.request === request.id)
  const files = await listFilesOf(
    tx,
    transfers.map(({ id }) => id),
  )
  const withdrawn = files.filter(({ state }) => state === 'withdrawn')
  for (const file of files) if (file.transfer !== request.transfer) take(withdrawn, file)
  return offers.every((offer) => take(withdrawn, offer))
}

/** Takes a withdrawn file with an offered file's name and size out of the list; gives whether there was one. */
function take(withdrawn: SentFile[], { name, size }: Pick<FileOffer, 'name' | 'size'>): boolean {
  const at = withdrawn.findIndex((file) => file.size === size && mayBecome(stem(name), stem(file.name)))
  if (at < 0) return false
  withdrawn.splice(at, 1)
  return true
}

// Without the ending, which becomes that of the content once that is known.
const stem = (name: string): string => name.replace(/\.[^.]*$/, '')
