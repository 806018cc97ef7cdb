import { setImmediate } from 'node:timers/promises'
import {
  type AttachmentWish,
  type AttachToMany,
  ChairsideError,
  type Document,
  type SessionChange,
  type SessionDocument,
  type SessionDocuments,
} from '@chairside/protocol'
import { lockAppointment, lockAppointments } from '../../records/appointment.ts'
import { findAttachment } from '../../records/attachment.ts'
import { documentKey, findLastEntry } from '../../records/audit.ts'
import type { Db } from '../../records/database.ts'
import { findDocument } from '../../records/document.ts'
import type { Ground } from '../events/ground.ts'
import { type Identity, roleOf } from '../people/identity.ts'
import type { Admission } from '../people/participant.ts'
import type { Attaching } from './attaching.ts'
import type { Deleting } from './deleting.ts'
import { requireSession } from './rights.ts'
import { viewSession } from './session-view.ts'
import { viewDocuments } from './view.ts'

/** What is attached to appointments, for those who may edit them: the practitioner and the staff. Else NOT_FOUND. */
export interface Sessions {
  find(who: Identity, appointment: string): Promise<SessionDocuments>
  /** Attaches a document, or changes the attachment; the same again changes nothing. */
  attach(who: Identity, document: string, appointment: string, wish: AttachmentWish): Promise<SessionDocument>
  /** Attaches a document to all of these appointments, or to none. */
  attachToMany(who: Identity, document: string, wish: AttachToMany): Promise<Document>
  /** Takes it off; it stays in the library. */
  detach(who: Identity, document: string, appointment: string): Promise<SessionDocuments>
  /** Changes several attachments, or their order. Throws NOT_FOUND for one that is not attached. */
  change(who: Identity, appointment: string, wish: SessionChange): Promise<SessionDocuments>
}

/** Whether this person was the last one who took the document from an appointment, and from this one. */
async function tookOff(db: Db, who: Identity, document: string, appointment: string): Promise<boolean> {
  const last = await findLastEntry(db, documentKey(document), 'document-detached')
  return last?.facts.by === who.id && last.facts.session === appointment
}

export function createSessions(
  { records, commit, clock }: Ground,
  {
    attaching,
    deleting,
    arriving,
  }: {
    attaching: Attaching
    deleting: Deleting
    arriving: (id: string) => number | undefined
  },
): Sessions {
  const view = (db: Db, admission: Admission): Promise<SessionDocuments> =>
    viewSession(db, admission, { now: clock.now(), arriving })

  /**
   * The appointment, for an act on this document. The staff may not fetch what is not attached from the library, but bring
   * back what they took off last.
   */
  const requireAct = async (
    tx: Db,
    who: Identity,
    document: string,
    appointment: string,
  ): Promise<Admission> => {
    const admission = await requireSession(tx, who, appointment)
    const found = await findDocument(tx, document)
    if (found?.practitioner !== admission.appointment.practitioner) throw new ChairsideError('NOT_FOUND')
    const isMissing = (await findAttachment(tx, document, appointment)) === undefined
    if (roleOf(who) === 'staff' && isMissing && !(await tookOff(tx, who, document, appointment)))
      throw new ChairsideError('NOT_FOUND')
    return admission
  }

  /**
   * What is attached now. Acts and views of 500 documents are long: others have their turn in between, and may take the
   * right to see it.
   */
  const viewLater = async (who: Identity, appointment: string): Promise<SessionDocuments> => {
    await setImmediate()
    return view(records.db, await requireSession(records.db, who, appointment))
  }

  return {
    find: async (who, id) => view(records.db, await requireSession(records.db, who, id)),

    attach: (who, document, appointment, wish) =>
      commit(async (tx, change) => {
        await lockAppointment(tx, appointment)
        const admission = await requireAct(tx, who, document, appointment)
        await attaching.attach(tx, change, who, document, appointment, wish)
        change.after(deleting.recheck)
        const { documents } = await view(tx, admission)
        const attached = documents.find((one) => one.document.id === document)
        if (attached === undefined) throw new ChairsideError('NOT_FOUND')
        return attached
      }),

    attachToMany: (who, id, { appointments, ...wish }) =>
      commit(async (tx, change) => {
        await lockAppointments(tx, appointments)
        for (const appointment of new Set(appointments)) {
          await requireAct(tx, who, id, appointment)
          await attaching.attach(tx, change, who, id, appointment, wish)
        }
        change.after(deleting.recheck)
        const document = await findDocument(tx, id)
        const [seen] = document === undefined ? [] : await viewDocuments(tx, [document], arriving)
        if (seen === undefined) throw new ChairsideError('NOT_FOUND')
        return seen
      }),

    detach: async (who, document, appointment) => {
      await commit(async (tx, change) => {
        await lockAppointment(tx, appointment)
        await requireSession(tx, who, appointment)
        await attaching.detach(tx, change, who, document, appointment)
        change.after(deleting.recheck)
      })
      return viewLater(who, appointment)
    },

    change: async (who, id, { documents = [], order, ...wish }) => {
      await commit(async (tx, change) => {
        await lockAppointment(tx, id)
        await requireSession(tx, who, id)
        await attaching.change(tx, change, who, id, documents, wish)
        if (order) await attaching.reorder(tx, change, who, id, order)
        change.after(deleting.recheck)
      })
      return viewLater(who, id)
    },
  }
}
