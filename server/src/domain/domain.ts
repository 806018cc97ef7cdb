import { ChairsideError, type Health, isFetchable } from '@chairside/protocol'
import type { Budget } from '../budget.ts'
import type { Config } from '../config.ts'
import type { Limits } from '../limits.ts'
import type { Log } from '../log.ts'
import type { Meter } from '../metrics.ts'
import type { Records } from '../records/database.ts'
import { findFile } from '../records/file.ts'
import { findUpload } from '../records/upload.ts'
import type {
  Announcer,
  Clock,
  Courier,
  Database,
  Neighbours,
  ObjectStore,
  Presigner,
  Scanner,
  Thumbnailer,
} from '../seams.ts'
import type { Derive } from '../secret.ts'
import { createBytes } from './bytes/bytes.ts'
import type { Downloads } from './bytes/download.ts'
import { createDrawing } from './bytes/drawing.ts'
import type { Owners } from './bytes/owner.ts'
import { isMoved, type Uploads } from './bytes/reception.ts'
import { createTickets } from './bytes/ticket.ts'
import { type Acting, createActing } from './documents/acting.ts'
import { createDocuments, type Documents } from './documents/documents.ts'
import { createHints } from './documents/hint.ts'
import { createDocumentOwner, documentKind } from './documents/owner.ts'
import { createDocumentsPart } from './documents/part.ts'
import { createErasing, type Erasing } from './erasing.ts'
import { createAgain } from './events/again.ts'
import { createCommit, type Holds } from './events/commit.ts'
import type { Ground } from './events/ground.ts'
import { createProgress } from './events/progress.ts'
import { createFromLive } from './from-live.ts'
import { createHealth } from './health.ts'
import { createDecisions, type Decisions } from './live/decision.ts'
import { createLivePart } from './live/ending.ts'
import { createFileOwner, fileKind } from './live/owner.ts'
import { createReceipts, type Receipts } from './live/receipt.ts'
import { createRequests, type Requests } from './live/request.ts'
import { createTransferTeller, tellRequest } from './live/tellers.ts'
import { createFileThumbnails, type FileThumbnails } from './live/thumbnails.ts'
import { createTransfers, type Transfers } from './live/transfer.ts'
import type { Sight } from './live/view.ts'
import type { StopBytes } from './live/withdrawal.ts'
import { type Access, createAccess } from './people/access.ts'
import { type Appointments, createAppointments } from './people/appointment.ts'
import { createAppointmentTeller } from './people/appointment-view.ts'
import { createDesks, type Desks } from './people/desk.ts'
import { createNodes } from './people/nodes.ts'
import { admit } from './people/participant.ts'
import { createPresence, type Presence } from './people/presence.ts'
import { createRefusals, type Refusals } from './people/refusal.ts'
import { createStays } from './people/stays.ts'
import type { Tokens } from './people/token.ts'
import { createTrail } from './people/trail.ts'
import { createReadiness, type Readiness } from './readiness.ts'
import { createReading, type Reading } from './reading.ts'
import { seeAppointment } from './snapshot.ts'
import { createSweep } from './sweep.ts'
import { createWaiting, type Waiting } from './waiting.ts'
import { createWebhooks, type Webhooks } from './webhooks/webhooks.ts'

/** Whether a file is withdrawn. */
const isWithdrawn =
  (file: string): Holds =>
  async (db) =>
    (await findFile(db, file))?.state === 'withdrawn'

/** What the two transports call. */
export interface Exchange {
  readonly tokens: Tokens
  readonly appointments: Appointments
  readonly transfers: Transfers
  readonly requests: Requests
  readonly receipts: Receipts
  readonly thumbnails: FileThumbnails
  readonly decisions: Decisions
  readonly uploads: Uploads
  readonly downloads: Downloads
  readonly presence: Presence
  readonly desks: Desks
  readonly reading: Reading
  /** What the server finds of its parts. */
  readonly health: () => Promise<Health>
  readonly readiness: Readiness
  readonly waiting: Waiting
  readonly erasing: Erasing
  readonly access: Access
  readonly refusals: Refusals
  readonly documents: Documents
  readonly webhooks: Webhooks
  /** In whose place the app's backend acts. */
  readonly acting: Acting
}

