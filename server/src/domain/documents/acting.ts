import { ChairsideError } from '@chairside/protocol'
import { findAppointment } from '../../records/appointment.ts'
import { findDocument } from '../../records/document.ts'
import { findFile } from '../../records/file.ts'
import { findLink } from '../../records/link.ts'
import type { Ground } from '../events/ground.ts'
import type { Identity } from '../people/identity.ts'
import { unknownId } from '../people/unknown.ts'

/** What a request of the app's backend is about. */
export type About =
  | { readonly practitioner: string }
  | { readonly appointment: string }
  | { readonly document: string }
  | { readonly patient: string }
  | { readonly link: string }
  | { readonly file: string }

/** With the API key an app may do whatever the people concerned may do with documents, and fetch every file. */
export interface Acting {
  /** The person in whose place the backend acts. Throws NOT_FOUND for an unknown appointment, document, link or file. */
  for(about: About): Promise<Identity>
}

export function createActing({ records: { db } }: Ground): Acting {
  const practitionerOf = async (about: Exclude<About, { patient: string }>): Promise<string> => {
    if ('practitioner' in about) return about.practitioner
    const found =
      'appointment' in about
        ? await findAppointment(db, about.appointment)
        : 'file' in about
          ? await findAppointment(db, (await findFile(db, about.file))?.appointment ?? '')
          : await findDocument(db, await documentOf(about))
    if (found === undefined)
      throw 'appointment' in about
        ? unknownId('appointment', about.appointment)
        : new ChairsideError('NOT_FOUND')
    return found.practitioner
  }
  const documentOf = async (about: { document: string } | { link: string }): Promise<string> =>
    'document' in about ? about.document : ((await findLink(db, about.link))?.document ?? '')
  return {
    for: async (about) =>
      'patient' in about
        ? { kind: 'files', id: about.patient, expiresAt: Number.MAX_SAFE_INTEGER }
        : {
            kind: 'desk',
            id: await practitionerOf(about),
            expiresAt: Number.MAX_SAFE_INTEGER,
            app: true,
          },
  }
}
