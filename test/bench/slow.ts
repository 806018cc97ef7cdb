import { type ChildProcess, spawn } from 'node:child_process'
import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { protocolVersion, type Reply, socketPath } from '@chairside/protocol'
import { io, type Socket } from 'socket.io-client'
import type { Drip } from './drip.ts'
import { fsync } from './ours.ts'
import type { Probe } from './probe.ts'
import { type Product, patchOf, startProduct } from './product.ts'
import { percentile, spreadOf } from './ratio.ts'
import { pause } from './server.ts'

const rate = 20_000
const pairs = 10
/** Commands a second of each pair: half of what a socket may. */
const pace = 10

/** Many uploads on bad lines, and how long the sockets of others then take. */
export const slow: Probe = {
  name: 'slow',
  title: 'slow uploads',
  take: async (ground, { isQuick }, say) => {
    const [uploads, seconds] = isQuick ? [100, 5] : [500, 20]
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
      say(`idle: ${idle.answers.length} answers`)
      const size = rate * (seconds + 60)
      const offered = await product.offer(uploads, size)
      const heads = offered.map((one) => patchOf(product, one, size))
      product.server.resetPeak()
      const drip: Drip = { port: product.server.port, heads, beginning: '%PDF-1.7\n', rate }
      dripping = spawn(process.execPath, [join(import.meta.dirname, 'drip.ts')], {
        stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
      })
      dripping.send(drip)
      await pause(2000)
      const before = await product.server.cpu()
      const loaded = await listen(talks, seconds)
      const busy = ((await product.server.cpu()) - before) / (seconds * 1000)
      const memory = product.server.peak() - idleMemory
      say(`loaded: ${loaded.answers.length} answers, the server's core ${(busy * 100).toFixed(0)} % busy`)
      if (dripping.exitCode !== null) throw new Error('the slow uploads were answered before their end')
      dripping.disconnect()
      dripping = undefined
      const last = offered.at(-1)
      if (last !== undefined)
        await requireArrived(product, last.file, last.by.practitioner, (seconds * rate) / 2)
      const name = `${uploads} uploads at ${rate / 1000} KB/s`
      const most = (128 + 64) * 1.048576
      const ratio = (what: 'answers' | 'ways'): number =>
        percentile(loaded[what], 99) / percentile(idle[what], 99)
      const single = (figure: number) => spreadOf([figure])
      return [
        {
          what: `peak memory over idle, ${name}`,
          spread: single(memory),
          unit: 'MB',
          aim: { must: most, goal: most },
        },
        { what: 'a command’s answer, p99, idle', spread: single(percentile(idle.answers, 99)), unit: 'ms' },
        { what: `the same beside ${name}`, spread: single(percentile(loaded.answers, 99)), unit: 'ms' },
        { what: 'loaded ÷ idle', spread: single(ratio('answers')), unit: '×', aim: { must: 10, goal: 10 } },
        {
          what: 'an event’s way to the other side, p99, idle',
          spread: single(percentile(idle.ways, 99)),
          unit: 'ms',
        },
        { what: `the same beside ${name}`, spread: single(percentile(loaded.ways, 99)), unit: 'ms' },
        { what: 'loaded ÷ idle', spread: single(ratio('ways')), unit: '×', aim: { must: 10, goal: 10 } },
      ]
    } finally {
      dripping?.disconnect()
      for (const talk of talks) talk.close()
      await product.stop()
      rmSync(folder, { recursive: true, force: true })
    }
  },
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
      const heard = new Promise<number>((resolve) => {
        listener.once('appointment', () => resolve(performance.now()))
      })
      place = place === 'call' ? 'waiting-room' : 'call'
      await command(speaker, 'appointment:enter', { appointment: id, place })
      return { answer: answered - begin, way: (await heard) - answered }
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
  const socket = io(url, { path: socketPath, transports: ['websocket'], forceNew: true, auth })
  return new Promise((resolve, reject) => {
    socket.once('snapshot', () => resolve(socket)).once('connect_error', reject)
  })
}

/** Has all of them talk for so many seconds; how long the answers and the ways took, in milliseconds. */
async function listen(
  talks: readonly Talk[],
  seconds: number,
): Promise<{ answers: number[]; ways: number[] }> {
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
