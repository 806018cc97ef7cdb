import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Redis } from 'ioredis'
import { afterAll, beforeAll } from 'vitest'
import { freePort } from '../world/port.ts'
import { until } from '../world/until.ts'
import { install } from './install.ts'

/** A real Redis of its own, in memory. */
export interface RealRedis {
  /** The value for `REDIS_URL`. */
  readonly url: string
  /** Ends it as a crash does, until `start`. */
  kill(): Promise<void>
  start(): Promise<void>
  signal(signal: NodeJS.Signals): void
  stop(): Promise<void>
}

/** Starts one for the tests of the calling file, which they may end and suspend. */
export function useRedis(): Pick<RealRedis, 'url' | 'kill' | 'start' | 'signal'> {
  let redis: RealRedis | undefined
  beforeAll(async () => {
    redis = await startRedis()
  }, 120_000)
  afterAll(() => redis?.stop())
  const there = (): RealRedis => {
    if (redis === undefined) throw new Error('Redis runs from beforeAll on')
    return redis
  }
  return {
    get url() {
      return there().url
    },
    kill: () => there().kill(),
    start: () => there().start(),
    signal: (signal) => there().signal(signal),
  }
}

/** Starts it on a free port. */
export async function startRedis(): Promise<RealRedis> {
  await install('redis')
  const folder = mkdtempSync(join(tmpdir(), 'chairside-redis-'))
  const port = await freePort()
  const url = `redis://127.0.0.1:${port}`
  let child: ReturnType<typeof spawn> | undefined
  const start = async (): Promise<void> => {
    const settings = ['--port', String(port), '--bind', '127.0.0.1', '--dir', folder, '--save', '']
    child = spawn('setpriv', ['--pdeathsig', 'KILL', 'redis-server', ...settings], { stdio: 'ignore' })
    await until('Redis answers', () => answers(url), 1000)
  }
  const kill = async (): Promise<void> => {
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return
    const ended = once(child, 'exit')
    child.kill('SIGKILL')
    await ended
  }
  await start()
  return {
    url,
    kill,
    start,
    signal: (signal) => void child?.kill(signal),
    stop: async () => {
      await kill()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

async function answers(url: string): Promise<boolean> {
  const client = new Redis(url, { lazyConnect: true, maxRetriesPerRequest: 0, retryStrategy: () => null })
  client.on('error', () => {})
  try {
    await client.connect()
    return (await client.ping()) === 'PONG'
  } catch {
    return false
  } finally {
    client.disconnect()
  }
}
