import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll } from 'vitest'
import { type Chairside, type Overrides, startChairside } from '../../server/src/chairside.ts'
import { readConfig } from '../../server/src/config.ts'
import { defaultLimits, type Limits } from '../../server/src/limits.ts'
import { createLog } from '../../server/src/log.ts'
import { type Postgres, startPostgres } from '../services/postgres.ts'
import { type RealRedis, startRedis } from '../services/redis.ts'
import { useS3 } from '../services/s3.ts'
import { atEnd } from './until.ts'
import { openWorld, serverLog, type World } from './world.ts'

/** The services of several nodes, for one test file. */
export interface NodesOf {
  readonly postgres: Postgres
  readonly redis: RealRedis
  readonly s3: ReturnType<typeof useS3>
  /** Settings with a database, a bucket and a Redis. */
  env(): Promise<Record<string, string>>
}

/** Starts PostgreSQL, Redis and S3 before the tests of the calling file and stops them after these. */
export function useNodes(): NodesOf {
  const s3 = useS3()
  let postgres: Postgres | undefined
  let redis: RealRedis | undefined
  beforeAll(async () => {
    ;[postgres, redis] = await Promise.all([startPostgres(), startRedis()])
  }, 300_000)
  afterAll(async () => {
    await Promise.all([postgres?.stop(), redis?.stop()])
  })
  const there = <Service>(service: Service | undefined): Service => {
    if (service === undefined) throw new Error('the services run from beforeAll on')
    return service
  }
  return {
    get postgres() {
      return there(postgres)
    },
    get redis() {
      return there(redis)
    },
    s3,
    env: async () => ({
      ...(await s3.env()),
      DATABASE_URL: await there(postgres).database(),
      REDIS_URL: there(redis).url,
      // Less notice than by default: each restart waits for it.
      DRAIN_SECONDS: '60',
      DRAIN_NOTICE_SECONDS: '1',
      API_KEY: 'key-of-all-nodes-0123456789-abcdefgh',
      TOKEN_SECRET: 'secret-of-all-nodes-9876543210-zyxwvu',
    }),
  }
}

/** Two nodes in this process that share a clock, which the test moves. */
export interface TwoNodes {
  /** The first node, as a world of its own. */
  readonly world: World
  readonly second: Chairside
  /**
   * Starts one more node, with `change` among its settings, and by `overrides` with a clock of its own. It stops with the
   * test, if not before.
   */
  another(change?: Readonly<Record<string, string>>, overrides?: Overrides): Promise<Chairside>
}

export async function openTwo(
  env: Readonly<Record<string, string>>,
  limits: Partial<Limits> = {},
): Promise<TwoNodes> {
  const world = await openWorld({ env, limits })
  const another: TwoNodes['another'] = async (change, overrides) => {
    const dataDir = mkdtempSync(join(tmpdir(), 'chairside-node-'))
    const config = readConfig({ ...env, ...change, DATA_DIR: dataDir, PORT: '0' })
    const node = await startChairside(
      { ...config, limits: { ...defaultLimits, refusalStep: 0, ...limits } },
      { clock: world.clock, log: createLog('debug', serverLog()), ...overrides },
    )
    atEnd(async () => {
      await node.stop()
      rmSync(dataDir, { recursive: true, force: true })
    })
    return node
  }
  return { world, second: await another(), another }
}
