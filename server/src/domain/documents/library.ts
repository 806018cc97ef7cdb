import {
  ChairsideError,
  cleanName,
  type Decision,
  type Document,
  type DocumentChange,
  type DocumentOffer,
  judgeIntent,
  type LibraryPage,
  type LibrarySearch,
  type LibraryWish,
  type Reach,
} from '@chairside/protocol'
import { dropAccesses } from '../../records/access.ts'
import { lockAppointment } from '../../records/appointment.ts'
import type { Db } from '../../records/database.ts'
import {
  changeDocument,
  findDocument,
  insertDocument,
  listLibrary,
  lockDocument,
} from '../../records/document.ts'
import { findLibrary, lockLibrary } from '../../records/library.ts'
import { insertUploads } from '../../records/upload.ts'
import type { Bytes } from '../bytes/bytes.ts'
import type { Ground } from '../events/ground.ts'
import { doneBy, type Identity, roleOf } from '../people/identity.ts'
import type { Attaching } from './attaching.ts'
import type { Deleting } from './deleting.ts'
import { fold } from './fold.ts'
import type { Hints } from './hint.ts'
import { digestOf, readExpiry } from './offer.ts'
import { documentKind } from './owner.ts'
import type { Putting } from './profile/putting.ts'
import { reachOf } from './reach.ts'
import { rename } from './rename.ts'
import { requireEditable, requireLibrary, requireSession } from './rights.ts'
import { requireRoom } from './room.ts'
import { viewDocuments } from './view.ts'

/** A practitioner's documents. What is not the caller's throws NOT_FOUND. */
export interface Libraries {
  /**
   * Adds a document, whose bytes follow, and attaches it or puts it on a profile. The same offer again gives the first answer; another one with
   * its id throws CONFLICT. Throws BAD_REQUEST, what is wrong with the file, LIBRARY_FULL or APPOINTMENT_FULL.
   */
  offer(who: Identity, offer: DocumentOffer): Promise<Document>
  find(who: Identity, id: string): Promise<Document>
  /** Requires the document to be in the caller's library. */
  requireOwn(who: Identity, id: string): Promise<void>
  /** Throws CONFLICT once it is deleted, BAD_REQUEST or FILENAME_INVALID. */
  change(who: Identity, id: string, wish: DocumentChange): Promise<Document>
  /** Deletes it for everyone; running downloads end within a second. A second call changes nothing. */
  delete(who: Identity, id: string): Promise<Document>
  /** How many patients can open it now. */
  reach(who: Identity, id: string): Promise<Reach>
  /** Ends a doubt of the scanner. Throws CONFLICT where there is none. */
  decide(who: Identity, id: string, decision: Decision): Promise<Document>
  page(who: Identity, practitioner: string, wish: LibraryWish | LibrarySearch): Promise<LibraryPage>
}

