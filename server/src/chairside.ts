import { ChairsideError, pathOf, routes } from '@chairside/protocol'
import { createAnnouncer } from './adapters/announcer.ts'
import { fetchAppKeys } from './adapters/appkeys.ts'
import { createClamd } from './adapters/clamd.ts'
import { systemClock } from './adapters/clock.ts'
import { openDisk } from './adapters/disk.ts'
import { openSqlite } from './adapters/sqlite.ts'
import { unscanned } from './adapters/unscanned.ts'
import { type Budget, createBudget } from './budget.ts'
import type { Config } from './config.ts'
import { createAppointments } from './domain/appointment.ts'
import { createCommit } from './domain/change.ts'
import { createDownloads } from './domain/download.ts'
import type { Exchange } from './domain/exchange.ts'
import { createInspection } from './domain/inspection.ts'
import { removeOrphans } from './domain/orphan.ts'
import { createPresence } from './domain/presence.ts'
import { createProgress } from './domain/progress.ts'
import { createReading } from './domain/reading.ts'
import { createReceipts } from './domain/receipt.ts'
import { createRequests } from './domain/request.ts'
import type { Sight } from './domain/snapshot.ts'
import { createRunningStreams } from './domain/stream.ts'
import { createSweep } from './domain/sweep.ts'
import { createTickets } from './domain/ticket.ts'
import { createTokens } from './domain/token.ts'
import { createTransfers } from './domain/transfer.ts'
import { createUploads } from './domain/upload.ts'
import { createWaiting } from './domain/waiting.ts'
import { createHttp } from './http/app.ts'
import { createOriginRule } from './http/origin.ts'
import { createLog, type Log } from './log.ts'
import { attachSockets, createSocketServer } from './realtime/socket.ts'
import { openRecords, type Records } from './records/database.ts'
import { findIdentity } from './records/identity.ts'
import type { Clock, Database, ObjectStore, Scanner } from './seams.ts'
import { madeUpSecret, signingKey } from './secret.ts'

/** What can be plugged in otherwise than the settings say; tests bring their own clock. */
export interface Overrides {
  readonly clock?: Clock
  readonly store?: ObjectStore
  readonly database?: Database
  readonly scanner?: Scanner
  readonly log?: Log
}

export interface Chairside {
  /** The address that clients use. */
  readonly url: string
  /** The key of the embedding backend: the set one, or outside production one that was made up. */
  readonly apiKey: string
  /** Looks now at what time has brought about, instead of within a minute. */
  sweep(): Promise<void>
  /** Ends running streams at a byte that is kept, then closes everything. */
  stop(): Promise<void>
}

/**
 * Builds a server from its settings and starts it. The only place that knows which adapter is behind a seam. A start
 * that fails closes what it has opened.
 */
export async function startChairside(config: Config, overrides: Overrides = {}): Promise<Chairside> {
  // Closed last opened first, each whatever becomes of the others.
  const opened = new AsyncDisposableStack()
  try {
    return await start(config, overrides, opened)
  } catch (error) {
    await opened.disposeAsync().catch(() => undefined)
    throw error
  }
}

