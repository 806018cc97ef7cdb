import type { Config } from '../config.ts'
import { tryPostgres } from './postgres.ts'
import { trySqlite } from './sqlite.ts'
import type { Tried } from './tried.ts'

/** Tries the database, and changes nothing in it. */
export async function tryDatabase(
  { database, dataDir, missingForNodes, limits }: Config,
  signal: AbortSignal,
): Promise<Tried> {
  switch (database.kind) {
    case 'sqlite':
      return trySqlite(dataDir)
    case 'postgres':
      return tryPostgres(database, { missing: missingForNodes, beat: limits.nodeBeat, signal })
  }
}
