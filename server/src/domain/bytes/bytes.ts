import type { Budget } from '../../budget.ts'
import type { DoubtPolicy } from '../../config.ts'
import type { Neighbours, ObjectStore, Presigner, Scanner } from '../../seams.ts'
import type { Ground } from '../events/ground.ts'
import type { Progress } from '../events/progress.ts'
import { createDownloads, type Downloads } from './download.ts'
import { createElsewhere } from './elsewhere.ts'
import { createFetches, type Fetches } from './fetch.ts'
import { createInspection, type Inspection } from './inspection.ts'
import type { Owners } from './owner.ts'
import { createReaders, type Readers } from './readers.ts'
import type { Uploads } from './reception.ts'
import { createRemoval, type Removal } from './removal.ts'
import { createRunningStreams, type RunningStreams } from './running.ts'
import { createTickets } from './ticket.ts'
import { createUploads } from './upload.ts'

/** What the path of the bytes needs. */
export interface BytesParts {
  /** What the bytes belong to. */
  readonly owners: Owners
  readonly store: ObjectStore
  /** Undefined when all bytes go through this server. */
  readonly presigner: Presigner | undefined
  readonly scanner: Scanner
  /** What becomes of a content about which the scanner cannot decide. */
  readonly doubts: DoubtPolicy
  readonly progress: Progress
  /** The id of this node. */
  readonly node: () => string
  readonly neighbours: Neighbours | undefined
  /** Memory for bytes not written yet, and for those of downloads. */
  readonly budget: Budget
  /** The full address of what a ticket opens. */
  readonly address: (ticket: string) => string
}

/** The one path for the bytes of every owner: upload, check, ticket, download, removal. */
export interface Bytes {
  readonly uploads: Uploads
  readonly downloads: Downloads
  /** Asks the owners at once which running streams may go on, after a change of permissions. */
  recheck(): Promise<void>
  readonly removal: Removal
  /** What an answer needs that carries the bytes of several contents. */
  readonly outflow: {
    readonly streams: RunningStreams
    readonly readers: Readers
    readonly fetches: Fetches
  }
  /** Ends a doubt of the scanner by a person's decision. */
  readonly decide: Inspection['decide']
  /** Tests the scanner in the background and logs the result. */
  proveScanner(): void
  /** Ends every upload, keeping the bytes received, and every download, keeping what went out. */
  drain(): Promise<void>
}

/** `opened` closes what this opens, last first: so checks end before the removal of bytes. */
export function createBytes(ground: Ground, parts: BytesParts, opened: AsyncDisposableStack): Bytes {
  const { store, owners } = parts
  const removal = createRemoval({ ...ground, store })
  opened.defer(removal.close)
  const removed = removal.soon
  const streams = createRunningStreams(ground, { owners })
  const inspection = createInspection(ground, { ...parts, removed })
  opened.defer(inspection.close)
  const elsewhere = createElsewhere(ground, parts)
  const uploads = createUploads(ground, { ...parts, inspection, streams, elsewhere, removed })
  const tickets = createTickets(ground, parts)
  const readers = createReaders(ground.limits, parts)
  const fetches = createFetches(ground, parts)
  const downloads = createDownloads(ground, { ...parts, tickets, streams, readers, fetches })
  // Waits for downloads that began while the server drained, too.
  opened.defer(downloads.settled)
  return {
    uploads,
    downloads,
    recheck: streams.look,
    removal,
    outflow: { streams, readers, fetches },
    decide: inspection.decide,
    proveScanner: inspection.prove,
    drain: async () => {
      await uploads.close()
      streams.close()
      await downloads.settled()
    },
  }
}
