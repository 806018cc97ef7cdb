import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createWriteStream, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import type { Cores } from './machine.ts'

const meter = join(import.meta.dirname, 'meter.ts')

/** A program to start, and the core for it. */
export interface Program {
  readonly command: string
  readonly args: readonly string[]
  readonly env?: Readonly<Record<string, string>>
  /** Whether it is a Node program. The meter is loaded into it; other programs are measured from outside. */
  readonly isNode: boolean
  readonly port: number
  readonly core: number | undefined
  /** The file for its output. */
  readonly log: string
  readonly cwd?: string
}

/** A running process with its meters. */
export interface Server {
  readonly port: number
  /** CPU time of all its threads so far, in milliseconds. */
  cpu(): Promise<number>
  /** Its memory now, in MB; NaN if the system does not say. */
  memory(): number
  /** What a Node program uses after a garbage collection, in bytes: the heap with what lies beside it, and the resident set. */
  collected(): Promise<Collected>
  /** Begins a new measurement of its peak memory. */
  resetPeak(): void
  /** Its peak memory since the last `resetPeak`, in MB. */
  peak(): number
  /** How many connections it holds now; NaN if the system does not say. */
  connections(): number
  stop(): Promise<void>
}

export interface Collected {
  readonly heap: number
  readonly resident: number
}

const running = new Set<ChildProcess>()
process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL')
})

export const serverCore = (cores: Cores | undefined): number | undefined => cores?.server

/** Starts a program and waits until its port answers. */
export async function startServer(program: Program): Promise<Server> {
  const { command, args, env, isNode, port, core, log, cwd } = program
  const whole = [command, ...(isNode ? ['--import', meter] : []), ...args]
  const [first = command, ...rest] = core === undefined ? whole : ['taskset', '-c', String(core), ...whole]
  const child = spawn(first, rest, {
    ...(cwd === undefined ? {} : { cwd }),
    env: { PATH: process.env.PATH ?? '', NODE_ENV: 'production', ...env },
    stdio: ['ignore', 'pipe', 'pipe', ...(isNode ? (['ipc'] as const) : [])],
  })
  running.add(child)
  const ended = once(child, 'close').then(() => void running.delete(child))
  const output = createWriteStream(log)
  child.stdout?.pipe(output, { end: false })
  child.stderr?.pipe(output, { end: false })
  await answering(child, port, log)
  const pids = (): number[] => [child.pid ?? 0, ...childrenOf(child.pid ?? 0)]
  return {
    port,
    cpu: async () => (isNode ? (await askMeter<number>(child, 'cpu')) / 1000 : scheduled(pids())),
    collected: () => askMeter(child, 'memory'),
    memory: () => sum(pids().map((pid) => inMemory(pid, 'VmRSS'))),
    resetPeak: () => {
      for (const pid of pids()) resetPeakOf(pid)
    },
    peak: () => sum(pids().map((pid) => inMemory(pid, 'VmHWM'))),
    connections: () => connectionsOf(port),
    stop: async () => {
      child.kill('SIGTERM')
      const killing = setTimeout(() => child.kill('SIGKILL'), 5000)
      await ended
      clearTimeout(killing)
      output.end()
    },
  }
}

/** Finds a port that is free now. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  return typeof address === 'object' && address !== null ? address.port : 0
}

async function answering(child: ChildProcess, port: number, log: string): Promise<void> {
  const deadline = performance.now() + 20_000
  for (;;) {
    if (child.exitCode !== null || performance.now() > deadline) {
      child.kill('SIGKILL')
      const why = child.exitCode === null ? 'does not answer' : `ended with ${child.exitCode}`
      throw new Error(`${child.spawnargs.join(' ')} ${why}\n${readFileSync(log, 'utf8').slice(-2000)}`)
    }
    const answer = await fetch(`http://127.0.0.1:${port}/health/live`).catch(() => undefined)
    await answer?.arrayBuffer()
    if (answer !== undefined) return
    await pause(50)
  }
}

/** Resolves after `ms` milliseconds. */
export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}

async function askMeter<Answer>(child: ChildProcess, what: 'cpu' | 'memory'): Promise<Answer> {
  const answer = once(child, 'message')
  child.send(what)
  const [told] = (await answer) as [Answer]
  return told
}

// The first figure of `schedstat` is the time on a core, in nanoseconds (Documentation/scheduler/sched-stats.rst of
// Linux).
function scheduled(pids: readonly number[]): number {
  const threads = pids.flatMap((pid) =>
    readdirSync(`/proc/${pid}/task`).map((thread) => `/proc/${pid}/task/${thread}/schedstat`),
  )
  return sum(threads.map((path) => Number(readFileSync(path, 'utf8').split(' ')[0]))) / 1e6
}

function childrenOf(pid: number): number[] {
  try {
    const text = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim()
    return text === '' ? [] : text.split(' ').map(Number)
  } catch {
    return []
  }
}

// A row of /proc/net/tcp has its number, the local address, the remote address and the state. State 1 is established, 8
// is a connection that the client has closed and the program has not (include/net/tcp_states.h of Linux).
function connectionsOf(port: number): number {
  try {
    const local = `:${port.toString(16).toUpperCase().padStart(4, '0')}`
    const rows = ['tcp', 'tcp6'].flatMap((name) => readFileSync(`/proc/net/${name}`, 'utf8').split('\n'))
    return rows.filter((row) => {
      const [, address = '', , state = ''] = row.trim().split(/\s+/)
      return address.endsWith(local) && (state === '01' || state === '08')
    }).length
  } catch {
    return Number.NaN
  }
}

function inMemory(pid: number, field: 'VmRSS' | 'VmHWM'): number {
  try {
    const found = new RegExp(`${field}:\\s+(\\d+) kB`).exec(readFileSync(`/proc/${pid}/status`, 'utf8'))
    return (Number(found?.[1]) * 1024) / 1e6
  } catch {
    return Number.NaN
  }
}

// Writing 5 resets the peak (proc_pid_clear_refs(5)).
function resetPeakOf(pid: number): void {
  try {
    writeFileSync(`/proc/${pid}/clear_refs`, '5')
  } catch {
    // A system without this file does not tell the peak either.
  }
}

const sum = (figures: readonly number[]): number => figures.reduce((total, figure) => total + figure, 0)
