import { randomUUID } from 'node:crypto'
import { pathOf, routes } from '@chairside/protocol'
import { createAnnouncer } from './adapters/announcer/announcer.ts'
import { createHearing } from './adapters/announcer/hearing.ts'
import type { Crossing } from './adapters/announcer/redis.ts'
import { fetchAppKeys } from './adapters/app-keys.ts'
import { createClamd } from './adapters/clamd/scanner.ts'
import { elapsed, systemClock } from './adapters/clock.ts'
import { connectionsWithin, readDescriptors } from './adapters/descriptors.ts'
import { roomBelow } from './adapters/disk/room.ts'
import { openDisk } from './adapters/disk/store.ts'
import { createFollowingClock } from './adapters/following-clock.ts'
import { measure } from './adapters/metrics/measured.ts'
import { claimFolder } from './adapters/sql/claim.ts'
import { openSqlite } from './adapters/sql/sqlite.ts'
import { createThumbnailer } from './adapters/thumbnailer/thumbnailer.ts'
import { unscanned } from './adapters/unscanned.ts'
import { createCourier } from './adapters/webhook/courier.ts'
import { type Budget, createBudget } from './budget.ts'
import type { Config } from './config.ts'
import { prepareFolder } from './data-folder.ts'
import { createDomain } from './domain/domain.ts'
import { createTokens } from './domain/people/token.ts'
import { createRates, quotasOf } from './domain/rate.ts'
import { createHttp } from './http/http.ts'
import { listen } from './http/listen.ts'
import { createOriginRule } from './http/origin.ts'
import type { Limits } from './limits.ts'
import { createLog, type Log } from './log.ts'
import { type Metrics, unmetered } from './metrics.ts'
import { requireLocal } from './network-folder.ts'
import { createOriginLog } from './origin-log.ts'
import { createPageVersions } from './page-versions.ts'
import { statesOf } from './realtime/room-states.ts'
import { attachSockets, createSocketServer } from './realtime/socket.ts'
import { openRecords, type Records } from './records/database.ts'
import { findIdentity } from './records/identity.ts'
import type { Clock, Database, ObjectStore, Presigner, RateCounter, Scanner } from './seams.ts'
import { type Derive, deriveFrom, orMadeUp, tokenKeys } from './secret.ts'
import type { SocketServer } from './socket-rooms.ts'

/** Replacements for what the settings choose, for tests. */
export interface Overrides {
  /** It goes by no other clock, unless `time` is given. */
  readonly clock?: Clock
  /** The clock of the records, as `Database.time`. */
  readonly time?: () => Promise<number>
  readonly store?: ObjectStore
  readonly database?: Database
  readonly scanner?: Scanner
  readonly log?: Log
}

/** A running server. */
export interface Chairside {
  /** The address that clients use. */
  readonly url: string
  /** The address that it listens on, without what stands in front. */
  readonly listening: string
  /** The key of the embedding backend: from the settings, or outside production generated. */
  readonly apiKey: string
  /** The clock in use. */
  readonly clock: Clock
  /** Runs a sweep now, instead of within a minute. False while another node sweeps. */
  sweep(): Promise<boolean>
  /**
   * Lets people go to another node: is not ready from now on, but serves everything for the setting `drainNotice`, so that what
   * balances sees it; then takes no new connections, closes the sockets, and resolves when the running downloads have ended, or
   * when the setting `drain` is over since the call. Call `stop` then.
   */
  leave(): Promise<void>
  /** Ends running streams, keeping the bytes received, then closes everything. */
  stop(): Promise<void>
}

/**
 * Builds a server from its settings and starts it; a start that fails closes what it opened. Only this file
 * knows which adapter is behind a seam.
 */
export async function startChairside(config: Config, overrides: Overrides = {}): Promise<Chairside> {
  // Closes everything, last opened first, even when a close fails.
  const opened = new AsyncDisposableStack()
  try {
    return await start(config, overrides, opened)
  } catch (error) {
    await opened.disposeAsync().catch(() => undefined)
    throw error
  }
}