/** The domain, with its background work. */
export interface Domain extends Exchange {
  /** Repairs what a crash left behind and begins the sweeps. Must run before any client connects. */
  start(): Promise<void>
  /**
   * Lets people go to another node: uploads end and keep the bytes received, and what waits is answered. Resolves when the
   * running downloads have ended, or after `longest` ms.
   */
  leave(longest: number): Promise<void>
  /** Ends every upload, keeping the bytes received, and every download. */
  drain(): Promise<void>
  /** Tests the scanner in the background and logs the result. */
  proveScanner(): void
  /** Runs a sweep now. False while another node sweeps. */
  sweep(): Promise<boolean>
}

/** What `createDomain` needs: the adapters behind the seams, and the settings. */
export interface Foundation {
  readonly records: Records
  readonly database: Database
  readonly store: ObjectStore
  /** Undefined when all bytes go through the server. */
  readonly presigner: Presigner | undefined
  readonly scanner: Scanner
  readonly announcer: Announcer
  readonly thumbnailer: Thumbnailer
  readonly courier: Courier
  /** Undefined for a node that runs alone. */
  readonly neighbours: Neighbours | undefined
  readonly clock: Clock
  readonly limits: Limits
  readonly log: Log
  readonly meter: Meter
  readonly budget: Budget
  readonly tokens: Tokens
  /** The full address of what a ticket opens, and of an archive. */
  readonly address: (ticket: string) => string
  readonly archiveAddress: (ticket: string) => string
  /** The full address of the page of a share link. */
  readonly linkAddress: (secret: string) => string
  /** Derives the secrets of links and codes, and the key of those of webhooks. */
  readonly derive: Derive
  /** Throws when Redis is away; undefined for a node without Redis. */
  readonly redis: (() => Promise<void>) | undefined
  /** Closes all sockets of pages to this node. */
  readonly cutOff: () => void
  /** Sets the clock of this node by that of the records. */
  readonly follow: () => Promise<void>
  /** The free bytes of the data folder's disk. */
  readonly room: () => Promise<number | undefined>
  readonly settings: Pick<
    Config,
    | 'retentionHours'
    | 'auditDays'
    | 'hardEndHours'
    | 'scannerDoubt'
    | 'sensitiveSave'
    | 'webhookReach'
    | 'missingForNodes'
    | 'store'
  >
}

/**
 * Builds the domain, from the lowest room up. `opened` closes what it opens, last first: so checks end before
 * the removal of bytes.
 */
