import type { TestProject } from 'vitest/node'
import { systemClock } from '../../server/src/adapters/clock.ts'
import { openPostgres } from '../../server/src/adapters/sql/postgres.ts'
import { defaultLimits } from '../../server/src/limits.ts'
import { openRecords } from '../../server/src/records/database.ts'
import { startPostgres } from './postgres.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** Where the real services of this project are; undefined where its servers keep all by themselves. */
    readonly services?: Services
  }
}

/** The services that all servers of a project share. */
export interface Services {
  /** The address of a database from which others are made. */
  readonly postgres: string
  /** The name of a database with all tables and no rows. */
  readonly template: string
}

/** Runs once before the tests of a project whose servers keep everything in services. */
export async function setup({ provide }: TestProject): Promise<() => Promise<void>> {
  const postgres = await startPostgres()
  const url = await postgres.database()
  const records = await openRecords(openPostgres({ url, connections: 3 }, defaultLimits.records, systemClock))
  await records.close()
  provide('services', { postgres: postgres.address('postgres'), template: new URL(url).pathname.slice(1) })
  return () => postgres.stop()
}
