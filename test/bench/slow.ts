import { type ChildProcess, spawn } from 'node:child_process'
import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { protocolVersion, type Reply, socketPath } from '@chairside/protocol'
import { io, type Socket } from 'socket.io-client'
import type { Ground } from './contender.ts'
import type { Drip } from './drip.ts'
import { fsync } from './ours.ts'
import type { Figure, Probe } from './probe.ts'
import { type Product, patchOf, startProduct } from './product.ts'
import { percentile, type Spread, spreadOf } from './ratio.ts'
import { pause } from './server.ts'

const rate = 20_000
const pairs = 10
/** Commands a second of each pair: half of what a socket may. */
const pace = 10

/** Many uploads on bad lines, and how long the sockets of others then take. */
export const slow: Probe = {
  name: 'slow',
  title: 'slow uploads',
  take: async (ground, { rounds, isQuick }, say) => {
    const [uploads, seconds] = isQuick ? [100, 5] : [500, 20]
    const seen: Seen[] = []
    for (let round = 0; round < (isQuick ? 1 : Math.min(rounds, 3)); round += 1) {
      const one = await look(ground, uploads, seconds)
      const { idle, loaded, memory, busy } = one
      say(
        `p99 of ${loaded.answers.length} answers: ${p99(idle.answers).toFixed(1)} ms idle, ${p99(loaded.answers).toFixed(1)} ms loaded; ` +
          `the server's core ${(busy * 100).toFixed(0)} % busy; ${memory.toFixed(0)} MB`,
      )
      seen.push(one)
    }
    const name = `${uploads} uploads at ${rate / 1000} KB/s`
    const spread = (pick: (one: Seen) => number): Spread => spreadOf(seen.map(pick))
    const budget = (128 + 64) * 1.048576
    const waits = (what: string, pick: (times: Times) => number[]): Figure[] => [
      { what: `${what}, p99, idle`, spread: spread(({ idle }) => p99(pick(idle))), unit: 'ms' },
      {
        what: `${what}, p99, beside ${name}`,
        spread: spread(({ loaded }) => p99(pick(loaded))),
        unit: 'ms',
      },
      {
        what: 'this ÷ idle',
        spread: spread(({ idle, loaded }) => p99(pick(loaded)) / p99(pick(idle))),
        unit: '×',
        aim: { must: 10, goal: 10 },
      },
    ]
    return [
      {
        what: `peak memory over idle, ${name}`,
        spread: spread(({ memory }) => memory),
        unit: 'MB',
        aim: { must: budget, goal: budget },
      },
      ...waits('a command’s answer', ({ answers }) => answers),
      ...waits('an event’s way to the other side', ({ ways }) => ways),
    ]
  },
}

const p99 = (figures: readonly number[]): number => percentile(figures, 99)

/** How long things took, in milliseconds. */
interface Times {
  readonly answers: number[]
  readonly ways: number[]
}

interface Seen {
  readonly idle: Times
  readonly loaded: Times
  /** MB over idle. */
  readonly memory: number
  /** Part of the time that the server had a core. */
  readonly busy: number
}

