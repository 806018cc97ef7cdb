import { type ChildProcess, spawn } from 'node:child_process'
import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { Ground } from './contender.ts'
import type { Drip } from './drip.ts'
import { fsync } from './ours.ts'
import type { Figure, Probe } from './probe.ts'
import { type Product, patchOf, startProduct } from './product.ts'
import { percentile, type Spread, spreadOf } from './ratio.ts'
import { pause } from './server.ts'
import { listen, openTalk, type Talk, type Times } from './talk.ts'

const rate = 20_000
const pairs = 10

/** Measures how long sockets take to answer while many uploads arrive on slow lines. */
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

interface Seen {
  readonly idle: Times
  readonly loaded: Times
  /** Peak memory above that of the idle server, in MB. */
  readonly memory: number
  /** The share of the time during which the server used a core. */
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
    // More bytes than will come, so that no upload ends during the measurement.
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

/** Throws unless the server has taken at least `bytes` bytes of an upload. */
async function requireArrived(product: Product, file: string, token: string, bytes: number): Promise<void> {
  const response = await fetch(`${product.url}/v1/files/${file}/upload`, {
    method: 'HEAD',
    headers: { authorization: `Bearer ${token}`, 'tus-resumable': '1.0.0' },
  })
  const offset = Number(response.headers.get('upload-offset'))
  if (!(offset >= bytes)) throw new Error(`a slow upload stands at ${offset} bytes instead of ${bytes}`)
}
