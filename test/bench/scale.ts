import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { Ground } from './contender.ts'
import { type Crowd, type Room, startCrowd } from './crowdside.ts'
import { fsync, ourName } from './ours.ts'
import { startPeer } from './peers.ts'
import type { Figure, Probe } from './probe.ts'
import { flagsOfStart, type Product, startProduct } from './product.ts'
import { median, ratiosOf, type Spread, spreadOf } from './ratio.ts'
import { freePort, pause, type Server, startServer } from './server.ts'

/** How many rooms of two people, how many of them speak a second, and for how long in a round. */
interface Size {
  readonly rooms: number
  readonly rate: number
  readonly seconds: number
}

const bare = 'bare ws'
const relay = 'Chairside without records'

/** Measures many connected people on one process, beside a bare WebSocket server that tells the same texts. */
export const scale: Probe = {
  name: 'scale',
  title: 'many connections on one process',
  take: async (ground, { rounds, isQuick }, say) => {
    const size = isQuick ? { rooms: 100, rate: 100, seconds: 1 } : { rooms: 2500, rate: 500, seconds: 3 }
    const folder = join(ground.folder, 'scale')
    mkdirSync(folder, { recursive: true })
    const here = { ...ground, folder }
    const product = await startProduct(here, fsync(false))
    const sides: Side[] = []
    const stops = [product.stop]
    try {
      const rooms = await register(product, size.rooms)
      const ours = await gather(ourName, product.server, 'chairside', rooms)
      sides.push(ours)
      const { sample } = await ours.crowd.talk(size.rate, 1)
      for (const start of [startRelay, startBare]) {
        const [name, style, server] = await start(here, sample)
        stops.push(server.stop)
        const known = rooms.map(({ id }) => ({
          id,
          practitioner: `${id}/practitioner`,
          patient: `${id}/patient`,
        }))
        sides.push(await gather(name, server, style, known))
      }
      for (const one of sides) say(`${one.name}: ${told(one)}`)
      // Two rounds more, which do not count.
      for (let round = -2; round < rounds; round += 1)
        for (let turn = 0; turn < sides.length; turn += 1) {
          const one = sides[(Math.max(round, 0) + turn) % sides.length]
          if (one !== undefined) await talkOnce(one, size, sample, round >= 0)
        }
      for (const { name, ways, cpus } of sides)
        say(`${name}: p50 ${median(ways).toFixed(2)} ms, ${median(cpus).toFixed(0)} µs CPU an event`)
      return figuresOf(sides, size)
    } finally {
      await Promise.all(sides.map(({ crowd }) => crowd.leave()))
      await Promise.all(stops.map((stop) => stop()))
      rmSync(folder, { recursive: true, force: true })
    }
  },
}

/** A server with everyone connected, and what was measured of it. */
interface Side {
  readonly name: string
  readonly server: Server
  readonly crowd: Crowd
  /** KiB of each connection that does nothing. */
  readonly heap: number
  readonly resident: number
  /** CPU time to let one in, and of 1,000 that do nothing, in ms and ms a second. */
  readonly connect: number
  readonly idle: number
  /** One figure for each round: the median way in ms, and CPU of an event in µs. */
  readonly ways: number[]
  readonly cpus: number[]
}

/** Registers appointments. Each has another practitioner, unless one is named: all pages of one are told of each of their patients. */
export async function register(product: Product, count: number, practitioner?: string): Promise<Room[]> {
  const rooms: Room[] = []
  let begun = 0
  const one = async (): Promise<void> => {
    while (begun < count) {
      begun += 1
      rooms.push(await product.appointment(practitioner ?? `practitioner-${begun}`))
    }
  }
  await Promise.all(Array.from({ length: 8 }, one))
  return rooms
}