async function look(ground: Ground, uploads: number, seconds: number): Promise<Seen> {
  const folder = join(ground.folder, 'slow')
  mkdirSync(folder, { recursive: true })
  const product = await startProduct({ ...ground, folder }, fsync(false))
  const talks: Talk[] = []
  let dripping: ChildProcess | undefined
  try {
    for (let pair = 0; pair < pairs; pair += 1) talks.push(await openTalk(product))
    await listen(talks, 2)
    const idleMemory = product.server.memory()
    const idle = await listen(talks, seconds / 2)
    // More than will come, so that none ends meanwhile.
    const size = rate * (seconds + 60)
    const offered = await product.offer(uploads, size)
    product.server.resetPeak()
    dripping = drip({
      port: product.server.port,
      heads: offered.map((one) => patchOf(product, one, size)),
      beginning: '%PDF-1.7\n',
      rate,
    })
    await pause(2000)
    const before = await product.server.cpu()
    const loaded = await listen(talks, seconds)
    const busy = ((await product.server.cpu()) - before) / (seconds * 1000)
    const memory = product.server.peak() - idleMemory
    if (!dripping.connected) throw new Error('a slow upload was answered before its end')
    dripping.disconnect()
    dripping = undefined
    const last = offered.at(-1)
    if (last !== undefined)
      await requireArrived(product, last.file, last.by.practitioner, (seconds * rate) / 2)
    return { idle, loaded, memory, busy }
  } finally {
    if (dripping?.connected) dripping.disconnect()
    for (const talk of talks) talk.close()
    await product.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}

function drip(what: Drip): ChildProcess {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'drip.ts')], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  child.send(what)
  return child
}

/** Throws unless so many bytes of an upload were taken. */
async function requireArrived(product: Product, file: string, token: string, bytes: number): Promise<void> {
  const response = await fetch(`${product.url}/v1/files/${file}/upload`, {
    method: 'HEAD',
    headers: { authorization: `Bearer ${token}`, 'tus-resumable': '1.0.0' },
  })
  const offset = Number(response.headers.get('upload-offset'))
  if (!(offset >= bytes)) throw new Error(`a slow upload stands at ${offset} bytes instead of ${bytes}`)
}

/** Two people of an appointment. */
interface Talk {
  /** One asks how everything stands, the other says where they are, which the first hears. */
  once(): Promise<{ answer: number; way: number }>
  close(): void
}

async function openTalk(product: Product): Promise<Talk> {
  const { id, practitioner, patient } = await product.appointment()
  const [speaker, listener] = [await connect(product.url, practitioner), await connect(product.url, patient)]
  let place: 'call' | 'waiting-room' = 'call'
  return {
    once: async () => {
      const begin = performance.now()
      await command(listener, 'snapshot', { appointment: id })
      const answered = performance.now()
      const heard = new Promise<number>((resolve, reject) => {
        listener.once('appointment', () => resolve(performance.now()))
        listener.once('disconnect', (why) => reject(new Error(`a listener lost its connection: ${why}`)))
      })
      heard.catch(() => undefined)
      place = place === 'call' ? 'waiting-room' : 'call'
      await command(speaker, 'appointment:enter', { appointment: id, place })
      const way = (await heard) - answered
      listener.off('disconnect')
      return { answer: answered - begin, way }
    },
    close: () => {
      speaker.disconnect()
      listener.disconnect()
    },
  }
}

async function command(socket: Socket, name: string, payload: unknown): Promise<void> {
  const reply: Reply<unknown> = await socket.timeout(30_000).emitWithAck(name, payload)
  if (!reply.ok) throw new Error(`${name} was refused: ${reply.error.code}`)
}

function connect(url: string, token: string): Promise<Socket> {
  const auth = { version: protocolVersion, token, place: 'call' }
  const transports = ['websocket']
  const socket = io(url, { path: socketPath, transports, forceNew: true, reconnection: false, auth })
  return new Promise((resolve, reject) => {
    socket.once('snapshot', () => resolve(socket)).once('connect_error', reject)
  })
}

/** Has all of them talk for so many seconds. */
async function listen(talks: readonly Talk[], seconds: number): Promise<Times> {
  const [answers, ways]: [number[], number[]] = [[], []]
  const end = performance.now() + seconds * 1000
  await Promise.all(
    talks.map(async (talk, at) => {
      await pause((at * 1000) / pace / talks.length)
      while (performance.now() < end) {
        const begin = performance.now()
        const { answer, way } = await talk.once()
        answers.push(answer)
        ways.push(way)
        await pause(Math.max(0, 1000 / pace - (performance.now() - begin)))
      }
    }),
  )
  return { answers, ways }
}
