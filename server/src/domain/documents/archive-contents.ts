import { ChairsideError, cleanName, toInstant, uniqueNames } from '@chairside/protocol'
import type { Db } from '../../records/database.ts'
import type { AppointmentRow } from '../../records/tables.ts'
import type { Ground } from '../events/ground.ts'
import { appointmentOf, type Identity, roleOf } from '../people/identity.ts'
import { admit } from '../people/participant.ts'
import type { ArchiveEntry } from './archive-rights.ts'
import { documentKind } from './owner.ts'
import { type Judged, judgeSessions } from './patient-session.ts'
import { readMine } from './profile/mine.ts'
import { zipLength } from './zip.ts'

/** What an archive is of: an appointment, or what a practitioner has put on the profile of the patient who asks. */
export interface ArchiveOf {
  /** The kind under which its tickets are kept; an archive has no upload. */
  readonly kind: 'archive' | 'profile-archive'
  /** The id of the appointment, or of the practitioner. */
  readonly id: string
}

/** Everything in an archive that somebody may open now. */
export interface ArchiveContents {
  /** The archive's name. */
  readonly name: string
  /** Under unique names. */
  readonly entries: readonly ArchiveEntry[]
  /** How many sensitive documents stay out, because they need a code. */
  readonly left: number
  /** Its exact length in bytes. */
  readonly size: number
}

/** The files that a patient received in the live exchange of an appointment, as contents of an archive. */
export type ListReceivedEntries = (
  db: Db,
  patient: string,
  appointment: AppointmentRow,
) => Promise<readonly ArchiveEntry[]>

/**
 * Collects the contents of archives; with `until` (ms since the epoch) those that were ready then. Throws NOT_FOUND or
 * NOTHING_TO_PACK.
 */
export type CollectContents = (
  db: Db,
  who: Identity,
  of: ArchiveOf,
  until?: number,
) => Promise<ArchiveContents>

export function createCollecting(
  { clock, limits }: Pick<Ground, 'clock' | 'limits'>,
  received: ListReceivedEntries,
): CollectContents {
  const ofAppointment = async (db: Db, who: Identity, id: string) => {
    const { appointment } = await admit(db, who, id)
    const judged = (await judgeSessions(db, who, [id], clock.now())).get(id) ?? []
    const isPatient = roleOf(who) === 'patient'
    const name = nameOf(appointment.title, appointment.starts_at)
    if (isPatient) return { name, judged, more: await received(db, who.id, appointment) }
    return { name, judged: judged.map((one) => ({ ...one, answer: asEditor(one) })), more: [] }
  }

  const ofProfile = async (db: Db, who: Identity, practitioner: string) => {
    // A token of one appointment shows no profile.
    if (roleOf(who) !== 'patient' || appointmentOf(who) !== undefined) throw new ChairsideError('NOT_FOUND')
    const { judged } = await readMine(db, who, limits.profile, clock.now())
    const theirs = judged.filter(({ document }) => document.practitioner === practitioner)
    if (theirs.length === 0) throw new ChairsideError('NOT_FOUND')
    return { name: nameOf('', clock.now()), judged: theirs, more: [] }
  }

  return async (db, who, { kind, id }, until = Number.POSITIVE_INFINITY) => {
    const found = kind === 'archive' ? await ofAppointment(db, who, id) : await ofProfile(db, who, id)
    const { name, judged, more } = found
    const all = [...judged.flatMap(entryOf), ...more].filter(({ at }) => at <= until)
    if (all.length === 0) throw new ChairsideError('NOTHING_TO_PACK')
    const names = uniqueNames(all.map((one) => one.name))
    const entries = all.map((entry, index) => ({ ...entry, name: names[index] ?? entry.name }))
    const left = judged.filter(({ answer }) => !answer.may && answer.why === 'needs-code').length
    return { name, entries, left, size: zipLength(entries) }
  }
}

/** Who may edit an appointment may open whatever is ready there. */
const asEditor = ({ document }: Judged): Judged['answer'] =>
  document.state === 'ready' ? { may: true, until: undefined } : { may: false, why: 'not-ready' }

function entryOf({ document, answer }: Judged): ArchiveEntry[] {
  const { id, object: key, crc32, name, size, ready_at } = document
  if (!answer.may || key === null || crc32 === null) return []
  return [{ owner: documentKind, id, key, crc32, name, size, at: ready_at ?? 0 }]
}

/** The name of an archive: its title and a day. */
function nameOf(title: string, at: number): string {
  // A slash in a title is no folder.
  const called = title === '' ? 'Files' : title.replace(/[/\\]/g, '-')
  return cleanName(`${called} ${toInstant(at).slice(0, 10)}.zip`, 1)
}
