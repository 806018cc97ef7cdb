import { type AttachmentWish, ChairsideError, type Visibility } from '@chairside/protocol'
import type { Limits } from '../../limits.ts'
import { lockAppointment } from '../../records/appointment.ts'
import {
  type Attached,
  changeAttachment,
  changeAttachments,
  dropAttachment,
  endOf,
  findAttachment,
  insertAttachment,
  listAttachments,
  placeAttachments,
} from '../../records/attachment.ts'
import type { Db } from '../../records/database.ts'
import { lockDocument, lockDocuments } from '../../records/document.ts'
import { listParticipants } from '../../records/participant.ts'
import type { DocumentRow } from '../../records/tables-of-documents.ts'
import type { Change } from '../events/commit.ts'
import { doneBy, type Identity } from '../people/identity.ts'
import { tellAudience } from './audience.ts'
import type { Hints } from './hint.ts'
import { endLostAccesses } from './links/ending.ts'
import { visibilitiesOf } from './seen.ts'

/** Puts documents on appointments and takes them off, inside a transaction whose caller has asked who may. */
export interface Attaching {
  /**
   * Attaches a document, or changes the attachment. Throws NOT_FOUND for a document of another library or one that is
   * deleted or rejected, and APPOINTMENT_FULL.
   */
  attach(
    tx: Db,
    change: Change,
    who: Identity,
    document: string,
    appointment: string,
    wish: AttachmentWish,
  ): Promise<void>
  /**
   * Changes several attachments of an appointment alike. Throws NOT_FOUND for one that is not attached, and for a document
   * that is rejected.
   */
  change(
    tx: Db,
    change: Change,
    who: Identity,
    appointment: string,
    documents: readonly string[],
    wish: Pick<AttachmentWish, 'availability' | 'visibility'>,
  ): Promise<void>
  /**
   * Puts attachments of an appointment in this order; those that it does not name follow in the order they had. Throws
   * NOT_FOUND for one that is not attached.
   */
  reorder(tx: Db, change: Change, who: Identity, appointment: string, first: readonly string[]): Promise<void>
  /** Takes it off; a second call changes nothing. */
  detach(tx: Db, change: Change, who: Identity, document: string, appointment: string): Promise<void>
  /** Tells everyone who sees a document on a profile, or in an appointment by the visibilities that it has or had. */
  tell(
    tx: Db,
    change: Change,
    document: Pick<DocumentRow, 'id' | 'state'>,
    inherited: readonly Visibility[],
  ): Promise<void>
}

