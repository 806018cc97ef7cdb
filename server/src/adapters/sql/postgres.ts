import { createHash } from 'node:crypto'
import {
  type DataTypeNode,
  type Kysely,
  PostgresAdapter,
  PostgresDialect,
  PostgresQueryCompiler,
  sql,
} from 'kysely'
import type { Clock, Database } from '../../seams.ts'
import { createKeyedQueue } from '../async/keyed-queue.ts'
import { openPool, type Patience, type PostgresPlace } from './postgres-pool.ts'

/**
 * Records in PostgreSQL, which any number of nodes share. Errors are STORAGE_FULL or STORAGE_UNAVAILABLE.
 *
 * Transactions are READ COMMITTED: each locks the row that it judges. A commit is durable when it is answered, unless the
 * database's own settings say otherwise (postgresql.org/docs/current/wal-async-commit.html).
 *
 * @param migrations the address for migrations where the other one leads to PgBouncer
 */
export function openPostgres(
  place: PostgresPlace & { readonly migrations?: string | undefined },
  patience: Patience,
  { after }: Pick<Clock, 'after'>,
): Database {
  const pool = openPool(place, patience)
  const inTurn = createKeyedQueue()

  const alone = async (name: string, work: (lost: AbortSignal) => Promise<void>): Promise<boolean> => {
    const client = await pool.connect()
    const run = <Row>(text: string, parameters: readonly unknown[] = []) =>
      client.query<Row>(text, parameters)
    const lost = new AbortController()
    let isOver = false
    let cancel = (): void => {}
    // The database ends a transaction that does nothing, and only a statement tells that the connection broke.
    const stay = (): void => {
      cancel = after(patience.idle / 3, () => {
        run('select 1').then(
          () => {
            if (!isOver) stay()
          },
          (error) => lost.abort(error),
        )
      })
    }
    try {
      await run('begin')
      // The lock ends with the transaction, and with the node: also behind PgBouncer, which shares connections. It is not waited
      // for: who holds it may do so for longer than a statement takes.
      const { rows } = await run<{ held: boolean }>('select pg_try_advisory_xact_lock($1) as held', [
        lockOf(name),
      ])
      if (rows[0]?.held !== true) return false
      stay()
      await work(lost.signal)
      return true
    } finally {
      isOver = true
      cancel()
      await run('rollback').catch(() => {})
      client.release()
    }
  }

  /** The `told` of the only row. */
  const tell = async <Value>(query: string): Promise<Value | undefined> => {
    const client = await pool.connect()
    try {
      const { rows } = await client.query<{ told: Value }>(query, [])
      return rows[0]?.told
    } finally {
      client.release()
    }
  }

  return {
    dialect: new Dialect({ pool }),
    isShared: true,
    time: async () => (await tell<number>(clock)) ?? Number.NaN,
    // A standby that takes no writes yet, and a service that hides its log, cannot tell.
    history: () => tell<string>(timeline).catch(() => undefined),
    // An index of a large table takes its time, and other nodes wait for the one that makes it.
    migrating: new Dialect({
      pool: async () =>
        openPool({ url: place.migrations ?? place.url, connections: 2 }, { ...patience, ...endless }),
    }),
    durable: async () => {},
    isUndone: pool.isUndone,
    isUnanswered: pool.isUnanswered,
    alone: (name, work) => inTurn(name, () => alone(name, work)),
    // The database's own vacuum does it.
    forget: async () => true,
  }
}

const clock = 'select (extract(epoch from clock_timestamp()) * 1000)::float8 as told'

/**
 * The timeline, by which the names of the log's files begin: promotion and recovery to a point in time begin another one
 * (postgresql.org/docs/current/continuous-archiving.html, "Timelines").
 */
const timeline = 'select left(pg_walfile_name(pg_current_wal_insert_lsn()), 8) as told'

const endless = { statement: 0, lock: 0, idle: 0 }

/** Sorts and compares texts by their bytes, as SQLite does: pages of a list and keys of an audit depend on it. */
class Compiler extends PostgresQueryCompiler {
  protected override visitDataType(node: DataTypeNode): void {
    super.visitDataType(node)
    if (node.dataType === 'text') this.append(' collate "C"')
  }
}

/**
 * Locks migrations until the end of their transaction. Kysely's own lock is that of a session, which behind PgBouncer is
 * another one with each statement.
 */
class Adapter extends PostgresAdapter {
  override async acquireMigrationLock(db: Kysely<never>): Promise<void> {
    await sql`select pg_advisory_xact_lock(${lockOf('migrations')})`.execute(db)
  }
  override async releaseMigrationLock(): Promise<void> {}
}

class Dialect extends PostgresDialect {
  override createAdapter(): PostgresAdapter {
    return new Adapter()
  }
  override createQueryCompiler(): PostgresQueryCompiler {
    return new Compiler()
  }
}

/** The number of a lock: locks of other programs in the same database hardly ever have it. */
const lockOf = (name: string): bigint =>
  createHash('sha256').update(`chairside ${name}`).digest().readBigInt64BE(0)
