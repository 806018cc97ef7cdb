import { dropAccesses } from '../../records/access.ts'
import { dropAttachmentsIn, dropOpenings, listAttachments } from '../../records/attachment.ts'
import type { Db } from '../../records/database.ts'
import { blankDocuments, isPersonal, listUnerased, lockDocuments } from '../../records/document.ts'
import { dropLinksOf } from '../../records/link.ts'
import { listParticipants } from '../../records/participant.ts'
import { dropProfileOf } from '../../records/profile.ts'
import { dropViewsOf } from '../../records/view.ts'
import type { Change } from '../events/commit.ts'
import type { AppointmentPart } from '../people/ending.ts'
import type { Deleting } from './deleting.ts'
import type { Hints } from './hint.ts'
import { visibilitiesOf } from './seen.ts'

/** What happens to documents when an appointment or its people change. */
export function createDocumentsPart({ hints }: { hints: Hints }): AppointmentPart {
  const tellAll = async (tx: Db, change: Change, appointment: string): Promise<void> => {
    const attachments = await listAttachments(tx, appointment)
    if (attachments.length === 0) return
    const seen = await visibilitiesOf(tx, attachments)
    hints.session(change, appointment, await listParticipants(tx, appointment), seen)
  }
  return {
    // Windows open and close by its times.
    ended: tellAll,
    changed: tellAll,
    paid: async (tx, change, { appointment, id }) => {
      hints.patient(change, appointment, id)
      // Its editors count who has paid; no other patient is told.
      hints.session(change, appointment, await listParticipants(tx, appointment), [])
    },
    left: async (_tx, change, { appointment, id }) => hints.patient(change, appointment, id),
    // Who has opened what is no word; it stays as long as the attachment.
    erased: async () => false,
  }
}

/** Takes what is attached to an erased appointment. The documents stay in their library. */
export const eraseSession = (tx: Db, appointment: string): Promise<void> => dropAttachmentsIn(tx, appointment)

/**
 * Forgets what an erased person has opened, what was on their profile, and their links. Gives whether there was anything, or
 * there are documents that `eraseSome` takes or has taken.
 */
export async function forgetPerson(tx: Db, person: string): Promise<boolean> {
  await dropOpenings(tx, person)
  await dropAccesses(tx, { patient: person })
  const [links, views, profile] = [
    await dropLinksOf(tx, person),
    await dropViewsOf(tx, person),
    await dropProfileOf(tx, person),
  ]
  return links + views + profile > 0 || isPersonal(tx, person)
}

/** How many documents of an erased person go in one transaction: everyone else waits for its end. */
const page = 20

/**
 * Deletes some of the library of an erased person and of what was kept of their files, and blanks the words of both, also of
 * what was deleted before. Gives whether there may be more to do.
 */
export async function eraseSome(
  tx: Db,
  change: Change,
  person: string,
  deleting: Deleting,
): Promise<boolean> {
  const ids = await listUnerased(tx, person, page)
  // A deletion locks its document, then its library: so here all documents come first.
  const rows = ids.length === 0 ? [] : await lockDocuments(tx, ids)
  rows.sort((one, other) => (one.practitioner < other.practitioner ? -1 : 1))
  for (const { id } of rows) await deleting.delete(tx, change, id, {})
  await blankDocuments(tx, ids)
  return ids.length === page
}
