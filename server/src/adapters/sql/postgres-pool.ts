import { setTimeout as pause } from 'node:timers/promises'
import { ChairsideError } from '@chairside/protocol'
import type { PostgresPool, PostgresPoolClient, PostgresQueryResult } from 'kysely'
import pg from 'pg'
import { failureOf, translated, unreachable } from './postgres-error.ts'

/** A PostgreSQL, and how much of it a node uses. */
export interface PostgresPlace {
  readonly url: string
  /** The most connections. */
  readonly connections: number
}

/** How long the records may take, in ms; 0 for as long as it takes. */
export interface Patience {
  /** How long a call waits for a connection: through a restart of the database, or while all are in use. */
  readonly connect: number
  /** How long a statement may run. */
  readonly statement: number
  /** How long a statement may wait for a row that another transaction has locked. */
  readonly lock: number
  /** How long a transaction may do nothing, until the database ends it. */
  readonly idle: number
}

/** The pool of connections, and what became of the transactions that failed on them. */
export interface Pool extends PostgresPool {
  /** Whether a transaction that failed with this error has left nothing behind and may be run again. */
  isUndone(error: unknown): boolean
  /** Whether a transaction failed so that its commit may have been kept all the same. */
  isUnanswered(error: unknown): boolean
}

/** How long after a failed try to connect the next one begins, in ms. */
const nextTry = 100

/**
 * Opens the pool. Errors are STORAGE_UNAVAILABLE and STORAGE_FULL. A connection on which anything failed but a statement is
 * closed: what comes next needs another one.
 *
 * The time limits are set as a connection begins. PgBouncer refuses that (`ignore_startup_parameters` of pgbouncer.org): then
 * each transaction sets them for itself, because the next one may be on another connection.
 */
export function openPool(place: PostgresPlace, patience: Patience): Pool {
  const undone = new WeakSet<object>()
  const unanswered = new WeakSet<object>()
  const limits = {
    statement_timeout: patience.statement,
    lock_timeout: patience.lock,
    idle_in_transaction_session_timeout: patience.idle,
  }
  const perTransaction = Object.entries(limits)
    .map(([name, ms]) => `set local ${name} = ${ms}`)
    .join('; ')
  const base = {
    connectionString: place.url,
    max: place.connections,
    connectionTimeoutMillis: patience.connect,
    // The database may be gone without a word: then nothing but this clock ends a statement.
    query_timeout: patience.statement === 0 ? undefined : patience.statement + 1_000,
    keepAlive: true,
    application_name: 'chairside',
    types: { getTypeParser },
  }
  const make = (more: Partial<typeof limits>) => {
    const made = new pg.Pool({ ...base, ...more })
    // A connection that ends while nobody uses it: the pool has dropped it.
    made.on('error', () => {})
    // One that ends between two statements of a transaction: the next statement says so. Unheard, it would end the process.
    made.on('connect', (client) => client.on('error', () => {}))
    return made
  }
  let pool = make(limits)
  let perSession = true
  let ended = false

  /** A connection; waits through a restart of the database. */
  const connected = async (): Promise<pg.PoolClient> => {
    // An idle connection is given at once: most calls need no timer.
    const isIdle = pool.idleCount > pool.waitingCount
    let late = isIdle ? undefined : AbortSignal.timeout(patience.connect)
    for (;;) {
      try {
        return await pool.connect()
      } catch (error) {
        if (perSession && isRefusedSetting(error)) {
          perSession = false
          const refused = pool
          pool = make({})
          void refused.end()
          continue
        }
        if (ended || late?.aborted || failureOf(error) !== 'gone') throw unreachable(error)
        late ??= AbortSignal.timeout(patience.connect)
        await pause(nextTry)
      }
    }
  }

  const clientOf = (client: pg.PoolClient): PostgresPoolClient => {
    let [broken, cause] = [false, undefined as unknown]
    const query = async (sql: string, parameters: readonly unknown[]): Promise<unknown> => {
      if (broken) {
        if (sql === 'rollback') return nothing
        throw new ChairsideError('STORAGE_UNAVAILABLE', { cause })
      }
      try {
        if (perSession || !isBegin(sql)) return await client.query(sql, [...parameters])
        // Without parameters, because only then several statements may go together.
        await client.query(`${sql}; ${perTransaction}`)
        return nothing
      } catch (error) {
        const failure = failureOf(error)
        broken = failure === 'gone' && !isStatementEnd(error)
        cause = error
        const said = translated(error)
        const isUndone = failure === 'collided' || failure === 'overtaken'
        if (typeof said === 'object' && said !== null) {
          // The database has perhaps done what the transaction's last word says.
          if (broken && sql === 'commit') unanswered.add(said)
          // Where it is silent, it is so on all connections that are open: each further try would take as long.
          else if (isUndone || (broken && !isSilence(error))) undone.add(said)
        }
        throw said
      }
    }
    return {
      query: query as PostgresPoolClient['query'],
      release: () => client.release(broken),
    }
  }

  return {
    options: {},
    connect: async () => clientOf(await connected()),
    end: async () => {
      ended = true
      await pool.end()
    },
    isUndone: (error) => typeof error === 'object' && error !== null && undone.has(error),
    isUnanswered: (error) => typeof error === 'object' && error !== null && unanswered.has(error),
  }
}

/** The statement that begins a transaction, at whatever isolation level. */
const isBegin = (sql: string): boolean => /^(begin|start transaction)\b/.test(sql)

/** An answer without rows. */
const nothing: PostgresQueryResult<never> = { command: 'ROLLBACK', rowCount: 0, rows: [] }

/** The server ended this statement alone: a time limit of ours, or a standby that takes no writes. */
const isStatementEnd = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && (error.code === '57014' || error.code === '55P03')

/** The database did not answer within `query_timeout`: the driver gives this error no code. */
const isSilence = (error: unknown): boolean =>
  error instanceof Error && error.message === 'Query read timeout'

/** PgBouncer answers a setting that it does not pass on as a protocol violation. */
const isRefusedSetting = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === '08P01'

/** `bigint`, and what sums of it are: all are below 2 to the power of 53. */
const numbers: ReadonlySet<number> = new Set([pg.types.builtins.INT8, pg.types.builtins.NUMERIC])

function getTypeParser(type: number, format?: 'text' | 'binary'): unknown {
  return numbers.has(type) ? Number : pg.types.getTypeParser(type, format as 'text')
}
