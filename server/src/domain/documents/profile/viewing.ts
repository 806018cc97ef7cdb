import { randomUUID } from 'node:crypto'
import {
  ChairsideError,
  type OwnView,
  type OwnViews,
  type OwnViewsWish,
  toInstant,
  type ViewDevice,
  type Views,
} from '@chairside/protocol'
import { listAttachments } from '../../../records/attachment.ts'
import { findDocument, lockDocument } from '../../../records/document.ts'
import { namePractitioners } from '../../../records/participant.ts'
import { saveView } from '../../../records/view.ts'
import {
  findViewSince,
  listLinksOf,
  listViews,
  listViewsOf,
  listWrongCodes,
} from '../../../records/viewing.ts'
import type { Ground } from '../../events/ground.ts'
import { appointmentOf, doneBy, type Identity, roleOf } from '../../people/identity.ts'
import type { Hints } from '../hint.ts'
import { readRights, refusalOf } from '../opening.ts'
import { requireEditable } from '../rights.ts'

/** Who has viewed documents. */
export interface Viewing {
  /**
   * Counts that a patient has a document open in their own page; the same again within `limits.viewAgain` counts nothing.
   * Throws NOT_FOUND for everybody who is no patient of it, and why they may not open it.
   */
  count(who: Identity, document: string, device: ViewDevice): Promise<void>
  /** The newest views of a document, for its practitioner: of all patients, or of one. Else NOT_FOUND. */
  read(who: Identity, document: string, patient: string | undefined): Promise<Views>
  /**
   * Who has opened and shared the documents of a patient, or one of them. The patient must be the caller. Else NOT_FOUND.
   */
  own(who: Identity, patient: string, wish: OwnViewsWish): Promise<OwnViews>
}

export function createViewing({ records, commit, limits }: Ground, { hints }: { hints: Hints }): Viewing {
  const { db } = records
  return {
    count: (who, id, device) =>
      commit(async (tx, change) => {
        // Two pages that say so at once count once.
        await lockDocument(tx, id)
        const document = await findDocument(tx, id)
        if (document === undefined || roleOf(who) !== 'patient') throw new ChairsideError('NOT_FOUND')
        const answer = (await readRights(tx, [id], [who], change.now)).answer(who, document)
        if (!answer.may) throw refusalOf(answer)
        const patient = who.id
        if ((await findViewSince(tx, id, patient, change.now - limits.viewAgain)) !== undefined) return
        const way = 'files'
        await saveView(tx, { id: randomUUID(), document: id, patient, way, device, at: change.now })
        change.documentFact(id, { kind: 'document-viewed', ...doneBy(who), document: id, way })
        await hints.shared(tx, change, document, patient)
      }),

    read: async (who, id, patient) => {
      await requireEditable(db, who, id, true)
      const { views, total } = await listViews(db, id, { patient, limit: limits.views })
      const wrong = (await listWrongCodes(db, id)).filter(
        (one) => patient === undefined || one.patient === patient,
      )
      return {
        views: views.map(({ patient, at, way, device }) => ({ patient, at: toInstant(at), way, device })),
        total,
        wrong: wrong.map((one) => ({
          patient: one.patient,
          count: one.wrong,
          at: toInstant(one.wrong_at ?? 0),
        })),
      }
    },

    own: async (who, patient, { document }) => {
      if (roleOf(who) !== 'patient' || who.id !== patient) throw new ChairsideError('NOT_FOUND')
      const about = (row: { document: string; name: string; practitioner: string }, at: number) => ({
        at: toInstant(at),
        document: row.document,
        name: row.name,
        practitioner: { id: row.practitioner, name: names.get(row.practitioner) ?? '' },
      })
      const which = { patient, document, limit: limits.views }
      const [viewed, shared] = [await listViewsOf(db, which), await listLinksOf(db, which)]
      const all = [...viewed, ...shared].map(({ practitioner }) => practitioner)
      const names = await namePractitioners(db, all, patient)
      const entries: OwnView[] = []
      for (const row of viewed)
        entries.push({ ...about(row, row.at), done: 'viewed', way: row.way, device: row.device })
      for (const row of shared) {
        entries.push({ ...about(row, row.at), done: 'shared' })
        if (row.withdrawn_at !== null) entries.push({ ...about(row, row.withdrawn_at), done: 'withdrawn' })
      }
      // A token of one appointment shows what is attached there.
      const only = appointmentOf(who)
      const here =
        only === undefined
          ? undefined
          : new Set((await listAttachments(db, only)).map(({ document }) => document))
      return {
        entries: entries
          .filter(({ document }) => here === undefined || here.has(document))
          .sort((one, other) => Date.parse(other.at) - Date.parse(one.at))
          .slice(0, limits.views),
      }
    },
  }
}