export function createDomain(foundation: Foundation, opened: AsyncDisposableStack): Domain {
  const { records, announcer, clock, limits, log, meter, store, settings, tokens } = foundation
  const { retentionHours } = settings
  const progress = createProgress({
    ...{ clock, interval: limits.progress, silence: limits.silence },
    moved: async (id, arriving) => isMoved(await findUpload(records.db, id), arriving),
  })
  const sight: Sight = { retentionHours, arriving: ({ id, epoch }) => progress.of(id, epoch) }
  const look = { ...sight, toldOver: limits.toldOver }
  const tellers = {
    appointment: createAppointmentTeller(retentionHours),
    request: tellRequest,
    transfer: createTransferTeller(sight),
  }
  const { courier, derive } = foundation
  const webhooks = createWebhooks(
    { records, clock, limits, log, meter },
    { courier, derive, reach: settings.webhookReach },
  )
  const again = createAgain({ clock, limits, log })
  opened.defer(again.close)
  const commit = createCommit({
    records,
    announcer,
    clock,
    tellers,
    filled: webhooks.soon,
    meter,
    again,
    log,
  })
  const ground: Ground = { records, commit, again, clock, limits, log, meter }

  opened.defer(progress.close)
  const trail = createTrail(ground)
  opened.defer(trail.close)
  const refusals = createRefusals(ground, { trail })
  opened.defer(refusals.close)
  const receipts = createReceipts(ground)
  const hints = createHints({ announcer })
  // What draws thumbnails is made below, before anything can become ready.
  const owners: Owners = {
    [fileKind]: createFileOwner(ground, {
      ...{ announcer, receipts, retentionHours, arrived: hints.patient },
      ready: (id) => thumbnails.soon(id),
    }),
    [documentKind]: createDocumentOwner(ground, { hints, ready: (id) => documents.thumbnails.soon(id) }),
  }
  const nodes = createNodes(ground, {
    database: foundation.database,
    missing: settings.missingForNodes,
    follow: foundation.follow,
    cutOff: () => {
      foundation.cutOff()
      stays.forget()
      waiting.answer()
    },
  })
  const node = () => nodes.id
  const bytes = createBytes(
    ground,
    { ...foundation, doubts: settings.scannerDoubt, owners, progress, node },
    opened,
  )
  const { uploads, removal } = bytes
  const stop: StopBytes = (change, { appointment, receiver }, file) => {
    const { id, object, thumbnail } = file
    if (isFetchable(file)) hints.patient(change, appointment, receiver)
    change.after(() => {
      uploads.stop(id, new ChairsideError('WITHDRAWN')).then(() => {
        for (const key of [object, thumbnail]) if (key !== null) removal.soon(key)
      })
    }, isWithdrawn(id))
  }
  const drawing = createDrawing(ground, { ...foundation, removal })
  const thumbnails = createFileThumbnails(ground, { drawing, retentionHours, drawn: hints.patient })
  const parts = [createLivePart(stop), createDocumentsPart({ hints })]
  const documents = createDocuments(ground, {
    ...{ hints, bytes, store, owners, drawing },
    tickets: createTickets(ground, { address: foundation.archiveAddress }),
    arriving: (id) => progress.of(id)?.bytes,
    live: createFromLive(retentionHours),
    ...{ linkAddress: foundation.linkAddress, derive },
    sensitiveSave: settings.sensitiveSave,
  })
  const presence = createPresence(ground, {
    announcer,
    node,
    together: hints.together,
    // In one transaction, so that the snapshot and its revision match.
    see: (desk, id) => records.read(async (tx) => seeAppointment(tx, await admit(tx, desk, id), look)),
  })
  const desks = createDesks(ground, { node })
  const appointments = createAppointments(ground, {
    announcer,
    tokens,
    retentionHours,
    parts,
    recheck: bytes.recheck,
    applyTemplate: documents.templates.apply,
  })
  opened.defer(drawing.close)
  const erasing = createErasing(ground, { ...settings, announcer, parts, bytes, documents })
  const sweep = createSweep(ground, {
    node,
    isAlone: foundation.neighbours === undefined,
    database: foundation.database,
    store,
    uploads,
    removal,
    erasing,
    retentionHours,
    hardEndHours: settings.hardEndHours,
    parts,
    giveUp: documents.giveUp,
    sweepWebhooks: webhooks.sweep,
  })
  const reading = createReading(ground, look)
  const readiness = createReadiness(ground, { ...foundation, reading })
  const access = createAccess(ground, { trail })
  const stays = createStays(ground, { presence, desks, access })
  const waiting = createWaiting(ground, { announcer, reading, stays })
  opened.defer(nodes.close)
  opened.defer(sweep.close)
  opened.defer(presence.close)
  opened.defer(desks.close)
  opened.defer(stays.close)

  return {
    tokens,
    appointments,
    transfers: createTransfers(ground, { sight, stop, stopForPause: uploads.pause }),
    requests: createRequests(ground, { stop }),
    receipts,
    thumbnails,
    decisions: createDecisions(ground, bytes),
    uploads,
    downloads: bytes.downloads,
    presence,
    desks,
    reading,
    health: createHealth(ground, { ...foundation, reading, kind: settings.store.kind }),
    readiness,
    waiting,
    erasing,
    access,
    refusals,
    documents,
    webhooks,
    acting: createActing(ground),
    start: async () => {
      await nodes.begin([presence, desks])
      await sweep.start()
      await documents.thumbnails.start()
      await thumbnails.start()
      await webhooks.start()
    },
    leave: async (longest) => {
      readiness.drain()
      const { promise: late, resolve } = Promise.withResolvers<void>()
      const cancel = clock.after(longest, resolve)
      await Promise.all([waiting.close(), documents.accesses.drain(), uploads.close(), webhooks.close()])
      await Promise.race([bytes.downloads.settled(), late])
      cancel()
    },
    drain: async () => {
      readiness.drain()
      await Promise.all([waiting.close(), documents.accesses.drain(), bytes.drain(), webhooks.close()])
      await documents.openings.close()
    },
    proveScanner: bytes.proveScanner,
    sweep: sweep.once,
  }
}