/** Connects everyone. A few connect and leave before, so that what is loaded once is not counted. */
async function gather(
  name: string,
  server: Server,
  style: 'chairside' | 'bare',
  rooms: readonly Room[],
): Promise<Side> {
  const url = `ws://127.0.0.1:${server.port}`
  const first = startCrowd(style)
  await first.open([url], rooms.slice(0, 100))
  await first.leave()
  await pause(1000)
  const before = await server.collected()
  const crowd = startCrowd(style)
  const cpu = await server.cpu()
  await crowd.open([url], rooms)
  const people = rooms.length * 2
  const connect = ((await server.cpu()) - cpu) / people
  await pause(1000)
  const after = await server.collected()
  const [begin, quiet] = [performance.now(), await server.cpu()]
  await pause(5000)
  const idle = (((await server.cpu()) - quiet) / (performance.now() - begin)) * 1000
  const each = (what: 'heap' | 'resident'): number => (after[what] - before[what]) / people / 1024
  return {
    ...{ name, server, crowd, connect, heap: each('heap'), resident: each('resident') },
    ...{ idle: (idle / people) * 1000, ways: [], cpus: [] },
  }
}

async function talkOnce(
  one: Side,
  { rooms, rate, seconds }: Size,
  text: string,
  counts: boolean,
): Promise<void> {
  const [begin, before] = [performance.now(), await one.server.cpu()]
  const { ways } = await one.crowd.talk(rate, seconds, text)
  await pause(20)
  const used = (await one.server.cpu()) - before
  const idle = ((one.idle * rooms * 2) / 1000) * ((performance.now() - begin) / 1000)
  if (!counts) return
  one.ways.push(median(ways))
  one.cpus.push(((used - idle) * 1000) / ways.length)
}

type Started = [name: string, style: 'chairside' | 'bare', server: Server]

async function startRelay({ folder, cores }: Ground, sample: string): Promise<Started> {
  const port = await freePort()
  const [, payload] = JSON.parse(sample.slice(2)) as [string, unknown]
  const server = await startServer({
    command: process.execPath,
    args: [...flagsOfStart(), join(import.meta.dirname, 'relay.ts'), String(port)],
    env: { SAMPLE: JSON.stringify(payload) },
    isNode: true,
    port,
    core: cores?.server,
    log: join(folder, 'relay.log'),
  })
  return [relay, 'chairside', server]
}

const startBare = async (ground: Ground): Promise<Started> => [bare, 'bare', await startPeer('ws.ts', ground)]

const told = ({ heap, resident, connect, idle }: Side): string =>
  `${resident.toFixed(1)} KiB resident and ${heap.toFixed(1)} KiB of heap each, ${connect.toFixed(2)} ms CPU to connect, ` +
  `${idle.toFixed(1)} ms/s CPU for 1,000 that do nothing`

function figuresOf(sides: readonly Side[], { rooms }: Size): Figure[] {
  const only = (figure: number): Spread => spreadOf([figure])
  const floor = sides.find(({ name }) => name === bare)
  const [memory, event] = [
    { must: 30, goal: 22 },
    { must: 1.5, goal: 1.3 },
  ]
  return sides.flatMap((side): Figure[] => {
    const { name, heap, resident, connect, idle, ways, cpus } = side
    const of = `${(rooms * 2).toLocaleString('en')} connections, ${name}`
    const aimed = (aim: typeof memory) => (name === ourName ? { aim } : {})
    const ratio = (what: 'ways' | 'cpus'): Figure[] =>
      floor === undefined || side === floor
        ? []
        : [{ what: `this ÷ ${bare}`, spread: ratiosOf(side[what], floor[what]), unit: '×', aim: event }]
    return [
      { what: `${of}: resident memory of each`, spread: only(resident), unit: 'KiB', ...aimed(memory) },
      { what: 'heap of each', spread: only(heap), unit: 'KiB', ...aimed(memory) },
      { what: 'CPU to connect one', spread: only(connect * 1000), unit: 'µs' },
      { what: 'CPU a second for 1,000 that do nothing', spread: only(idle), unit: 'ms' },
      {
        what: 'an event’s way to the other side, p50',
        spread: spreadOf(ways.map((way) => way * 1000)),
        unit: 'µs',
      },
      ...ratio('ways'),
      { what: 'CPU of an event', spread: spreadOf(cpus), unit: 'µs' },
      ...ratio('cpus'),
    ]
  })
}
