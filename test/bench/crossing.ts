import { mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { Redis } from 'ioredis'
import { type Postgres, startPostgres } from '../services/postgres.ts'
import { startRedis } from '../services/redis.ts'
import type { Ground } from './contender.ts'
import { type Crowd, startCrowd } from './crowdside.ts'
import { fsync } from './ours.ts'
import type { Figure, Probe } from './probe.ts'
import { startProduct } from './product.ts'
import { median, ratiosOf, spreadOf } from './ratio.ts'
import { register } from './scale.ts'
import { pause, type Server } from './server.ts'
import { startSink } from './sinkside.ts'

/** One or two nodes with people who talk: the practitioners on the first, the patients on the last. */
interface Side {
  readonly name: string
  readonly nodes: readonly Server[]
  /** Another node of theirs that has nobody. */
  readonly bystander: Server | undefined
  readonly crowd: Crowd
  /** One figure for each round: µs of CPU for an event, of the nodes, of Redis, of PostgreSQL and of the bystander, and ms of its way. */
  readonly cpus: number[]
  readonly redis: number[]
  readonly postgres: number[]
  readonly foreign: number[]
  readonly ways: number[]
}

/** Measures what an event costs that crosses from one node to another, beside one that stays on one node. */
export const crossing: Probe = {
  name: 'crossing',
  title: 'events between two nodes',
  take: async (ground, { rounds, isQuick }, say) => {
    const [count, rate, seconds] = isQuick ? [20, 20, 1] : [200, 100, 4]
    const folder = join(ground.folder, 'crossing')
    mkdirSync(folder, { recursive: true })
    const [postgres, redis] = await Promise.all([startPostgres(), startRedis()])
    const info = new Redis(redis.url)
    const stops: (() => Promise<unknown>)[] = [postgres.stop, redis.stop, async () => info.disconnect()]
    const sides: Side[] = []
    try {
      const shared = {
        ...fsync(false),
        API_KEY: 'key-of-the-bench-0123456789-abcdefghij',
        TOKEN_SECRET: 'secret-of-the-bench-9876543210-zyxwv',
      }
      const open = async (
        name: string,
        settings: readonly Readonly<Record<string, string>>[],
      ): Promise<void> => {
        const products = []
        for (const [at, more] of settings.entries()) {
          const place: Ground = { ...ground, folder: join(folder, `${name} ${at}`) }
          mkdirSync(place.folder, { recursive: true })
          products.push(await startProduct(place, { ...shared, ...more }))
        }
        for (const { stop } of products) stops.unshift(stop)
        const crowd = startCrowd('chairside')
        stops.unshift(crowd.leave)
        const [first] = products
        if (first === undefined) return
        const bystander = products.length > 2 ? products.pop() : undefined
        await crowd.open(
          products.map(({ server }) => `ws://127.0.0.1:${server.port}`),
          await register(first, count),
        )
        sides.push({
          name,
          nodes: products.map(({ server }) => server),
          crowd,
          bystander: bystander?.server,
          cpus: [],
          redis: [],
          postgres: [],
          foreign: [],
          ways: [],
        })
      }
      const sink = await startSink(ground)
      stops.push(sink.stop)
      const both = {
        DATABASE_URL: await postgres.database(),
        REDIS_URL: redis.url,
        ...sink.env,
        S3_BUCKET: 'bench',
      }
      await open('one node, SQLite', [{}])
      await open('one node, PostgreSQL', [{ DATABASE_URL: await postgres.database() }])
      await open('two nodes', [both, both, both])
      const used = { redis: () => workOfRedis(info), postgres: async () => workOfPostgres(postgres) }
      for (let round = -2; round < rounds; round += 1)
        for (let turn = 0; turn < sides.length; turn += 1) {
          const one = sides[(Math.max(0, round) + turn) % sides.length]
          if (one !== undefined) await talkOnce(one, { rate, seconds, counts: round >= 0 }, used)
        }
      for (const { name, cpus, redis, postgres, ways } of sides)
        say(
          `${name}: ${median(cpus).toFixed(0)} µs CPU an event, Redis ${median(redis).toFixed(0)}, PostgreSQL ${median(postgres).toFixed(0)}; p50 ${median(ways).toFixed(2)} ms`,
        )
      return figuresOf(sides)
    } finally {
      for (const stop of stops) await stop()
      rmSync(folder, { recursive: true, force: true })
    }
  },
}

type Used = Readonly<Record<'redis' | 'postgres', () => Promise<number>>>

async function talkOnce(
  one: Side,
  { rate, seconds, counts }: { rate: number; seconds: number; counts: boolean },
  used: Used,
): Promise<void> {
  const work = async (): Promise<readonly number[]> => {
    const nodes = await Promise.all(one.nodes.map((node) => node.cpu()))
    return [
      nodes.reduce((sum, cpu) => sum + cpu, 0),
      await used.redis(),
      await used.postgres(),
      (await one.bystander?.cpu()) ?? 0,
    ]
  }
  const before = await work()
  const { ways } = await one.crowd.talk(rate, seconds)
  await pause(50)
  const after = await work()
  if (!counts) return
  const [cpu, redis, postgres, foreign] = after.map(
    (figure, at) => ((figure - (before[at] ?? 0)) * 1000) / ways.length,
  )
  one.cpus.push(cpu ?? Number.NaN)
  one.redis.push(redis ?? Number.NaN)
  one.postgres.push(postgres ?? Number.NaN)
  one.foreign.push(foreign ?? Number.NaN)
  one.ways.push(median(ways))
}

/** CPU time of Redis so far, in ms (redis.io/docs/latest/commands/info, "cpu"). */
async function workOfRedis(client: Redis): Promise<number> {
  const text = await client.info('cpu')
  const seconds = [...text.matchAll(/^used_cpu_(?:sys|user):([\d.]+)/gm)].map(([, figure]) => Number(figure))
  return seconds.reduce((sum, figure) => sum + figure, 0) * 1000
}

/** CPU time of PostgreSQL's processes so far, in ms; proc(5): fields 4 and 14 to 17 of "stat", in hundredths of a second. */
function workOfPostgres({ folder }: Postgres): number {
  const main = Number(readFileSync(join(folder, 'data', 'postmaster.pid'), 'utf8').split('\n')[0])
  let ticks = 0
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    try {
      const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
      const time = (first: number): number => Number(fields[first]) + Number(fields[first + 1])
      if (Number(fields[1]) === main) ticks += time(11)
      // Its own, and that of its processes that have ended.
      if (Number(pid) === main) ticks += time(11) + time(13)
    } catch {
      // It has just ended.
    }
  }
  return ticks * 10
}

