import { ChairsideError, fileKinds, type Ticket, type TicketUse } from '@chairside/protocol'
import type { Db } from '../../records/database.ts'
import { findJudged } from '../../records/upload.ts'
import type { ByteRange, ObjectStore, Presigner } from '../../seams.ts'
import type { Ground } from '../events/ground.ts'
import { type Owners, ownerOf } from './owner.ts'
import type { Readers } from './readers.ts'
import type { RunningStreams } from './running.ts'
import type { Grant, Tickets } from './ticket.ts'

/** The content that a ticket opens. */
export interface Content {
  readonly name: string
  readonly mime: string
  /** Bytes. */
  readonly size: number
  readonly sha256: string
  readonly use: TicketUse
  /** Throws what the store says instead if the bytes are not there. */
  present(): Promise<void>
  /** A range of its bytes, until `gone` says that the reader has left. Throws DOWNLOADS_FULL. */
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

/** Issues tickets and opens what they grant. Both throw NOT_FOUND, NOT_READY, or why the bytes are gone. */
export interface Downloads {
  /** A ticket for the bytes of an upload of this kind of owner. Also throws DOWNLOADS_FULL. */
  ticket(grant: Grant): Promise<Ticket>
  /** Also throws TICKET_INVALID or TICKET_EXPIRED. */
  open(ticket: string): Promise<Content>
}

export function createDownloads(
  { records, log }: Ground,
  {
    store,
    presigner,
    owners,
    tickets,
    streams,
    readers,
  }: {
    store: ObjectStore
    /** Undefined when all bytes go through this server. */
    presigner: Presigner | undefined
    owners: Owners
    tickets: Tickets
    streams: RunningStreams
    readers: Readers
  },
): Downloads {
  /** The upload, its object and its name. Throws unless `who` may fetch them now. */
  const find = async (db: Db, { who, owner: kind, id }: Grant) => {
    const upload = await findJudged(db, id)
    if (upload?.owner !== kind) throw new ChairsideError('NOT_FOUND')
    const owner = ownerOf(owners, upload)
    const { stage, name } = await owner.find(db, who, id, 'fetch')
    switch (stage.at) {
      case 'ready':
        return { upload, owner, name }
      case 'gone':
        throw stage.why
      case 'arriving':
      case 'checking':
        throw new ChairsideError({ code: 'NOT_READY', retryAfter: 5 })
    }
  }

  return {
    ticket: async (grant) => {
      await find(records.db, grant)
      readers.ask(grant.who)
      return tickets.issue(grant)
    },
    open: async (ticket) => {
      const grant = await tickets.redeem(ticket)
      const { who, id, use } = grant
      const { upload, owner, name } = await find(records.db, grant)
      const { object: key, size, type, sha256 } = upload
      if (key === null || type === null || sha256 === null) throw new ChairsideError('NOT_FOUND')
      const mime = type === 'other' ? (upload.mime ?? 'application/octet-stream') : fileKinds[type].mime
      let viewed = false
      return {
        name,
        mime,
        size,
        sha256,
        use,
        present: async () => {
          for await (const _ of store.read(key, { start: 0, end: 0 })) break
        },
        read: (range, gone) => {
          const leave = readers.enter(who, range.end + 1 - range.start)
          const watch = streams.watch({ who, owner: upload.owner, id, action: 'fetch' })
          const over = (): void => {
            watch.end()
            leave()
          }
          if (gone.aborted) over()
          else gone.addEventListener('abort', over, { once: true })
          const flow = async function* () {
            const signal = AbortSignal.any([gone, watch.signal])
            try {
              for await (const chunk of store.read(key, range, { signal, lend: true })) {
                yield chunk
                if (use === 'view' && range.start === 0 && !viewed) {
                  viewed = true
                  await owner
                    .fetched(who, id, use)
                    .catch((error) => log.error({ err: error, upload: id }, 'a receipt could not be kept'))
                }
              }
            } catch (error) {
              throw watch.signal.aborted ? watch.signal.reason : error
            } finally {
              over()
            }
          }
          return { bytes: flow(), cut: watch.signal }
        },
        address:
          presigner && ((method, disposition) => presigner.address(key, method, { disposition, mime })),
        handedOut: () => owner.fetched(who, id, use),
        sent: async ({ end }) => {
          if (use === 'download' && end === size - 1) await owner.fetched(who, id, use)
        },
      }
    },
  }
}