async function start(config: Config, overrides: Overrides, opened: AsyncDisposableStack): Promise<Chairside> {
  const { limits, dataDir, secrets, trustProxy } = config
  const log = overrides.log ?? createLog(config.logLevel)
  for (const warning of config.warnings) log.warn(warning)
  const { clock, followTime } = createFollowingClock(overrides.clock ?? systemClock)
  const metrics = await openMetrics(config)
  opened.defer(() => metrics?.close())
  const measured = measure(metrics?.meter, elapsed)
  const ground = { clock, limits, log, meter: metrics?.meter ?? unmetered }
  prepareFolder(dataDir)
  if (!config.networkDataDir) requireLocal(dataDir)
  const database = measured.database(overrides.database ?? (await openDatabase(config, clock, opened)))
  const records = await openRecords(database)
  opened.defer(() => records.close())
  const time = overrides.time ?? (overrides.clock === undefined ? database.time : undefined)
  const follow = async (): Promise<void> => {
    if (time !== undefined) await followTime(time)
  }
  await follow()
  const budget = createBudget(config.buffer)
  const { store: bare, presigner } = overrides.store
    ? { store: overrides.store }
    : await openStore(config, { records, budget, clock, log })
  const store = measured.store(bare)
  opened.defer(() => store.close())
  const scanner = measured.scanner(
    overrides.scanner ??
      (config.scanner.kind === 'none' ? unscanned : createClamd({ ...config.scanner, store, clock, limits })),
  )

  const apiKeys = orMadeUp(secrets.apiKeys, dataDir, 'api-key')
  const tokenSecrets = orMadeUp(secrets.tokenSecrets, dataDir, 'token')
  const keys = await tokenKeys(tokenSecrets)
  const appKeys = config.appKeys && { ...config.appKeys, key: fetchAppKeys(config.appKeys.url, ground) }
  const thumbnailer = createThumbnailer({ clock, limits, log })
  opened.defer(() => thumbnailer.close())
  let url = config.publicUrl ?? ''
  const derive = deriveFrom(tokenSecrets)
  const io = createSocketServer(limits)
  const crossing =
    config.redis === undefined ? undefined : await openCrossing(io, config.redis, records, ground)
  if (crossing) {
    opened.defer(crossing.close)
    measured.redis(crossing.redis)
  }
  ground.meter.gauge('sockets', {}, () => io.engine?.clientsCount ?? 0)
  ground.meter.gauge('budget', { part: 'used' }, () => config.buffer - budget.left)
  ground.meter.gauge('budget', { part: 'all' }, () => config.buffer)
  const domain = createDomain(
    {
      ...{ records, database, store, presigner, scanner, budget, thumbnailer, ...ground },
      courier: createCourier(ground, config.webhookReach),
      neighbours: crossing?.neighbours,
      announcer: createAnnouncer(io, crossing?.hearing ?? createHearing(), crossing === undefined),
      tokens: createTokens({ keys, appKeys, clock, limits }),
      address: (ticket) => url + pathOf(routes.readContent, { ticket }),
      archiveAddress: (ticket) => url + pathOf(routes.readArchive, { ticket }),
      // Behind the `#`, so that the secret reaches no log, and no program that only fetches the page.
      linkAddress: (secret) => `${url}/d#${secret}`,
      derive,
      redis: crossing?.probe,
      follow,
      cutOff: () => io.local.disconnectSockets(true),
      room: () => roomBelow(dataDir),
      settings: config,
    },
    opened,
  )

  const mayUse = createOriginRule(config, () => url)
  const noteOrigin = createOriginLog(ground)
  const rates = createRates(clock, limits, crossing && (await countTogether(crossing, limits, derive)))
  // By real time: the server's clock follows that of PostgreSQL, and may be set.
  const versions = createPageVersions(systemClock, randomUUID(), crossing?.neighbours)
  opened.defer(() => versions.close())
  const app = await createHttp({
    ...{ config, exchange: domain, apiKeys, rates, versions, metrics, mayUse, noteOrigin, clock, log },
  })
  opened.defer(() => app.close())
  opened.defer(domain.drain)
  const shared = { exchange: domain, rates, versions, ...ground }
  const sockets = attachSockets(io, app.server, { ...shared, trustProxy, mayConnect: mayUse, noteOrigin })
  crossing?.onMissed(sockets.refresh)
  // `io.close()` would wait for HTTP connections that only end after this hook.
  app.addHook('preClose', async () => void io.engine.close())
  await domain.start()
  const connections = Math.min(config.maxConnections, connectionsWithin(readDescriptors()))
  const listening = await listen(app, config, { connections, clock, log })
  url ||= listening
  domain.proveScanner()
  return {
    url,
    listening,
    apiKey: apiKeys[0],
    clock,
    sweep: domain.sweep,
    leave: async () => {
      domain.readiness.drain()
      // Sockets, too: a page that is cut off now could be sent to this node again.
      if (config.drainNotice > 0) await after(clock, config.drainNotice)
      app.server.close()
      // Those that are just shaking hands come later.
      io.on('connection', (socket) => void socket.disconnect(true))
      io.local.disconnectSockets(true)
      await domain.leave(config.drain - config.drainNotice)
    },
    stop: () => opened.disposeAsync(),
  }
}

