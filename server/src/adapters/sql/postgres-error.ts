import { ChairsideError } from '@chairside/protocol'

/*
 * What PostgreSQL and its driver say, in our words. SQLSTATE: postgresql.org/docs/current/errcodes-appendix.html. What the
 * driver itself finds has a code of Node.js, or none.
 */

/** The transaction met another one, and was undone: run again, it succeeds. */
const collided: ReadonlySet<string> = new Set(['40001', '40P01'])
/**
 * Another transaction has meanwhile inserted the row that this one found missing, or dropped the one that this one found: run
 * again, it finds what is there. A statement that is wrong by itself fails each time, and its error is thrown in the end.
 */
const overtaken: ReadonlySet<string> = new Set(['23505', '23503'])
/** A full disk, and a database that has run out of memory or of what its settings allow. */
const full = '53100'
/** The server ended the connection or the statement, or takes none now: it restarts, fails over, or is too slow. */
const gone: ReadonlySet<string> = new Set(['57P01', '57P02', '57P03', '57014', '55P03', '25P03', '25006'])
/** Classes of the same: connection exceptions, and too few resources. */
const goneClasses = ['08', '53', '58']

/** What became of a statement that failed. */
export type Failure =
  /** Nothing of the transaction is kept, and it may be run again. */
  | 'collided'
  /** The same, unless the statement is wrong by itself. */
  | 'overtaken'
  /** The server cannot be reached, or cannot do this now. */
  | 'gone'
  | 'full'
  /** The statement itself is wrong. */
  | 'wrong'

export function failureOf(error: unknown): Failure {
  if (!(error instanceof Error)) return 'wrong'
  const code = 'code' in error && typeof error.code === 'string' ? error.code : undefined
  // The driver gives no code where a connection ended, or where it has waited long enough.
  if (code === undefined) return error.constructor === Error ? 'gone' : 'wrong'
  if (collided.has(code)) return 'collided'
  if (overtaken.has(code)) return 'overtaken'
  if (code === full) return 'full'
  const isSqlState = /^[0-9A-Z]{5}$/.test(code) && 'severity' in error
  if (!isSqlState || gone.has(code) || goneClasses.some((start) => code.startsWith(start))) return 'gone'
  return 'wrong'
}

/** The error to throw. */
export function translated(error: unknown): unknown {
  const failure = failureOf(error)
  switch (failure) {
    case 'collided':
    case 'gone':
      return new ChairsideError('STORAGE_UNAVAILABLE', { cause: error })
    case 'full':
      return new ChairsideError('STORAGE_FULL', { cause: error })
    case 'overtaken':
    case 'wrong':
      return error
  }
}

/**
 * The error to throw where no connection could be made. Whatever the server says to that, such as that it does not know the user while
 * an operator changes its password, no statement of ours is wrong: the same call may succeed later.
 */
export function unreachable(error: unknown): unknown {
  const said = translated(error)
  return said instanceof ChairsideError ? said : new ChairsideError('STORAGE_UNAVAILABLE', { cause: error })
}
