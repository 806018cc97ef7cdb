import { ChairsideError, fileKinds, type Ticket, type TicketUse } from '@chairside/protocol'
import type { Db } from '../../records/database.ts'
import { findFile } from '../../records/file.ts'
import { findObject } from '../../records/object.ts'
import { findTransfer } from '../../records/transfer.ts'
import type { ByteRange, ObjectStore, Presigner } from '../../seams.ts'
import type { RunningStreams } from '../bytes/running.ts'
import type { Tickets } from '../bytes/ticket.ts'
import type { Ground } from '../events/ground.ts'
import type { Identity } from '../people/identity.ts'
import { admit } from '../people/participant.ts'
import { require } from '../people/permission.ts'
import type { Receipts } from './receipt.ts'

/** The content that a ticket opens. */
export interface Content {
  readonly name: string
  readonly mime: string
  /** Bytes. */
  readonly size: number
  readonly sha256: string
  readonly use: TicketUse
  /** A range of its bytes, until `gone` says that the reader has left. */
  read(range: ByteRange, gone: AbortSignal): Outflow
  /** Gives the store's own address for the content; undefined when the bytes go through this server. */
  readonly address: ((method: 'GET' | 'HEAD', disposition: string) => Promise<string>) | undefined
  /** Records the receipt after its reader was redirected to the store. */
  handedOut(): Promise<void>
  /** Records the receipt of a download whose last byte has gone out. */
  sent(range: ByteRange): Promise<void>
}

/** Bytes on their way out. A chunk is valid until the next one is asked for. */
export interface Outflow {
  readonly bytes: AsyncIterable<Uint8Array>
  /** Aborts as soon as the bytes may no longer be read, also between two reads. */
  readonly cut: AbortSignal
}

/** Issues tickets and opens what they grant. Both throw NOT_FOUND, WITHDRAWN, EXPIRED or NOT_READY. */
export interface Downloads {
  ticket(who: Identity, file: string, use: TicketUse): Promise<Ticket>
  /** Also throws TICKET_INVALID or TICKET_EXPIRED. */
  open(ticket: string): Promise<Content>
}

const fetchable = ['ready', 'downloaded'] as const

export function createDownloads(
  { records, log }: Ground,
  {
    store,
    presigner,
    tickets,
    receipts,
    streams,
    retentionHours,
  }: {
    store: ObjectStore
    /** Undefined when all bytes go through this server. */
    presigner: Presigner | undefined
    tickets: Tickets
    receipts: Receipts
    streams: RunningStreams
    retentionHours: number
  },
): Downloads {
  const find = async (db: Db, who: Identity, id: string) => {
    const file = await findFile(db, id)
    const transfer = file === undefined ? undefined : await findTransfer(db, file.transfer)
    if (file === undefined || transfer === undefined) throw new ChairsideError('NOT_FOUND')
    const { me } = await admit(db, who, file.appointment)
    require(me, 'fetch a file', { transfer })
    switch (file.state) {
      case 'ready':
      case 'downloaded':
        return file
      case 'withdrawn':
        throw new ChairsideError('WITHDRAWN')
      case 'expired':
        throw new ChairsideError({ code: 'EXPIRED', limit: retentionHours })
      case 'rejected':
        throw new ChairsideError('NOT_FOUND')
      case 'offered':
      case 'receiving':
      case 'checking':
        throw new ChairsideError({ code: 'NOT_READY', retryAfter: 5 })
    }
  }

  return {
    ticket: async (who, id, use) => {
      await find(records.db, who, id)
      return tickets.issue({ who, file: id, use })
    },
    open: async (ticket) => {
      const { who, file: id, use } = await tickets.redeem(ticket)
      const file = await find(records.db, who, id)
      const object = file.object === null ? undefined : await findObject(records.db, file.object)
      if (object === undefined || object.type === null) throw new ChairsideError('NOT_FOUND')
      const { key, size, type, sha256 } = object
      const { mime } = fileKinds[type]
      let viewed = false
      return {
        name: file.name,
        mime,
        size,
        sha256: sha256 ?? '',
        use,
        read: (range, gone) => {
          const watch = streams.watch({ who, file: id, states: fetchable })
          if (gone.aborted) watch.end()
          else gone.addEventListener('abort', () => watch.end(), { once: true })
          const flow = async function* () {
            const signal = AbortSignal.any([gone, watch.signal])
            try {
              for await (const chunk of store.read(key, range, { signal, lend: true })) {
                yield chunk
                if (use === 'view' && range.start === 0 && !viewed) {
                  viewed = true
                  await receipts
                    .fetched(who, id, 'viewed')
                    .catch((error) => log.error({ err: error, file: id }, 'a receipt could not be kept'))
                }
              }
            } catch (error) {
              throw watch.signal.aborted ? watch.signal.reason : error
            } finally {
              watch.end()
            }
          }
          return { bytes: flow(), cut: watch.signal }
        },
        address:
          presigner && ((method, disposition) => presigner.address(key, method, { disposition, mime })),
        handedOut: () => receipts.fetched(who, id, use === 'view' ? 'viewed' : 'downloaded'),
        sent: async ({ end }) => {
          if (use === 'download' && end === size - 1) await receipts.fetched(who, id, 'downloaded')
        },
      }
    },
  }
}