async function start(config: Config, overrides: Overrides, opened: AsyncDisposableStack): Promise<Chairside> {
  const { limits, dataDir, retentionHours } = config
  const log = overrides.log ?? createLog(config.logLevel)
  const clock = overrides.clock ?? systemClock
  const database = overrides.database ?? openSqlite(dataDir)
  const records = await openRecords(database)
  opened.defer(() => records.close())
  const budget = createBudget(config.buffer)
  const s3 = overrides.store === undefined ? await openBucket(config, records, budget, clock) : undefined
  if (!config.fsync && s3 === undefined)
    log.warn('FSYNC is off: a loss of power may cost bytes that were acknowledged')
  const store = overrides.store ?? s3?.store ?? (await openDisk(dataDir, config))
  opened.defer(() => store.close())
  const scanner =
    overrides.scanner ??
    (config.clamd === undefined ? unscanned : createClamd({ address: config.clamd, store, clock, limits }))
  const apiKey = config.secrets.apiKey ?? madeUpSecret(dataDir, 'api-key')
  const secret = await signingKey(config.secrets.tokenSecret ?? madeUpSecret(dataDir, 'token'))

  const io = createSocketServer(limits)
  const announcer = createAnnouncer(io)
  const progress = createProgress({ announcer, clock, interval: limits.progress, silence: limits.silence })
  let removing: Promise<void> = Promise.resolve()
  opened.defer(() => removing)
  opened.defer(progress.close)
  const sight: Sight = { retentionHours, arriving: progress.of }
  const commit = createCommit({ records, announcer, clock, sight })
  const streams = createRunningStreams({ records, clock, interval: limits.streamCheck, log })
  const removeBytes = (): void => {
    removing = removing
      .then(() => removeOrphans({ records, store, clock, log }))
      .catch((error) => log.error({ err: error }, 'bytes could not be removed yet'))
  }
  const inspection = createInspection({
    records,
    commit,
    store,
    scanner,
    clock,
    limits,
    log,
    removed: removeBytes,
  })
  opened.defer(inspection.close)
  const uploads = createUploads({
    records,
    commit,
    store,
    inspection,
    progress,
    streams,
    clock,
    policy: limits.transfer,
    budget,
    removed: removeBytes,
  })
  const stop = (file: string): void => {
    uploads.stop(file, new ChairsideError('WITHDRAWN')).then(removeBytes)
  }
  const appKeys = config.appKeys && { ...config.appKeys, key: fetchAppKeys(config.appKeys.url) }
  const tokens = createTokens({
    secret,
    appKeys,
    clock,
    lifetime: limits.token,
    tolerance: limits.tokenTolerance,
  })
  const receipts = createReceipts({ commit })
  let url = config.publicUrl ?? ''
  const address = (ticket: string): string => url + pathOf(routes.readContent, { ticket })
  const tickets = createTickets({
    secret,
    records,
    clock,
    begin: limits.ticketBegin,
    serve: limits.ticketServe,
    address,
  })
  const presence = createPresence({
    records,
    commit,
    announcer,
    clock,
    patience: limits.presence,
    sight,
    log,
  })
  const reading = createReading({ records, sight, clock, limits })
  const waiting = createWaiting({ records, announcer, reading, clock, limits })
  const exchange: Exchange = {
    tokens,
    appointments: createAppointments({
      records,
      commit,
      announcer,
      streams,
      tokens,
      clock,
      retentionHours,
      stop,
    }),
    transfers: createTransfers({ records, commit, limits, sight, stop, pause: uploads.pause }),
    requests: createRequests({ commit, stop }),
    receipts,
    uploads,
    downloads: createDownloads({
      records,
      store,
      presigner: s3?.presigner,
      tickets,
      receipts,
      streams,
      retentionHours,
      log,
    }),
    presence,
    reading,
    waiting,
  }
  const sweep = createSweep({
    records,
    database,
    commit,
    store,
    uploads,
    clock,
    limits,
    retentionHours,
    log,
  })

  opened.defer(sweep.close)
  opened.defer(presence.close)

  const mayUse = createOriginRule(config, () => url)
  const app = await createHttp({ config, exchange, apiKey, mayUse, clock, log })
  opened.defer(() => app.close())
  opened.defer(streams.close)
  opened.defer(uploads.close)
  opened.defer(waiting.close)
  attachSockets(io, app.server, { exchange, limits, clock, log, mayConnect: mayUse })
  // Not io.close(): it waits for every HTTP connection, of which some end only after this hook.
  app.addHook('preClose', async () => void io.engine.close())

  await presence.reset()
  await sweep.start()
  const listening = await app.listen({ host: config.host, port: config.port }).catch((cause) => {
    const taken = cause instanceof Error && 'code' in cause && cause.code === 'EADDRINUSE'
    if (!taken) throw cause
    throw new Error(
      `Port ${config.port} of ${config.host} is in use. Set PORT to another one, or to 0 for any that is free.`,
      { cause },
    )
  })
  url ||= listening
  inspection.prove()

  return {
    url,
    apiKey,
    sweep: sweep.once,
    stop: () => opened.disposeAsync(),
  }
}

/** Loaded only where it is used: the more a process has loaded, the more its uploads cost. */
async function openBucket(
  { s3: settings, dataDir, limits }: Config,
  { db }: Records,
  budget: Budget,
  clock: Clock,
) {
  if (settings === undefined) return undefined
  const { openS3 } = await import('./adapters/s3.ts')
  return openS3({ settings, records: await findIdentity(db), dataDir, budget, clock, limits })
}
