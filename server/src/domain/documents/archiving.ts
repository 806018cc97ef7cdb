import { type ArchiveTicket, ChairsideError } from '@chairside/protocol'
import type { ByteRange, ObjectStore } from '../../seams.ts'
import type { Bytes } from '../bytes/bytes.ts'
import type { Outflow } from '../bytes/download.ts'
import { type Owners, ownerOf } from '../bytes/owner.ts'
import type { Grant, Tickets } from '../bytes/ticket.ts'
import type { Ground } from '../events/ground.ts'
import type { Identity } from '../people/identity.ts'
import { digestOfArchive, type Packed, readArchive } from './archive.ts'
import { type ArchiveOf, createCollecting, type ListReceivedEntries } from './archive-contents.ts'
import { type ArchiveEntry, askInTurn, small, together } from './archive-rights.ts'

/** An archive that a ticket opens. */
export interface Archive {
  readonly name: string
  /** Its exact length in bytes. */
  readonly size: number
  /** Names its bytes: another digest is another archive. */
  readonly digest: string
  /**
   * Gives the bytes of a range until `gone` aborts. Each content of which bytes are wanted is asked for when its turn comes,
   * and watched while it goes out: the archive ends where the right to one has ended. Throws DOWNLOADS_FULL.
   *
   * @param begin is called when work for a content begins, and what it gives when that ends: the time between is that of
   *   the records, not of the reader
   */
  read(range: ByteRange, gone: AbortSignal, begin: () => () => void): Outflow
}

/** Everything in an appointment, or on a profile, that somebody may open, as one archive. */
export interface Archives {
  /** Throws NOT_FOUND, NOTHING_TO_PACK or DOWNLOADS_FULL. */
  ticket(who: Identity, appointment: string): Promise<ArchiveTicket>
  /** What one practitioner has put on a patient's profile, for that patient. Throws as `ticket`. */
  ofProfile(who: Identity, patient: string, practitioner: string): Promise<ArchiveTicket>
  /** `known` is called with the grant, also of an expired ticket. Throws what `ticket` throws, TICKET_INVALID or TICKET_EXPIRED. */
  open(ticket: string, address: string | undefined, known: (grant: Grant) => void): Promise<Archive>
}

export function createArchives(
  { records, commit, clock, limits, meter }: Ground,
  {
    store,
    owners,
    tickets,
    outflow: { streams, readers, fetches },
    received,
  }: {
    store: ObjectStore
    owners: Owners
    tickets: Tickets
    outflow: Bytes['outflow']
    received: ListReceivedEntries
  },
): Archives {
  const collect = createCollecting({ clock, limits }, received)
  const ticketFor = (who: Identity, of: ArchiveOf): Promise<ArchiveTicket> =>
    commit(async (tx) => {
      const { name, entries, left, size } = await collect(tx, who, of)
      readers.ask(who)
      // What becomes ready from now on is not in it: an archive whose line broke can go on only as the same archive.
      const at = Math.max(clock.now(), ...entries.map((one) => one.at))
      const ticket = await tickets.issue(tx, { who, owner: of.kind, id: of.id, use: 'download' }, at)
      return { ...ticket, name, files: entries.length, size, left }
    })

  return {
    ticket: (who, appointment) => ticketFor(who, { kind: 'archive', id: appointment }),
    ofProfile: async (who, patient, practitioner) => {
      if (who.id !== patient) throw new ChairsideError('NOT_FOUND')
      return ticketFor(who, { kind: 'profile-archive', id: practitioner })
    },

    open: async (ticket, address, known) => {
      const grant = await tickets.redeem(ticket, known)
      const { who, owner: kind, id, use, issuedAt } = grant
      if (kind !== 'archive' && kind !== 'profile-archive') throw new ChairsideError('TICKET_INVALID')
      const { name, entries, size } = await collect(records.db, who, { kind, id }, issuedAt)
      return {
        name,
        size,
        digest: digestOfArchive(entries),
        read: (range, gone, begin) => {
          const leave = readers.enter(who, range.end - range.start + 1)
          const cut = new AbortController()
          const signal = AbortSignal.any([gone, cut.signal])
          const mayFetch = askInTurn(records.db, who, entries, { owners, streams })
          let endWatch = (): void => undefined
          /** The content whose turn it is, and how many bytes were given, and taken, since its turn came. */
          let current: { entry: ArchiveEntry; range: ByteRange; given: number; taken: number } | undefined

          /** What has gone out and is not kept yet. */
          let unkept: Parameters<typeof fetches.keepGone>[0][number][] = []

          const keep = async (): Promise<void> => {
            const answers = unkept
            unkept = []
            if (answers.length > 0) await fetches.keepGone(answers)
          }

          /** Notes what has gone out of the content whose turn is over. */
          const finish = (): void => {
            endWatch()
            const turn = current
            current = undefined
            if (turn === undefined || turn.given === 0) return
            const { entry, range } = turn
            const wanted = range.end - range.start + 1
            // Behind a content bytes of the format follow.
            const [bytes, taken] = [Math.min(turn.given, wanted), Math.min(turn.taken, wanted)]
            const answer = {
              ...{ who, id: entry.id, use, address, range, size: entry.size, bytes },
              ...{ whole: taken === wanted, redirected: false, ahead: false },
              went: taken === 0 ? undefined : { start: range.start, end: range.start + taken - 1 },
            }
            unkept.push({ owner: ownerOf(owners, entry), answer })
          }

          const mayGo = async (packed: Packed, wanted: ByteRange): Promise<void> => {
            const over = begin()
            try {
              await askFor(packed, wanted)
            } finally {
              over()
            }
          }

          /** Asks for the next content, and watches the right to it from then on. */
          const askFor = async (packed: Packed, wanted: ByteRange): Promise<void> => {
            finish()
            const entry = packed as ArchiveEntry
            const { owner, id, size } = entry
            // Many small contents are kept together: each transaction waits for the disk.
            if (size > small || unkept.length === together) await keep()
            await mayFetch(entry)
            const watch = streams.watch({ who, owner, id, action: 'fetch' })
            const end = (): void => cut.abort(watch.signal.reason)
            watch.signal.addEventListener('abort', end, { once: true })
            endWatch = () => {
              watch.signal.removeEventListener('abort', end)
              watch.end()
            }
            current = { entry, range: wanted, given: 0, taken: 0 }
          }

          const flow = async function* () {
            const ended = fetches.begin()
            try {
              for await (const chunk of readArchive(store, entries, { signal, range, mayGo })) {
                if (current !== undefined) current.given += chunk.length
                meter.count('sent', { owner: 'archive' }, chunk.length)
                yield chunk
                // It counts as taken when the next one is asked for.
                if (current !== undefined) current.taken = current.given
              }
            } finally {
              leave()
              finish()
              await keep()
              ended()
            }
          }
          if (gone.aborted) leave()
          return { bytes: flow(), cut: cut.signal }
        },
      }
    },
  }
}
