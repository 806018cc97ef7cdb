import type { Visibility } from '@chairside/protocol'
import { listPersonal } from '../../records/attachment.ts'
import type { Db } from '../../records/database.ts'
import type { ParticipantRow } from '../../records/tables.ts'
import type { DocumentRow } from '../../records/tables-of-documents.ts'
import type { Announcer } from '../../seams.ts'
import type { Change } from '../events/commit.ts'
import { deskKey, filesKey, type Identity, personOf } from '../people/identity.ts'

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
   * in the patient's appointments that have the document, on the desk, and where the patient's files are: never in all the
   * practitioner's appointments, of which there may be thousands.
   */
  shared(
    tx: Db,
    change: Change,
    document: Pick<DocumentRow, 'id' | 'practitioner'>,
    patient: string,
  ): Promise<void>
  /** Somebody has come to an appointment, or left it: its practitioner may unlock documents there. */
  gathered(change: Change, appointment: string, practitioner: string): void
  /** What is on the profile of a patient changed. */
  profile(change: Change, patient: string): void
  /** The files of one patient changed. */
  patient(change: Change, appointment: string, patient: string): void
  /** So many bytes of a document have come: for the library's practitioner and for whoever sends them. */
  arriving(document: string, bytes: number, to: { practitioner: string; sender: Identity }): void
}

export function createHints({ announcer }: { announcer: Announcer }): Hints {
  /** Whom each change tells, by the appointment; the library has none. One act on many documents tells everyone once. */
  const told = new WeakMap<Change, Map<string | undefined, Set<string>>>()
  const tell = (change: Change, people: readonly string[], appointment?: string): void => {
    const all = told.get(change) ?? new Map<string | undefined, Set<string>>()
    told.set(change, all)
    const known = all.get(appointment)
    if (known !== undefined) {
      for (const one of people) known.add(one)
      return
    }
    const mine = new Set(people)
    all.set(appointment, mine)
    const payload = appointment === undefined ? {} : { appointment }
    change.after(() => announcer.toDocuments([...mine], { name: 'documents', payload }))
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
    library: (change, practitioner) => tell(change, [deskKey(practitioner)]),
    session: (change, appointment, participants, visibilities) => {
      const sees = ({ role, paid }: Hearer): boolean =>
        role !== 'patient' || visibilities.includes('all') || (paid && visibilities.includes('paid'))
      const people = participants.filter((one) => !one.erased && sees(one))
      tell(
        change,
        people.flatMap((one) => keysOf(appointment, one)),
        appointment,
      )
    },
    shared: async (tx, change, { id, practitioner }, patient) => {
      tell(change, [deskKey(practitioner), filesKey(patient)])
      for (const { appointment } of await listPersonal(tx, [id], [patient]))
        tell(change, [`${appointment}/${practitioner}`, `${appointment}/${patient}`], appointment)
    },
    gathered: (change, appointment, practitioner) => tell(change, [deskKey(practitioner)], appointment),
    profile: (change, patient) => tell(change, [filesKey(patient)]),
    patient: (change, appointment, patient) =>
      tell(change, keysOf(appointment, { id: patient, role: 'patient' }), appointment),
    arriving: (document, bytes, { practitioner, sender }) =>
      announcer.toDocuments([...new Set([deskKey(practitioner), personOf(sender)])], {
        name: 'arriving',
        payload: { document, bytes },
      }),
  }
}