export function createAttaching({ hints, limits }: { hints: Hints; limits: Limits }): Attaching {
  const tellSession = async (
    tx: Db,
    change: Change,
    appointment: string,
    { state }: Pick<DocumentRow, 'state'>,
    visibilities: readonly Visibility[],
  ): Promise<void> => {
    const participants = await listParticipants(tx, appointment)
    hints.session(change, appointment, participants, state === 'ready' ? visibilities : [])
  }

  /** Puts one attachment at a place in the order of its appointment. */
  const place = async (tx: Db, appointment: string, document: string, position: number): Promise<void> => {
    const all = (await listAttachments(tx, appointment)).map((one) => one.document)
    const order = all.filter((one) => one !== document)
    order.splice(position, 0, document)
    await placeAttachments(tx, appointment, new Map(order.map((one, at) => [one, at])))
  }

  return {
    attach: async (tx, change, who, id, appointment, { availability, visibility, position }) => {
      await lockAppointment(tx, appointment)
      const document = await lockDocument(tx, id)
      if (document === undefined || document.state === 'deleted' || document.state === 'rejected')
        throw new ChairsideError('NOT_FOUND')
      const old = await findAttachment(tx, id, appointment)
      const own = visibility === 'inherited' ? null : visibility
      const next: Attached = {
        document: id,
        appointment,
        availability: availability ?? old?.availability ?? 'before',
        visibility: own === undefined ? (old?.visibility ?? null) : own,
        position: old?.position ?? 0,
        at: old?.at ?? change.now,
      }
      if (old === undefined) {
        const { next: last, count } = await endOf(tx, appointment)
        const limit = limits.attachments
        if (count >= limit)
          throw new ChairsideError({
            code: 'APPOINTMENT_FULL',
            limit,
            actual: count + 1,
            found: 'attachments',
          })
        await insertAttachment(tx, { ...next, position: last })
      } else await changeAttachment(tx, id, appointment, next)
      if (position !== undefined) await place(tx, appointment, id, position)
      const changed = changesOf(old, next, position !== undefined)
      if (old === undefined || changed.length > 0)
        change.documentFact(id, {
          kind: old === undefined ? 'document-attached' : 'document-changed',
          ...doneBy(who),
          document: id,
          session: appointment,
          ...(old !== undefined && { changed }),
        })
      const seen = [old, next].flatMap((one) => (one ? [one.visibility ?? document.visibility] : []))
      await tellSession(tx, change, appointment, document, seen)
      hints.library(change, document.practitioner)
    },

    change: async (tx, change, who, appointment, documents, { availability, visibility }) => {
      if (documents.length === 0) return
      await lockAppointment(tx, appointment)
      const known = new Map((await listAttachments(tx, appointment)).map((one) => [one.document, one]))
      const rows = new Map((await lockDocuments(tx, documents)).map((one) => [one.id, one]))
      const own = visibility === 'inherited' ? null : visibility
      const wish = { ...(availability && { availability }), ...(own !== undefined && { visibility: own }) }
      const seen: Visibility[] = []
      const libraries = new Set<string>()
      for (const id of new Set(documents)) {
        const [old, document] = [known.get(id), rows.get(id)]
        if (old === undefined || document === undefined || document.state === 'rejected')
          throw new ChairsideError('NOT_FOUND')
        const next = { ...old, ...wish }
        const changed = changesOf(old, next, false)
        if (changed.length > 0) {
          const about = { ...doneBy(who), document: id, session: appointment, changed }
          change.documentFact(id, { kind: 'document-changed', ...about })
        }
        if (document.state === 'ready')
          seen.push(...[old, next].map((one) => one.visibility ?? document.visibility))
        libraries.add(document.practitioner)
      }
      if (Object.keys(wish).length > 0) await changeAttachments(tx, appointment, documents, wish)
      hints.session(change, appointment, await listParticipants(tx, appointment), seen)
      for (const practitioner of libraries) hints.library(change, practitioner)
    },

    reorder: async (tx, change, who, appointment, first) => {
      await lockAppointment(tx, appointment)
      const before = await listAttachments(tx, appointment)
      const known = new Set(before.map(({ document }) => document))
      if (first.some((document) => !known.has(document))) throw new ChairsideError('NOT_FOUND')
      const places = new Map([...new Set([...first, ...known])].map((document, at) => [document, at]))
      const moved = before.filter(({ document, position }) => places.get(document) !== position)
      if (moved.length === 0) return
      await placeAttachments(tx, appointment, places)
      change.fact(appointment, { kind: 'documents-ordered', ...doneBy(who) })
      const seen = await visibilitiesOf(tx, moved)
      hints.session(change, appointment, await listParticipants(tx, appointment), seen)
    },

    detach: async (tx, change, who, id, appointment) => {
      await lockAppointment(tx, appointment)
      const document = await lockDocument(tx, id)
      const old = await findAttachment(tx, id, appointment)
      if (document === undefined || old === undefined) return
      await dropAttachment(tx, id, appointment)
      await endLostAccesses(tx, document, change.now)
      change.documentFact(id, {
        kind: 'document-detached',
        ...doneBy(who),
        document: id,
        session: appointment,
      })
      await tellSession(tx, change, appointment, document, [old.visibility ?? document.visibility])
      hints.library(change, document.practitioner)
    },

    tell: (tx, change, document, inherited) => tellAudience(tx, change, hints, document, inherited),
  }
}

function changesOf(old: Attached | undefined, next: Attached, isMoved: boolean) {
  return [
    ...(old?.availability === next.availability ? [] : (['availability'] as const)),
    ...(old?.visibility === next.visibility ? [] : (['visibility'] as const)),
    ...(isMoved ? (['position'] as const) : []),
  ]
}
