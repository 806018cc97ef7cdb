import { ChairsideError } from '@chairside/protocol'
import { findAttachment } from '../../records/attachment.ts'
import type { Db } from '../../records/database.ts'
import { findDocument, type StoredDocument } from '../../records/document.ts'
import { type Identity, roleOf } from '../people/identity.ts'
import { type Admission, admit } from '../people/participant.ts'

/*
 * Who may edit. A library is its practitioner's. What is attached to an appointment is also that of its registered staff.
 * What is not yours answers NOT_FOUND. Who may open a document is `entitlement.ts`.
 */

/** Requires `who` to be this practitioner. Throws NOT_FOUND. */
export async function requireLibrary(db: Db, who: Identity, practitioner: string): Promise<void> {
  if (roleOf(who) !== 'practitioner' || who.id !== practitioner) throw new ChairsideError('NOT_FOUND')
  if (who.kind === 'participant') await admit(db, who, who.appointment)
}

/** Requires `who` to be the practitioner or of the staff of an appointment. Throws NOT_FOUND. */
export async function requireSession(db: Db, who: Identity, appointment: string): Promise<Admission> {
  if (roleOf(who) === 'patient') throw new ChairsideError('NOT_FOUND')
  return admit(db, who, appointment)
}

/**
 * A document for its practitioner, and for the staff of the appointment to which it is attached. Undefined for everybody
 * else.
 */
export async function findEditable(db: Db, who: Identity, id: string): Promise<StoredDocument | undefined> {
  if (roleOf(who) === 'patient') return undefined
  const document = await findDocument(db, id)
  if (document === undefined) return undefined
  try {
    if (roleOf(who) === 'practitioner') await requireLibrary(db, who, document.practitioner)
    else if (who.kind === 'participant') {
      await admit(db, who, who.appointment)
      if ((await findAttachment(db, id, who.appointment)) === undefined) return undefined
    }
    return document
  } catch (error) {
    if (error instanceof ChairsideError && error.code === 'NOT_FOUND') return undefined
    throw error
  }
}

/** Like `findEditable`; throws NOT_FOUND. `own`: only for the document's practitioner. */
export async function requireEditable(
  db: Db,
  who: Identity,
  id: string,
  own = false,
): Promise<StoredDocument> {
  const document = await findEditable(db, who, id)
  if (document === undefined || (own && roleOf(who) !== 'practitioner')) throw new ChairsideError('NOT_FOUND')
  return document
}
