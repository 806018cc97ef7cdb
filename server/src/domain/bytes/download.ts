import { ChairsideError, type ContentUse, fileKinds, type Ticket } from '@chairside/protocol'
import { ownerLabel } from '../../metrics.ts'
import type { Db } from '../../records/database.ts'
import { findJudged } from '../../records/upload.ts'
import type { ByteRange, ObjectStore, Presigner } from '../../seams.ts'
import type { Ground } from '../events/ground.ts'
import { isApp } from '../people/identity.ts'
import type { Fetches } from './fetch.ts'
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
  readonly use: ContentUse
  /** Throws CONTENT_GONE when the store has lost the bytes, another error of the store, or DOWNLOADS_FULL. */
  present(): Promise<void>
  /**
   * Gives the bytes of a range, until `gone` aborts because the reader has left. A chunk counts as sent when the next one
   * is asked for. The sent bytes are recorded when the flow ends. Throws DOWNLOADS_FULL; the flow throws as `present`.
   */
  read(range: ByteRange, gone: AbortSignal): Outflow
  /** Gives the store's own address for the content; undefined when the bytes go through this server. */
  readonly address: ((method: 'GET' | 'HEAD', disposition: string) => Promise<string>) | undefined
  /** Records that a reader of this range is redirected to the store, where the whole content can be read. */
  handedOut(range: ByteRange): Promise<void>
}

/** Bytes on their way out. A chunk is valid until the next one is asked for. */
export interface Outflow {
  readonly bytes: AsyncIterable<Uint8Array>
  /** Aborts as soon as the bytes may no longer be read, also between two reads. */
  readonly cut: AbortSignal
}

/** Issues tickets and opens the granted contents. Both throw NOT_FOUND, NOT_READY, or the error of a file that is gone. */
export interface Downloads {
  /**
   * Issues a ticket with this grant; `address` is the IP address of the person who asks. To the app's backend it is for its
   * record, whatever the grant says. Also throws DOWNLOADS_FULL, and BAD_REQUEST when a person wants it for the record.
   */
  ticket(grant: Grant, address: string | undefined): Promise<Ticket>
  /**
   * `known` is called with the grant, also of an expired ticket. `ahead`: see `Sent`. Also throws TICKET_INVALID or
   * TICKET_EXPIRED.
   */
  open(
    ticket: string,
    address: string | undefined,
    how?: { known?: (grant: Grant) => void; ahead?: boolean },
  ): Promise<Content>
  /** Resolves when every begun answer has ended and its sent bytes are recorded. */
  settled(): Promise<void>
}

export function createDownloads(
  { records, commit, log, meter }: Ground,
  {
    store,
    presigner,
    owners,
    tickets,
    streams,
    readers,
    fetches,
  }: {
    store: ObjectStore
    /** Undefined when all bytes go through this server. */
    presigner: Presigner | undefined
    owners: Owners
    tickets: Tickets
    streams: RunningStreams
    readers: Readers
    fetches: Fetches
  },
): Downloads {
  /** Gives the upload, its owner and its name. Throws unless `who` may fetch the bytes now. */
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
    settled: fetches.settled,
    ticket: (wanted, address) =>
      commit(async (tx, change) => {
        const grant = isApp(wanted.who) ? { ...wanted, use: 'record' as const } : wanted
        if (grant.use === 'record' && !isApp(grant.who))
          throw new ChairsideError({
            ...{ code: 'BAD_REQUEST', found: 'not-allowed', field: '/use', choices: ['download', 'view'] },
          })
        const { owner } = await find(tx, grant)
        readers.ask(grant.who)
        await owner.issued(tx, change, { ...grant, address })
        return tickets.issue(tx, grant)
      }),
    open: async (ticket, address, { known = () => undefined, ahead = false } = {}) => {
      const grant = await tickets.redeem(ticket, known)
      const { who, id, use } = grant
      const { upload, owner, name } = await find(records.db, grant)
      const { object: key, size, type, sha256 } = upload
      if (key === null || type === null || sha256 === null) throw new ChairsideError('NOT_FOUND')
      const mime = type === 'other' ? (upload.mime ?? 'application/octet-stream') : fileKinds[type].mime
      const fetch = { who, id, use, address, size, ahead: ahead && use === 'view' }
      /** Gives the store's error as it is told: NOT_FOUND would say that there is no such file. */
      const told = (error: unknown): unknown => {
        if (!(error instanceof ChairsideError) || error.code !== 'NOT_FOUND') return error
        log.error({ err: error, upload: id }, 'the bytes of a file are gone from the store')
        return new ChairsideError('CONTENT_GONE', { cause: error })
      }
      /** Never rejects: the bytes have gone out already. */
      const keep = (range: ByteRange, bytes: number, taken: number): Promise<void> => {
        const whole = taken === range.end - range.start + 1
        const went = taken === 0 ? undefined : { start: range.start, end: range.start + taken - 1 }
        return fetches.keepGone([
          { owner, answer: { ...fetch, range, bytes, whole, redirected: false, went } },
        ])
      }
      return {
        name,
        mime,
        size,
        sha256,
        use,
        present: async () => {
          readers.ask(who)
          try {
            for await (const _ of store.read(key, { start: 0, end: 0 })) break
          } catch (error) {
            throw told(error)
          }
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
            const ended = fetches.begin()
            let [given, taken] = [0, 0]
            try {
              for await (const chunk of store.read(key, range, { signal, lend: true })) {
                given += chunk.length
                meter.count('sent', { owner: ownerLabel(upload.owner) }, chunk.length)
                yield chunk
                taken = given
              }
            } catch (error) {
              throw watch.signal.aborted ? watch.signal.reason : told(error)
            } finally {
              over()
              if (given > 0) await keep(range, given, taken)
              ended()
            }
          }
          return { bytes: flow(), cut: watch.signal }
        },
        address:
          presigner && ((method, disposition) => presigner.address(key, method, { disposition, mime })),
        handedOut: (range) =>
          fetches.keep(owner, {
            ...fetch,
            range,
            bytes: size,
            whole: true,
            redirected: true,
            went: range,
          }),
      }
    },
  }
}
