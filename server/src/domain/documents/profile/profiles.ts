import { ChairsideError, type Document, type Profile, type ProfileWish, toInstant } from '@chairside/protocol'
import type { Db } from '../../../records/database.ts'
import { findDocument, lockDocument, type StoredDocument } from '../../../records/document.ts'
import { areTogether } from '../../../records/present.ts'
import { listOnProfiles } from '../../../records/profile.ts'
import {
  countProfile,
  findBetween,
  listBetween,
  listLinksTo,
  listProfile,
} from '../../../records/profile-list.ts'
import { countViews } from '../../../records/viewing.ts'
import type { Ground } from '../../events/ground.ts'
import type { Identity } from '../../people/identity.ts'
import type { Deleting } from '../deleting.ts'
import { viewLink } from '../links/share-link.ts'
import { requireEditable, requireLibrary } from '../rights.ts'
import { viewDocuments } from '../view.ts'
import { type Putting, requirePatient } from './putting.ts'

/** The documents of a practitioner's patients. What is not the caller's throws NOT_FOUND. */
export interface Profiles {
  /** A page of what is a patient's: on their profile, or attached where they are the only patient; the newest first. */
  read(who: Identity, practitioner: string, patient: string, wish: ProfileWish): Promise<Profile>
  /** Puts a document on a profile; a second call changes nothing. */
  put(who: Identity, document: string, patient: string): Promise<Document>
  /** Takes it off; running downloads of the patient end within a second. */
  takeOff(who: Identity, document: string, patient: string): Promise<Document>
}

/** A list tells no address: who wants one asks for the link itself. */
const withoutAddress = () => undefined

export function createProfiles(
  { records, commit, clock, limits }: Ground,
  {
    putting,
    deleting,
    arriving,
  }: {
    putting: Putting
    deleting: Deleting
    arriving: (id: string) => number | undefined
  },
): Profiles {
  const view = async (db: Db, id: string): Promise<Document> => {
    const document = await findDocument(db, id)
    const [seen] = document === undefined ? [] : await viewDocuments(db, [document], arriving)
    if (seen === undefined) throw new ChairsideError('NOT_FOUND')
    return seen
  }

  /** The documents with what is known of each for this patient; the same few queries however many they are. */
  const viewAll = async (db: Db, patient: string, stored: readonly StoredDocument[]) => {
    if (stored.length === 0) return []
    const ids = stored.map(({ id }) => id)
    const onProfile = new Set((await listOnProfiles(db, ids, [patient])).map(({ document }) => document))
    // Of several links to one document the newest stays.
    const links = new Map((await listLinksTo(db, patient, ids)).map((link) => [link.document, link]))
    const views = new Map((await countViews(db, patient, ids)).map((row) => [row.document, row]))
    const documents = await viewDocuments(db, stored, arriving)
    return documents.map((document) => {
      const link = links.get(document.id)
      const seen = views.get(document.id)
      return {
        document,
        onProfile: onProfile.has(document.id),
        ...(link && { link: viewLink(link, clock.now(), withoutAddress) }),
        views: Number(seen?.count ?? 0),
        ...(seen && { viewedAt: toInstant(Number(seen.last)) }),
      }
    })
  }

  return {
    read: async (who, practitioner, patient, { appointment, after }) => {
      const { db } = records
      await requireLibrary(db, who, practitioner)
      const name = await requirePatient(db, who, practitioner, patient)
      if (appointment !== undefined && !(await findBetween(db, practitioner, patient, appointment)))
        throw new ChairsideError('NOT_FOUND')
      const found = after === undefined ? undefined : await findDocument(db, after)
      // It may have been erased since: then the first page comes again.
      const from = found?.practitioner === practitioner ? found : undefined
      const query = { practitioner, patient, appointment }
      const page = limits.profilePage
      const listed = await listProfile(db, { ...query, after: from, limit: page + 1 })
      const shown = listed.slice(0, page)
      const last = listed.length > page ? shown.at(-1) : undefined
      const between = from === undefined ? await listBetween(db, practitioner, patient, limits.profile) : []
      return {
        patient: { id: patient, name },
        documents: await viewAll(db, patient, shown),
        ...(last && { next: last.id }),
        total: await countProfile(db, query),
        appointments: between.map(({ id, title, starts_at }) => ({
          id,
          ...(title !== '' && { title }),
          startsAt: toInstant(starts_at),
        })),
        together: await areTogether(db, practitioner, patient),
        now: toInstant(clock.now()),
      }
    },

    put: (who, id, patient) =>
      commit(async (tx, change) => {
        await lockDocument(tx, id)
        await requireEditable(tx, who, id, true)
        await putting.put(tx, change, who, id, patient)
        return view(tx, id)
      }),

    takeOff: (who, id, patient) =>
      commit(async (tx, change) => {
        await lockDocument(tx, id)
        await requireEditable(tx, who, id, true)
        await putting.takeOff(tx, change, who, id, patient)
        change.after(deleting.recheck)
        return view(tx, id)
      }),
  }
}