const after = (clock: Clock, ms: number): Promise<void> =>
  new Promise((resolve) => void clock.after(ms, resolve))

async function openCrossing(
  io: SocketServer,
  url: string,
  { db }: Records,
  ground: { limits: Limits; log: Log },
): Promise<Crossing> {
  const { crossRedis } = await import('./adapters/announcer/redis.ts')
  return crossRedis(io, url, await findIdentity(db), {
    ...ground,
    // How long Redis takes is real, also where a test moves the clock.
    clock: systemClock,
    statesOf: (rooms, known) => statesOf(db, rooms, known),
  })
}

/** Counts requests on all nodes together; theirs is the secret that hashes of whom. */
async function countTogether({ redis }: Crossing, limits: Limits, derive: Derive): Promise<RateCounter> {
  const { countInRedis } = await import('./adapters/rates/redis.ts')
  return countInRedis(redis, quotasOf(limits), derive('rates')[0])
}

async function openDatabase(
  { database, dataDir, limits }: Config,
  clock: Clock,
  opened: AsyncDisposableStack,
): Promise<Database> {
  switch (database.kind) {
    case 'sqlite':
      return openSqlite(dataDir)
    case 'postgres': {
      const { openPostgres } = await import('./adapters/sql/postgres.ts')
      // Another server in it would take this one's files and spool for left-overs.
      const claim = claimFolder(dataDir)
      opened.defer(() => claim.close())
      return openPostgres(database, limits.records, clock)
    }
  }
}

/** Opens the store for the bytes of files, and its `Presigner` if readers may fetch directly from the store. */
async function openStore(
  { store: settings, dataDir, limits }: Config,
  { records, log, ...parts }: { records: Records; budget: Budget; clock: Clock; log: Log },
): Promise<{ store: ObjectStore; presigner: Presigner | undefined }> {
  switch (settings.kind) {
    case 'disk':
      if (!settings.fsync) log.warn('FSYNC is off: a loss of power may cost bytes that were acknowledged')
      return { store: await openDisk(dataDir, settings), presigner: undefined }
    case 's3': {
      // The AWS SDK is loaded only when it is used: uploads cost more in a process with more code loaded.
      const { openS3 } = await import('./adapters/s3/store.ts')
      return openS3({ ...parts, settings, records: await findIdentity(records.db), dataDir, limits })
    }
  }
}

/** The metrics, if anybody may read them. Their library is loaded only then. */
async function openMetrics({ secrets }: Config): Promise<Metrics | undefined> {
  if (secrets.metricsToken === undefined) return undefined
  const { createMetrics } = await import('./adapters/metrics/prometheus.ts')
  return createMetrics()
}
