import type { DocumentsChanged, Visibility } from '@chairside/protocol'
import { listPersonal } from '../../records/attachment.ts'
import type { Db } from '../../records/database.ts'
import type { ParticipantRow } from '../../records/tables.ts'
import type { DocumentRow } from '../../records/tables-of-documents.ts'
import type { Announcer } from '../../seams.ts'
import { type Change, harmless } from '../events/commit.ts'
import { deskKey, filesKey, type Identity, libraryKey, personOf } from '../people/identity.ts'

/** A participant, as far as it decides whether they are told. */
type Hearer = Pick<ParticipantRow, 'id' | 'role' | 'paid' | 'erased'>

/** Tells pages that documents changed, or what can be done with them. What a patient may not see must not even be told to have changed. */
export interface Hints {
  /** The library of a practitioner changed. */
  library(change: Change, practitioner: string): void
  /**
   * What is attached to an appointment changed, for its editors and for those patients who see a document of one of these
   * visibilities.
   */
  session(
    change: Change,
    appointment: string,
    participants: readonly Hearer[],
    visibilities: readonly Visibility[],
  ): void
  /**
   * What a document's practitioner and one of its patients see of its link, or of who has viewed it, changed. It is told
   * in the patient's appointments that have the document, wherever the practitioner's library can be open, and where the
   * patient's files are.
   */
  shared(
    tx: Db,
    change: Change,
    document: Pick<DocumentRow, 'id' | 'practitioner'>,
    patient: string,
  ): Promise<void>
  /** A practitioner and this patient have come together in an appointment, or parted: what may be unlocked changes. */
  together(change: Change, practitioner: string, patient: string): void
  /** What is on the profile of a patient changed. */
  profile(change: Change, patient: string): void
  /** The files of one patient changed. */
  patient(change: Change, appointment: string, patient: string): void
  /** So many bytes of a document have come: for the library's practitioner and for whoever sends them. */
  arriving(document: string, bytes: number, to: { practitioner: string; sender: Identity }): void
}

export function createHints({ announcer }: { announcer: Announcer }): Hints {
  /** Whom each change tells, by what they are told. One act on many documents tells everyone once. */
  const told = new WeakMap<Change, Map<string, Set<string>>>()
  const tell = (change: Change, people: readonly string[], payload: DocumentsChanged = {}): void => {
    const all = told.get(change) ?? new Map<string, Set<string>>()
    told.set(change, all)
    const what = JSON.stringify(payload)
    const known = all.get(what)
    if (known !== undefined) {
      for (const one of people) known.add(one)
      return
    }
    const mine = new Set(people)
    all.set(what, mine)
    change.after(() => announcer.toDocuments([...mine], { name: 'documents', payload }), harmless)
  }
  /** Tells the desk, and the practitioner's pages of single appointments. */
  const tellLibrary = (change: Change, practitioner: string, payload: DocumentsChanged = {}): void => {
    tell(change, [deskKey(practitioner)], payload)
    tell(change, [libraryKey(practitioner)], { ...payload, library: true })
  }
  const keysOf = (appointment: string, { id, role }: Pick<ParticipantRow, 'id' | 'role'>): string[] => {
    const here = `${appointment}/${id}`
    switch (role) {
      case 'practitioner':
        return [here, deskKey(id)]
      case 'staff':
        return [here]
      case 'patient':
        return [here, filesKey(id)]
    }
  }
  return {
    library: tellLibrary,
    session: (change, appointment, participants, visibilities) => {
      const sees = ({ role, paid }: Hearer): boolean =>
        role !== 'patient' || visibilities.includes('all') || (paid && visibilities.includes('paid'))
      const people = participants.filter((one) => !one.erased && sees(one))
      tell(
        change,
        people.flatMap((one) => keysOf(appointment, one)),
        { appointment },
      )
    },
    shared: async (tx, change, { id, practitioner }, patient) => {
      tellLibrary(change, practitioner, { patient })
      tell(change, [filesKey(patient)])
      for (const { appointment } of await listPersonal(tx, [id], [patient]))
        tell(change, [`${appointment}/${practitioner}`, `${appointment}/${patient}`], { appointment })
    },
    together: (change, practitioner, patient) =>
      tellLibrary(change, practitioner, { patient, together: true }),
    profile: (change, patient) => tell(change, [filesKey(patient)]),
    patient: (change, appointment, patient) =>
      tell(change, keysOf(appointment, { id: patient, role: 'patient' }), { appointment }),
    arriving: (document, bytes, { practitioner, sender }) =>
      announcer.toDocuments([...new Set([deskKey(practitioner), personOf(sender)])], {
        name: 'arriving',
        payload: { document, bytes },
      }),
  }
}