function figuresOf(sides: readonly Side[]): Figure[] {
  const two = sides.at(-1)
  if (two === undefined) return []
  const whole = two.cpus.map((cpu, round) => cpu + (two.redis[round] ?? 0))
  return sides.flatMap((side): Figure[] => [
    { what: `${side.name}: CPU of an event, of the nodes`, spread: spreadOf(side.cpus), unit: 'µs' },
    { what: 'of PostgreSQL for it', spread: spreadOf(side.postgres), unit: 'µs' },
    {
      what: 'its way to the other side, p50',
      spread: spreadOf(side.ways.map((way) => way * 1000)),
      unit: 'µs',
    },
    ...(side === two
      ? [
          { what: 'of Redis for it', spread: spreadOf(two.redis), unit: 'µs' },
          { what: 'of another node that has nobody of them', spread: spreadOf(two.foreign), unit: 'µs' },
          {
            what: 'Redis ÷ all of nodes and Redis',
            spread: spreadOf(ratiosOfAll(two.redis, whole)),
            unit: '%',
            aim: { must: 15, goal: 10 },
          },
        ]
      : [
          {
            what: 'two nodes with Redis ÷ this',
            spread: ratiosOf(whole, side.cpus),
            unit: '×',
            aim: { must: 4, goal: 3 },
          },
        ]),
  ])
}

const ratiosOfAll = (parts: readonly number[], wholes: readonly number[]): number[] =>
  parts.map((part, round) => (100 * part) / (wholes[round] ?? Number.NaN))
