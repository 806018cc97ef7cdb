import { pathOf, routes } from '@chairside/protocol'
import type { FastifyInstance } from 'fastify'
import { createAnnouncer } from './adapters/announcer/memory.ts'
import { fetchAppKeys } from './adapters/app-keys.ts'
import { createClamd } from './adapters/clamd/scanner.ts'
import { systemClock } from './adapters/clock.ts'
import { openDisk } from './adapters/disk/store.ts'
import { openSqlite } from './adapters/sql/sqlite.ts'
import { unscanned } from './adapters/unscanned.ts'
import { type Budget, createBudget } from './budget.ts'
import type { ClamdAddress, Config } from './config.ts'
import { createDomain } from './domain/domain.ts'
import { createTokens } from './domain/people/token.ts'
import { createHttp } from './http/http.ts'
import { createOriginRule } from './http/origin.ts'
import { createLog, type Log } from './log.ts'
import { attachSockets, createSocketServer } from './realtime/socket.ts'
import { openRecords, type Records } from './records/database.ts'
import { findIdentity } from './records/identity.ts'
import type { Clock, Database, ObjectStore, Scanner } from './seams.ts'
import { madeUpSecret, signingKey } from './secret.ts'

/** Replacements for what the settings choose, for tests. */
export interface Overrides {
  readonly clock?: Clock
  readonly store?: ObjectStore
  readonly database?: Database
  readonly scanner?: Scanner
  readonly log?: Log
}

/** A running server. */
export interface Chairside {
  /** The address that clients use. */
  readonly url: string
  /** The key of the embedding backend: from the settings, or outside production generated. */
  readonly apiKey: string
  /** The clock in use. */
  readonly clock: Clock
  /** Runs a sweep now, instead of within a minute. */
  sweep(): Promise<void>
  /** Ends running streams, keeping the bytes received, then closes everything. */
  stop(): Promise<void>
}

/**
 * Builds a server from its settings and starts it. A start that fails closes what it opened, then throws.
 * Only this file knows which adapter is behind a seam.
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
  const { limits, dataDir, secrets } = config
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
  const clamd = (address: ClamdAddress) => createClamd({ address, store, clock, limits })
  const scanner = overrides.scanner ?? (config.clamd === undefined ? unscanned : clamd(config.clamd))

  const apiKey = secrets.apiKey ?? madeUpSecret(dataDir, 'api-key')
  const secret = await signingKey(secrets.tokenSecret ?? madeUpSecret(dataDir, 'token'))
  const appKeys = config.appKeys && { ...config.appKeys, key: fetchAppKeys(config.appKeys.url) }
  let url = config.publicUrl ?? ''
  const io = createSocketServer(limits)
  const domain = createDomain(
    {
      records,
      database,
      store,
      presigner: s3?.presigner,
      scanner,
      announcer: createAnnouncer(io),
      clock,
      limits,
      log,
      budget,
      tokens: createTokens({ secret, appKeys, clock, limits }),
      address: (ticket) => url + pathOf(routes.readContent, { ticket }),
      retentionHours: config.retentionHours,
    },
    opened,
  )

  const mayUse = createOriginRule(config, () => url)
  const app = await createHttp({ config, exchange: domain, apiKey, mayUse, clock, log })
  opened.defer(() => app.close())
  opened.defer(domain.drain)
  attachSockets(io, app.server, { exchange: domain, limits, clock, log, mayConnect: mayUse })
  // `io.close()` would wait for HTTP connections that only end after this hook.
  app.addHook('preClose', async () => void io.engine.close())
  await domain.start()
  const listening = await listen(app, config)
  url ||= listening
  domain.proveScanner()
  return { url, apiKey, clock, sweep: domain.sweep, stop: () => opened.disposeAsync() }
}

/** Listens; gives the address. Throws a sentence that names the port when it is in use. */
async function listen(app: FastifyInstance, { host, port }: Config): Promise<string> {
  try {
    return await app.listen({ host, port })
  } catch (cause) {
    if (!(cause instanceof Error && 'code' in cause && cause.code === 'EADDRINUSE')) throw cause
    throw new Error(
      `Port ${port} of ${host} is in use. Set PORT to another one, or to 0 for any that is free.`,
      { cause },
    )
  }
}

/** Loads the AWS SDK only when it is used: uploads cost more in a process with more code loaded. */
async function openBucket(
  { s3: settings, dataDir, limits }: Config,
  { db }: Records,
  budget: Budget,
  clock: Clock,
) {
  if (settings === undefined) return undefined
  const { openS3 } = await import('./adapters/s3/store.ts')
  return openS3({ settings, records: await findIdentity(db), dataDir, budget, clock, limits })
}
