import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import pg from 'pg'
import type { DatabaseSettings } from '../database-settings.ts'
import { notAlone } from '../domain/people/give-way.ts'
import { sentences, works, wrong } from './finding.ts'
import { waiting } from './migrations.ts'
import type { Tried } from './tried.ts'
import { codeOf } from './try.ts'

type Settings = DatabaseSettings & { readonly kind: 'postgres' }

/** How long a connection and each statement may take, in ms. */
const patience = 5_000
/** The oldest version that Chairside uses. */
const oldest = 15

/** Tries a PostgreSQL: what it writes there it takes back in the same transaction. */
export async function tryPostgres(
  settings: Settings,
  nodes: {
    /** The settings that several servers need and this one lacks. */
    readonly missing: readonly string[]
    /** How often a server says that it lives, in ms. */
    readonly beat: number
    readonly signal: AbortSignal
  },
): Promise<Tried> {
  const direct = await connect(settings.url, 'DATABASE_URL')
  const migrating = settings.migrations ?? settings.url
  try {
    const { client, pooled } = direct
    const about = await aboutOf(client)
    const refused = whyUnfit(about)
    if (refused !== undefined) return { finding: wrong('database', refused), records: undefined }
    const done = about.migrated ? await column(client, 'select name from kysely_migration') : undefined
    const migrations = waiting(done)
    const [id] = about.known ? await column(client, 'select id from identity') : []
    await write(client, done?.includes('018-nodes') ?? false, 'DATABASE_URL')
    const other =
      settings.migrations === undefined ? undefined : await sameDatabase(settings.migrations, about)
    if (migrations.count > 0)
      await makeTable(migrating, settings.migrations ? 'DATABASE_MIGRATION_URL' : 'DATABASE_URL')
    const alive =
      nodes.missing.length > 0 && done?.includes('018-nodes') ? await countAlive(client, nodes) : 0
    if (alive > 0)
      return {
        finding: wrong('database', notAlone(nodes.missing)),
        records: { id },
      }
    const says = sentences(
      `PostgreSQL ${about.version} answers and takes writes.`,
      migrations.says,
      other,
      pooled
        ? `A pooler such as PgBouncer stands in between.${settings.migrations ? '' : ' If it limits how long a statement may run, set DATABASE_MIGRATION_URL to the address past it.'}`
        : about.connections <= settings.connections &&
            `It allows ${about.connections} connections, and DATABASE_CONNECTIONS lets each server have ${settings.connections}: raise max_connections, or lower that.`,
    )
    return { finding: works('database', says), records: { id } }
  } finally {
    await direct.client.end().catch(() => undefined)
  }
}

interface Connection {
  readonly client: pg.Client
  /** Whether something that pools connections has answered in place of PostgreSQL. */
  readonly pooled: boolean
}

/** Throws a sentence that names the setting, and no word of its value but host and port. */
async function connect(url: string, name: string): Promise<Connection> {
  const open = async (more: pg.ClientConfig): Promise<pg.Client> => {
    const client = new pg.Client({
      connectionString: url,
      connectionTimeoutMillis: patience,
      query_timeout: patience,
      application_name: 'chairside --check',
      ...more,
    })
    // A connection that ends between two statements: the next one says so.
    client.on('error', () => {})
    try {
      await client.connect()
      return client
    } catch (error) {
      void client.end().catch(() => undefined)
      throw error
    }
  }
  try {
    return { client: await open({ statement_timeout: patience }), pooled: false }
  } catch (error) {
    // Poolers refuse time limits that are set as a connection begins, as a protocol violation.
    const again =
      codeOf(error) === '08P01' ? await open({}).catch((second) => ({ second })) : { second: error }
    if (!('second' in again)) return { client: again, pooled: true }
    throw new Error(whyRefused(again.second, name, new URL(url).host), { cause: again.second })
  }
}

function whyRefused(error: unknown, name: string, host: string): string {
  const code = codeOf(error)
  const wish = `The database of ${name}`
  switch (code) {
    case '28P01':
    case '28000':
      return `${wish} refuses this user at ${host}. Correct the user and the password, or its pg_hba.conf.`
    case '3D000':
      return `${wish} is not there at ${host}. Create it, or correct its name.`
    case '53300':
      return `${wish} has no connection left at ${host}. Raise max_connections, or lower DATABASE_CONNECTIONS of each server.`
    case '57P03':
      return `${wish} starts or stops at ${host}. Try again in a moment.`
    case undefined:
      return `${wish} cannot be used at ${host}: ${error instanceof Error ? error.message : 'unknown error'}. Correct the address, or look at the network.`
    default:
      return `${wish} cannot be reached at ${host} (${code}). Start it, or correct the address.`
  }
}

