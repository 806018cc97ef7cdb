import type { Db } from '../../records/database.ts'
import { listUnfinished } from '../../records/document.ts'
import type { ObjectStore } from '../../seams.ts'
import type { Derive } from '../../secret.ts'
import type { Bytes } from '../bytes/bytes.ts'
import type { Drawing } from '../bytes/drawing.ts'
import type { Owners } from '../bytes/owner.ts'
import type { Tickets } from '../bytes/ticket.ts'
import type { Change } from '../events/commit.ts'
import type { Ground } from '../events/ground.ts'
import type { ListReceivedEntries } from './archive-contents.ts'
import { type Archives, createArchives } from './archiving.ts'
import { createAttaching } from './attaching.ts'
import { createDeleting } from './deleting.ts'
import type { Hints } from './hint.ts'
import { createKeeping, type FindKeepable, type Keeping } from './keeping.ts'
import { createLibraries, type Libraries } from './library.ts'
import { type Accesses, createAccesses } from './links/accesses.ts'
import { createLinks, type LinkParts, type Links } from './links/links.ts'
import { createLooking, type Looking } from './links/look.ts'
import { createOpenings, type Openings } from './links/open.ts'
import { createLinkSecrets } from './links/secret.ts'
import { eraseSession, eraseSome, forgetPerson } from './part.ts'
import { createPatients, type Patients, type ReadReceived } from './patient-files.ts'
import { createProfiles, type Profiles } from './profile/profiles.ts'
import { createPutting } from './profile/putting.ts'
import { createViewing, type Viewing } from './profile/viewing.ts'
import { createSessions, type Sessions } from './session.ts'
import { createTemplates, type Templates } from './templates.ts'
import { createThumbnails, type Thumbnails } from './thumbnails.ts'

/** What the live exchange hands in: documents stand beside it and never import it. */
export interface FromLive {
  readonly received: ReadReceived
  readonly receivedEntries: ListReceivedEntries
  readonly keepable: FindKeepable
}

/** Libraries, what is attached to appointments, and what patients may open of it. */
export interface Documents {
  readonly libraries: Libraries
  readonly sessions: Sessions
  readonly patients: Patients
  readonly profiles: Profiles
  readonly viewing: Viewing
  readonly archives: Archives
  readonly templates: Templates
  readonly keeping: Keeping
  readonly thumbnails: Thumbnails
  readonly links: Links
  readonly looking: Looking
  readonly openings: Openings
  readonly accesses: Accesses
  readonly eraseSession: (tx: Db, appointment: string) => Promise<void>
  readonly forgetPerson: (tx: Db, person: string) => Promise<boolean>
  readonly eraseSome: (tx: Db, change: Change, person: string) => Promise<boolean>
  /** Deletes documents whose upload was not finished in time, and drops access sessions that are over. */
  readonly giveUp: () => Promise<void>
}

export function createDocuments(
  ground: Ground,
  parts: {
    readonly hints: Hints
    readonly bytes: Bytes
    readonly store: ObjectStore
    readonly owners: Owners
    /** The tickets of archives. */
    readonly tickets: Tickets
    readonly drawing: Drawing
    readonly arriving: (id: string) => number | undefined
    readonly live: FromLive
    readonly linkAddress: LinkParts['linkAddress']
    /** Derives the secrets of links and codes. */
    readonly derive: Derive
    /** Whether sensitive documents may be saved and printed. */
    readonly sensitiveSave: boolean
  },
): Documents {
  const { records, commit, clock, limits, log } = ground
  const { hints, bytes, live } = parts
  const attaching = createAttaching({ hints, limits })
  const deleting = createDeleting({ hints, bytes, log })
  const thumbnails = createThumbnails(ground, { ...parts, attaching })
  const putting = createPutting({ hints })
  const shared = { ...parts, attaching, putting, deleting }
  const recheck = deleting.recheck
  const saves = (isSensitive: boolean): boolean => !isSensitive || parts.sensitiveSave
  const secrets = createLinkSecrets(parts.derive)
  const forLinks = { hints, secrets, linkAddress: parts.linkAddress, recheck, saves }
  const accesses = createAccesses(ground, { ...forLinks, downloads: bytes.downloads })
  return {
    libraries: createLibraries(ground, { ...shared, decide: bytes.decide }),
    sessions: createSessions(ground, shared),
    patients: createPatients(ground, live),
    profiles: createProfiles(ground, shared),
    viewing: createViewing(ground, { hints }),
    archives: createArchives(ground, { ...parts, outflow: bytes.outflow, received: live.receivedEntries }),
    templates: createTemplates(ground, { attaching }),
    keeping: createKeeping(ground, { hints, ready: thumbnails.soon, find: live.keepable }),
    thumbnails,
    links: createLinks(ground, forLinks),
    looking: createLooking(ground),
    openings: createOpenings(ground, forLinks),
    accesses,
    eraseSession,
    forgetPerson,
    eraseSome: (tx, change, person) => eraseSome(tx, change, person, deleting),
    giveUp: async () => {
      for (const { id } of await listUnfinished(records.db, clock.now() - limits.unfinishedDocument))
        await commit((tx, change) => deleting.delete(tx, change, id, {}))
      await accesses.dropEnded()
    },
  }
}
