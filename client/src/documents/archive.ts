import type { ArchiveTicket, ChairsideError } from '@chairside/protocol'
import { collected } from '../download/collected.ts'
import { open } from '../download/open.ts'
import { save } from '../download/save.ts'
import type { DocumentAccess } from './access.ts'
import { ask } from './ask.ts'

/** Everything in an appointment, or on a profile, that the patient may open now, as one ZIP. It must be begun within 60 s. */
export interface Archive {
  readonly name: string
  /** How many files it holds. */
  readonly files: number
  /** Its exact length in bytes. */
  readonly size: number
  /** How many sensitive documents stay out, because they need a code. */
  readonly left: number
  readonly url: string
  /** When the right to fetch it ends. */
  readonly expiresAt: Date
  /** Saves it, as `download` of a `PatientDocument` does. */
  save(options?: { failed?: (error: ChairsideError) => void }): Promise<ReadableStream<Uint8Array> | null>
  /**
   * Fetches it into memory, for browsers that do not let a page save files.
   *
   * @param options `progress` is called with the bytes that have come
   * @throws ChairsideError as the server answers; LINE_DOWN when the connection breaks meanwhile
   * @throws the reason of `signal`
   */
  fetched(options?: { progress?: (bytes: number) => void; signal?: AbortSignal }): Promise<File>
}

/**
 * Gives the archive of an appointment.
 *
 * @throws ChairsideError NOTHING_TO_PACK when there is nothing that the patient may open now
 */
export const archiveOf = async (access: DocumentAccess, appointment: string): Promise<Archive> =>
  openedBy(await ask(access.http, 'issueArchiveTicket', { params: { id: appointment } }))

/** Gives the archive of what a practitioner has put on the patient's profile. Throws as `archiveOf`. */
export const archiveOfProfile = async (access: DocumentAccess, practitioner: string): Promise<Archive> =>
  openedBy(await ask(access.http, 'issueProfileArchiveTicket', { params: { id: access.me, practitioner } }))

function openedBy(ticket: ArchiveTicket): Archive {
  const { name, url } = ticket
  return {
    ...ticket,
    expiresAt: new Date(ticket.expiresAt),
    save: ({ failed } = {}) => save(url, failed),
    fetched: async ({ progress, signal } = {}) => {
      signal?.throwIfAborted()
      const bytes = await collected(await open(url), progress, signal)
      return new File([bytes], name, { type: 'application/zip' })
    },
  }
}