interface About {
  readonly version: string
  readonly number: number
  readonly encoding: string
  readonly standby: boolean
  readonly connections: number
  readonly migrated: boolean
  readonly known: boolean
  /** What no other database has: when its server started, and its name. */
  readonly mark: string
}

const aboutIt = `select split_part(current_setting('server_version'), ' ', 1) as version,
  current_setting('server_version_num')::int as number,
  current_setting('server_encoding') as encoding,
  pg_is_in_recovery() as standby,
  current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int as connections,
  to_regclass('kysely_migration') is not null as migrated,
  to_regclass('identity') is not null as known,
  extract(epoch from pg_postmaster_start_time())::text || ' ' || current_database() as mark`

async function aboutOf(client: pg.Client): Promise<About> {
  const [about] = (await client.query<About>(aboutIt)).rows
  if (about === undefined) throw new Error('PostgreSQL answers nothing.')
  return about
}

function whyUnfit({ version, number, encoding, standby }: About): string | undefined {
  if (number < oldest * 10_000)
    return `PostgreSQL ${version} answers; Chairside needs ${oldest} or newer. Update it.`
  if (standby)
    return `PostgreSQL ${version} answers, and is a standby that takes no writes. Set DATABASE_URL to the address of the primary.`
  if (encoding !== 'UTF8')
    return `PostgreSQL ${version} answers, and keeps texts as ${encoding}. Create the database with the encoding UTF8.`
  return undefined
}

async function column(client: pg.Client, sql: string): Promise<string[]> {
  const { rows } = await client.query<[string]>({ text: sql, rowMode: 'array' })
  return rows.map(([value]) => value)
}

/** Runs statements, and takes all back. Throws a sentence when they are refused. */
async function undone(client: pg.Client, name: string, statements: readonly string[]): Promise<void> {
  try {
    await client.query('begin')
    for (const statement of statements) await client.query(statement)
  } catch (cause) {
    const code = codeOf(cause)
    if (code === '42501')
      throw new Error(
        `The user of ${name} may not write in the database. Let it own the database, or grant it all on its schema.`,
        { cause },
      )
    if (code === '25006')
      throw new Error(
        `The database of ${name} takes no writes. Set it to the address of the primary, and look at default_transaction_read_only.`,
        { cause },
      )
    throw new Error(`The database of ${name} cannot be written (${code ?? 'no answer'}). Look at its log.`, {
      cause,
    })
  } finally {
    await client.query('rollback').catch(() => undefined)
  }
}

const write = (client: pg.Client, hasTables: boolean, name: string): Promise<void> =>
  undone(client, name, [
    ...(hasTables ? [`insert into nodes (id, beats, started_at) values ('${randomUUID()}', 0, 0)`] : []),
    'select pg_current_xact_id()',
  ])

/** Tries what migrations do. */
async function makeTable(url: string, name: string): Promise<void> {
  const { client } = await connect(url, name)
  try {
    await undone(client, name, [`create table "chairside_check_${randomUUID()}" (id text)`])
  } finally {
    await client.end().catch(() => undefined)
  }
}

async function sameDatabase(url: string, { mark }: About): Promise<string> {
  const { client } = await connect(url, 'DATABASE_MIGRATION_URL')
  try {
    if ((await aboutOf(client)).mark === mark) return 'DATABASE_MIGRATION_URL leads to the same database.'
  } finally {
    await client.end().catch(() => undefined)
  }
  throw new Error('DATABASE_MIGRATION_URL leads to another database than DATABASE_URL. Correct one of them.')
}

/** How many servers say that they live, within the time in which each says it twice. */
async function countAlive(
  client: pg.Client,
  { beat, signal }: { beat: number; signal: AbortSignal },
): Promise<number> {
  const read = () => column(client, "select id || ' ' || beats from nodes")
  const before = await read()
  if (before.length === 0) return 0
  await pause(2 * beat, undefined, { signal })
  return (await read()).filter((node) => !before.includes(node)).length
}
