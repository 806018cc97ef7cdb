import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ChairsideError, routes } from '@chairside/protocol'
import { destination } from 'pino'
import { openDisk } from '../../server/src/adapters/disk/store.ts'
import { openSqlite } from '../../server/src/adapters/sql/sqlite.ts'
import { unscanned } from '../../server/src/adapters/unscanned.ts'
import { createBudget } from '../../server/src/budget.ts'
import { type Bytes, createBytes } from '../../server/src/domain/bytes/bytes.ts'
import type { Owner } from '../../server/src/domain/bytes/owner.ts'
import type { Parts } from '../../server/src/domain/bytes/part.ts'
import { createAgain } from '../../server/src/domain/events/again.ts'
import { createCommit, type Subject, type Teller } from '../../server/src/domain/events/commit.ts'
import type { Ground } from '../../server/src/domain/events/ground.ts'
import { createProgress } from '../../server/src/domain/events/progress.ts'
import type { Identity } from '../../server/src/domain/people/identity.ts'
import { createRefusals } from '../../server/src/domain/people/refusal.ts'
import { createTrail } from '../../server/src/domain/people/trail.ts'
import { createApp } from '../../server/src/http/app.ts'
import { serveContent } from '../../server/src/http/content.ts'
import { serveForms } from '../../server/src/http/multipart.ts'
import { fileUploads, serveUploadsOf } from '../../server/src/http/upload.ts'
import { defaultLimits } from '../../server/src/limits.ts'
import { createLog } from '../../server/src/log.ts'
import { unmetered } from '../../server/src/metrics.ts'
import { openRecords } from '../../server/src/records/database.ts'
import type { Announcer } from '../../server/src/seams.ts'
import { createManualClock, type ManualClock } from './clock.ts'
import { output } from './prepare.ts'
import { keepSecret } from './secrets.ts'
import { silent } from './silent.ts'
import { atEnd } from './until.ts'

/** What these tests make an owner from. */
export interface Footing {
  readonly ground: Ground
  readonly announcer: Announcer
}

/** One kind of owner, and what a test can do with its contents. */
export interface Owned {
  readonly kind: string
  readonly owner: Owner
  readonly tellers: Readonly<Record<Subject, Teller>>
  /** The largest content that the owner takes, in bytes. */
  readonly largest: number
  /** `sender` may send and fetch, `reader` may only fetch, `stranger` may do nothing. */
  readonly sender: Identity
  readonly reader: Identity
  readonly stranger: Identity
  /** Announces a content of `size` bytes. Gives its id. */
  announce(name: string, size: number): Promise<string>
  partsOf(who: Identity, id: string): Promise<Parts>
  /** How many receipts the owner has kept for a content. */
  receipts(id: string): Promise<number>
  /** Ends the reader's right to a content, as a new registration does. */
  revoke(id: string): Promise<void>
}

/** The server's path of bytes, without the rest of the server, for one kind of owner: real adapters, real HTTP. */
export interface Owning extends Owned {
  readonly url: string
  readonly ground: Ground
  readonly bytes: Bytes
  readonly clock: ManualClock
  /** The names of all files in the store. */
  stored(): string[]
}

export const tokenOf = (who: Identity): string => `token-of-${who.id}`

/** Starts that path with the owner that `make` makes. Its `tellers` serve all later commits. */
export async function openOwning(make: (footing: Footing) => Promise<Owned>): Promise<Owning> {
  const dataDir = mkdtempSync(join(tmpdir(), 'chairside-'))
  const opened = new AsyncDisposableStack()
  opened.defer(() => rmSync(dataDir, { recursive: true, force: true }))
  atEnd(() => opened.disposeAsync())
  const log = createLog(
    'debug',
    destination({ dest: join(output, 'owning.log'), append: true, sync: true, mkdir: true }),
  )
  const clock = createManualClock()
  const limits = { ...defaultLimits, streamCheck: 60_000 }
  const records = await openRecords(openSqlite(dataDir))
  opened.defer(() => records.close())
  const store = await openDisk(dataDir)
  opened.defer(() => store.close())

  const tellers = (): Owned['tellers'] => owned.tellers
  const again = createAgain({ clock, limits, log })
  opened.defer(again.close)
  const commit = createCommit({
    again,
    log,
    records,
    announcer: silent,
    clock,
    filled: () => undefined,
    meter: unmetered,
    tellers: {
      appointment: (tx, id) => tellers().appointment(tx, id),
      request: (tx, id) => tellers().request(tx, id),
      transfer: (tx, id) => tellers().transfer(tx, id),
    },
  })
  const ground: Ground = { records, commit, again, clock, limits, log, meter: unmetered }
  const owned = await make({ ground, announcer: silent })

  const progress = createProgress({
    ...{ clock, interval: limits.progress, silence: limits.silence },
    moved: async () => false,
  })
  opened.defer(progress.close)
  let url = ''
  const bytes = createBytes(
    ground,
    {
      owners: { [owned.kind]: owned.owner },
      store,
      presigner: undefined,
      node: () => 'the only node',
      neighbours: undefined,
      scanner: unscanned,
      doubts: 'refuse',
      progress,
      budget: createBudget(16 * 1024 * 1024),
      address: (ticket) => {
        keepSecret(ticket)
        return `${url}/v1/content/${ticket}`
      },
    },
    opened,
  )
  const people = new Map(
    [owned.sender, owned.reader, owned.stranger].map((who) => [`Bearer ${tokenOf(who)}`, who]),
  )
  const callers = {
    isBackend: () => false,
    access: () => Promise.reject(new ChairsideError('ACCESS_ENDED')),
    either: async (): Promise<never> => {
      throw new ChairsideError('UNAUTHENTICATED')
    },
    participant: async ({ headers }: { headers: { authorization?: string | undefined } }) => {
      const who = people.get(headers.authorization ?? '')
      if (who === undefined) throw new ChairsideError('UNAUTHENTICATED')
      return who
    },
    backend: () => {
      throw new ChairsideError('UNAUTHENTICATED')
    },
    metrics: () => undefined,
    count: () => undefined,
    countLink: () => undefined,
    begin: () => () => undefined,
  }
  const config = { limits, trustProxy: false, proxyPasses104: false, publicUrl: undefined }
  const trail = createTrail(ground)
  opened.defer(trail.close)
  const refusals = createRefusals(ground, { trail })
  opened.defer(refusals.close)
  const origins = { mayUse: () => true, noteOrigin: () => undefined }
  const app = await createApp({ config, ...origins, clock, log, refusals })
  opened.defer(() => app.close())
  opened.defer(bytes.drain)
  const given = { callers, clock, log, config }
  const reception = bytes.uploads.of(owned.kind)
  serveUploadsOf(app, given, {
    routes: fileUploads,
    reception,
    largest: owned.largest,
    end: async (who, id) => {
      await owned.owner.find(records.db, who, id, 'send')
      await bytes.uploads.stop(id, new ChairsideError('WITHDRAWN'))
    },
  })
  serveForms(app, given, {
    route: routes.sendForm,
    reception,
    most: 5,
    largest: owned.largest,
    partsOf: owned.partsOf,
    statesOf: async () => new Map(),
  })
  serveContent(app, { ...given, exchange: bytes })
  url = await app.listen({ host: '127.0.0.1', port: 0 })
  return {
    ...owned,
    url,
    ground,
    bytes,
    clock,
    stored: () =>
      readdirSync(join(dataDir, 'objects'), { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map(({ name }) => name),
  }
}