export function createLibraries(
  { records, commit, clock, limits }: Ground,
  {
    hints,
    attaching,
    putting,
    deleting,
    decide,
    arriving,
  }: {
    hints: Hints
    attaching: Attaching
    putting: Putting
    deleting: Deleting
    decide: Bytes['decide']
    arriving: (id: string) => number | undefined
  },
): Libraries {
  const view = async (db: Db, id: string): Promise<Document> => {
    const document = await findDocument(db, id)
    const [seen] = document === undefined ? [] : await viewDocuments(db, [document], arriving)
    if (seen === undefined) throw new ChairsideError('NOT_FOUND')
    return seen
  }

  /** The practitioner in whose library an offered document goes. */
  const libraryFor = async (tx: Db, who: Identity, offer: DocumentOffer): Promise<string> => {
    const { attach, practitioner } = offer
    const here = attach !== undefined && 'appointment' in attach ? attach.appointment : undefined
    const own = here === undefined ? who.id : (await requireSession(tx, who, here)).appointment.practitioner
    if (here === undefined) await requireLibrary(tx, who, own)
    if (practitioner !== undefined && practitioner !== own)
      throw new ChairsideError({ code: 'BAD_REQUEST', found: 'other-library', field: '/practitioner' })
    return own
  }

  const findLocked = async (tx: Db, practitioner: string, id: string) => {
    await lockLibrary(tx, practitioner)
    return findDocument(tx, id)
  }

  return {
    offer: (who, offer) =>
      commit(async (tx, change) => {
        const { id, size, policy, attach } = offer
        if (attach !== undefined && 'appointment' in attach) await lockAppointment(tx, attach.appointment)
        const practitioner = await libraryFor(tx, who, offer)
        // An offer with the same id that comes at the same time is waited for.
        const known = (await findDocument(tx, id)) ?? (await findLocked(tx, practitioner, id))
        if (known !== undefined) {
          if (known.practitioner === practitioner && known.offer === digestOf(offer)) return view(tx, id)
          throw new ChairsideError({ code: 'CONFLICT', found: 'other-content' })
        }
        const problem = judgeIntent(limits[policy], offer)
        if (problem !== null) throw new ChairsideError(problem)
        await requireRoom(tx, practitioner, size, limits)
        const name = cleanName(offer.name, 1)
        await insertUploads(tx, [{ id, owner: documentKind, policy, sender: 'practitioner', size }])
        await insertDocument(tx, {
          id,
          practitioner,
          name,
          folded: fold(name),
          offer: digestOf(offer),
          size,
          policy,
          state: 'receiving',
          waiting: false,
          sensitivity: offer.sensitivity ?? 'normal',
          visibility: offer.visibility ?? 'all',
          expires_at: readExpiry(offer.expiresAt, change.now, limits.expiryYears),
          kind: null,
          code: null,
          details: null,
          created_at: change.now,
          ready_at: null,
          ended_at: null,
          kept_from: null,
          thumbnail: null,
        })
        change.documentFact(id, { kind: 'document-offered', ...doneBy(who), document: id, size })
        if (attach !== undefined) {
          if ('patient' in attach) await putting.put(tx, change, who, id, attach.patient)
          else await attaching.attach(tx, change, who, id, attach.appointment, attach)
        }
        hints.library(change, practitioner)
        return view(tx, id)
      }),

    find: async (who, id) => {
      await requireEditable(records.db, who, id)
      return view(records.db, id)
    },

    requireOwn: async (who, id) => void (await requireEditable(records.db, who, id, true)),

    change: (who, id, { name, sensitivity, visibility, expiresAt }) =>
      commit(async (tx, change) => {
        const document = await lockDocument(tx, id)
        await requireEditable(tx, who, id, true)
        if (document === undefined) throw new ChairsideError('NOT_FOUND')
        if (document.state === 'deleted') throw new ChairsideError({ code: 'CONFLICT', state: 'deleted' })
        const renamed = name === undefined ? document.name : rename(document.name, name)
        const next = {
          name: renamed,
          folded: fold(renamed),
          sensitivity: sensitivity ?? document.sensitivity,
          visibility: visibility ?? document.visibility,
          expires_at:
            expiresAt === undefined
              ? document.expires_at
              : readExpiry(expiresAt, change.now, limits.expiryYears),
        }
        const changed = [
          ...(next.name === document.name ? [] : (['name'] as const)),
          ...(next.sensitivity === document.sensitivity ? [] : (['sensitivity'] as const)),
          ...(next.visibility === document.visibility ? [] : (['visibility'] as const)),
          ...(next.expires_at === document.expires_at ? [] : (['expiresAt'] as const)),
        ]
        if (changed.length === 0) return view(tx, id)
        await changeDocument(tx, id, next)
        if (next.sensitivity !== document.sensitivity) await dropAccesses(tx, { document: id })
        change.documentFact(id, { kind: 'document-changed', ...doneBy(who), document: id, changed })
        await attaching.tell(tx, change, document, [document.visibility, next.visibility])
        hints.library(change, document.practitioner)
        change.after(deleting.recheck)
        return view(tx, id)
      }),

    delete: (who, id) =>
      commit(async (tx, change) => {
        await lockDocument(tx, id)
        // An editor may give up what does not arrive; all else is only the practitioner's.
        const { state } = await requireEditable(tx, who, id)
        if (roleOf(who) === 'staff' && state === 'ready') throw new ChairsideError('NOT_FOUND')
        await deleting.delete(tx, change, id, doneBy(who))
        return view(tx, id)
      }),

    reach: async (who, id) => {
      await requireEditable(records.db, who, id, true)
      return reachOf(records.db, id, clock.now())
    },

    decide: (who, id, decision) =>
      commit(async (tx, change) => {
        await lockDocument(tx, id)
        await requireEditable(tx, who, id)
        if (!(await decide(tx, change, id, decision))) throw new ChairsideError('CONFLICT')
        change.documentFact(id, { kind: 'document-decided', ...doneBy(who), document: id, decision })
        return view(tx, id)
      }),

    page: async (who, practitioner, wish) => {
      const { db } = records
      await requireLibrary(db, who, practitioner)
      const { order = 'newest', place, kind, after } = wish
      const from = after === undefined ? undefined : await findDocument(db, after)
      if (after !== undefined && from?.practitioner !== practitioner) throw new ChairsideError('NOT_FOUND')
      const search = 'search' in wish ? fold(wish.search) : undefined
      const found = await listLibrary(db, {
        ...{ practitioner, order, place, kind, search, after: from, now: clock.now() },
        limit: limits.libraryPage + 1,
      })
      const shown = found.slice(0, limits.libraryPage)
      const { documents: total = 0, bytes: used = 0 } = (await findLibrary(db, practitioner)) ?? {}
      const last = found.length > shown.length ? shown.at(-1) : undefined
      return {
        documents: await viewDocuments(db, shown, arriving),
        ...(last && { next: last.id }),
        total,
        used,
        ...(limits.library > 0 && { limit: limits.library }),
      }
    },
  }
}
