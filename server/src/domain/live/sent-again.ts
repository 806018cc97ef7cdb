import { type FileOffer, mayHaveBeen, sentAs } from '@chairside/protocol'
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
  return areSentAgain(offers, files, request.transfer)
}

/** The same, of the files that were sent for a request, and the transfer that answered it. */
export function areSentAgain(
  offers: readonly FileOffer[],
  files: readonly Pick<SentFile, 'name' | 'size' | 'state' | 'transfer'>[],
  answer: string | null,
): boolean {
  // Each name is read once: there may be hundreds of both.
  const left = files
    .filter(({ state }) => state === 'withdrawn')
    .map(({ name, size }) => ({ size, names: mayHaveBeen(stem(name)) }))
  const take = ({ name, size }: Pick<FileOffer, 'name' | 'size'>): boolean => {
    const sent = sentAs(stem(name))
    const at = left.findIndex((one) => one.size === size && one.names.includes(sent))
    if (at < 0) return false
    left.splice(at, 1)
    return true
  }
  for (const file of files) if (file.transfer !== answer) take(file)
  return offers.every(take)
}

// Without the ending, which becomes that of the content once that is known.
const stem = (name: string): string => name.replace(/\.[^.]*$/, '')
