import type { TestProject } from 'vitest/node'
import { systemClock } from '../../server/src/adapters/clock.ts'
import { openPostgres } from '../../server/src/adapters/sql/postgres.ts'
import { defaultLimits } from '../../server/src/limits.ts'
import { openRecords } from '../../server/src/records/database.ts'
import { startCeph } from './ceph.ts'
import { install } from './install.ts'
import { startPostgres } from './postgres.ts'
import { startRedis } from './redis.ts'
import { s3User } from './s3.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** Where the real services of this project are; undefined where its servers keep all by themselves. */
    readonly services?: Services
  }
}

/** The services that all servers of a project share: no test may end or suspend them. */
export interface Services {
  /** The address of a database from which others are made. */
  readonly postgres: string
  /** The name of a database with all tables and no rows. */
  readonly template: string
  /** The address of a Redis. The channels of a world carry the identity of its records. */
  readonly redis: string
  /** The address of an S3 server, in which each world makes a bucket. */
  readonly s3: string
}

/** Runs once before the tests of a project whose servers keep everything in services. */
export async function setup({ provide }: TestProject): Promise<() => Promise<void>> {
  await install('ceph')
  const [postgres, redis, ceph] = await Promise.all([startPostgres(), startRedis(), startCeph(s3User)])
  const url = await postgres.database()
  const records = await openRecords(openPostgres({ url, connections: 3 }, defaultLimits.records, systemClock))
  await records.close()
  provide('services', {
    postgres: postgres.address('postgres'),
    template: new URL(url).pathname.slice(1),
    redis: redis.url,
    s3: ceph.endpoint,
  })
  return async () => void (await Promise.all([postgres.stop(), redis.stop(), ceph.stop()]))
}
