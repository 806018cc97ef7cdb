import { ChairsideError } from '@chairside/protocol'
import type { Db } from '../../../records/database.ts'
import { lockDocument } from '../../../records/document.ts'
import { dropOnProfile, insertOnProfile } from '../../../records/profile.ts'
import { findOnProfile, findPatientOf } from '../../../records/profile-list.ts'
import type { Change } from '../../events/commit.ts'
import { doneBy, type Identity } from '../../people/identity.ts'
import type { Hints } from '../hint.ts'
import { endLostAccesses } from '../links/ending.ts'

/** Puts documents on profiles and takes them off, inside a transaction whose caller has asked who may. */
export interface Putting {
  /**
   * Puts it there; a second call changes nothing. Throws NOT_FOUND for a document that is deleted or rejected, and for a
   * patient whom its practitioner never met.
   */
  put(tx: Db, change: Change, who: Identity, document: string, patient: string): Promise<void>
  /** Takes it off, and closes what the patient has open of it by that alone; a second call changes nothing. */
  takeOff(tx: Db, change: Change, who: Identity, document: string, patient: string): Promise<void>
}

export function createPutting({ hints }: { hints: Hints }): Putting {
  return {
    put: async (tx, change, who, id, patient) => {
      const document = await lockDocument(tx, id)
      if (document === undefined || document.state === 'deleted' || document.state === 'rejected')
        throw new ChairsideError('NOT_FOUND')
      await requirePatient(tx, who, document.practitioner, patient)
      if (!(await insertOnProfile(tx, { document: id, patient, at: change.now }))) return
      change.documentFact(id, {
        kind: 'document-attached',
        ...doneBy(who),
        document: id,
        participant: patient,
      })
      hints.library(change, document.practitioner)
      if (document.state === 'ready') hints.profile(change, patient)
    },

    takeOff: async (tx, change, who, id, patient) => {
      const document = await lockDocument(tx, id)
      if (document === undefined || !(await dropOnProfile(tx, id, patient))) return
      await endLostAccesses(tx, document, change.now)
      change.documentFact(id, {
        kind: 'document-detached',
        ...doneBy(who),
        document: id,
        participant: patient,
      })
      hints.library(change, document.practitioner)
      if (document.state === 'ready') hints.profile(change, patient)
    },
  }
}

/**
 * The name of a patient whom a practitioner has met: in an appointment, or by what is on the patient's profile. The app's
 * backend may name any patient, whose name is then empty. Throws NOT_FOUND.
 */
export async function requirePatient(
  db: Db,
  who: Identity,
  practitioner: string,
  patient: string,
): Promise<string> {
  const met = await findPatientOf(db, practitioner, patient)
  if (met !== undefined) return met.name
  const mayBeAny = who.kind === 'desk' && who.app === true
  if (!mayBeAny && (await findOnProfile(db, practitioner, patient)) === undefined)
    throw new ChairsideError('NOT_FOUND')
  return ''
}
