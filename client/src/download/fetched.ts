import { extensionOf, fileKinds, type Ticket, type TicketUse, typeOfExtension } from '@chairside/protocol'
import { collected } from './collected.ts'
import { open } from './open.ts'

/** What can be fetched by a ticket. */
export interface Fetchable {
  readonly name: string
  /** The media type, where it is known; otherwise the ending of the name says it. */
  readonly mime?: string | undefined
  ticket(use: TicketUse): Promise<Ticket>
}

/**
 * Fetches a file into memory, for browsers that do not let a page save files.
 *
 * @throws ChairsideError as `ticket`, or as the server answers; LINE_DOWN when the connection breaks meanwhile
 */
export async function fetched(file: Fetchable): Promise<File> {
  const { url } = await file.ticket('download')
  const known = typeOfExtension(extensionOf(file.name))
  const type = file.mime ?? (known && fileKinds[known].mime)
  const bytes = await collected(await open(url))
  return new File([bytes], file.name, type === undefined ? {} : { type })
}
