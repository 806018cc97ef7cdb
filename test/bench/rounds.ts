import { closeSync, mkdirSync, openSync, rmSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import type { Contender, Entry, Ground } from './contender.ts'
import { workOf } from './machine.ts'
import { pause } from './server.ts'
import { exchange } from './wire.ts'
import { bytesOf, small, type Workload } from './workload.ts'

/** The cost of one run. */
export interface Run {
  /** CPU time of the server per GB (1e9 bytes), in seconds. */
  readonly cpu: number
  /** From the first connection to the end of the last answer, in milliseconds. */
  readonly wall: number
  /** The share of the wall time during which the server used a core. */
  readonly busy: number
  /** The share of the time during which another process used the server's core. */
  readonly others: number
  /** Peak memory of the server above its idle memory, in MB. */
  readonly memory: number
}

/** The runs of one contender with one workload, one for each round. */
export interface Series {
  readonly name: string
  readonly workload: Workload
  readonly runs: readonly Run[]
}

interface Plan {
  readonly ground: Ground
  readonly entries: readonly Entry[]
  readonly workloads: readonly Workload[]
  readonly rounds: number
  /** A short run that only shows that everything works. */
  readonly isQuick: boolean
}

/**
 * After this many rounds all contenders are started again, because the speed of the same code differs from process to
 * process.
 */
const roundsOfOneStart = 3

/** Rounds that do not count: with small files after a start, and before the rounds of each workload. */
const warmUp = { start: 10, workload: 1 }

/** Starts all contenders, lets them take turns in each round, and stops them. */
export async function alternate(plan: Plan, say: (line: string) => void): Promise<Series[]> {
  let all: Series[] = []
  for (let done = 0; done < plan.rounds; done += roundsOfOneStart) {
    const rounds = Math.min(roundsOfOneStart, plan.rounds - done)
    say(`rounds ${done + 1} to ${done + rounds} of ${plan.rounds}`)
    const some = await alternateOnce({ ...plan, rounds }, done, say)
    all = some.map((series, at) => ({ ...series, runs: [...(all[at]?.runs ?? []), ...series.runs] }))
  }
  return all
}

async function alternateOnce(
  { ground, entries, workloads, rounds, isQuick }: Plan,
  /** How many rounds were run before. */
  before: number,
  say: (line: string) => void,
): Promise<Series[]> {
  const opened: { contender: Contender; idle: number }[] = []
  try {
    for (const [at, entry] of entries.entries()) {
      if (entry.missing !== undefined) {
        say(`without ${entry.name}: ${entry.missing}`)
        continue
      }
      const folder = join(ground.folder, String(at))
      mkdirSync(folder, { recursive: true })
      opened.push({ contender: await entry.start({ ...ground, folder }), idle: 0 })
    }
    await pause(500)
    for (const one of opened) one.idle = one.contender.server.memory()
    /** The runs of each contender, without those of the first `warm` rounds. */
    const take = async (workload: Workload, warm: number, count: number): Promise<Run[][]> => {
      const runs = opened.map((): Run[] => [])
      for (let round = 0; round < warm + count; round += 1) {
        for (let turn = 0; turn < opened.length; turn += 1) {
          // Each round begins with another contender, and every second round goes backwards, so that no contender
          // always follows the same one.
          const step = round % 2 === 0 ? turn : opened.length - turn
          const at = (before + round + step) % opened.length
          const one = opened[at]
          if (one === undefined) continue
          const run = await runOnce(one.contender, one.idle, workload, ground)
          if (round >= warm) runs[at]?.push(run)
        }
      }
      say(`  ${workload.name}: ${count === 0 ? 'warmed up' : `${count} rounds`}`)
      return runs
    }
    if (!isQuick) await take(small, warmUp.start, 0)
    const all: Series[] = []
    for (const workload of workloads) {
      const runs = await take(workload, warmUp.workload, rounds)
      for (const [at, { contender }] of opened.entries())
        all.push({ name: contender.name, workload, runs: runs[at] ?? [] })
    }
    return all
  } finally {
    await Promise.all(opened.map(({ contender }) => contender.stop()))
    rmSync(ground.folder, { recursive: true, force: true })
  }
}

async function runOnce(
  { name, server, prepare, settle }: Contender,
  idle: number,
  workload: Workload,
  { folder, cores }: Ground,
): Promise<Run> {
  const messages = await prepare(workload)
  prime(folder, bytesOf(workload) * 1.2)
  await pause(20)
  server.resetPeak()
  const before = await server.cpu()
  const [begin, work] = [performance.now(), workOf(cores?.server)]
  const { wall, answers } = await exchange(server.port, messages).catch((error) => {
    throw new Error(`${name}, ${workload.name}: ${error.message}`, { cause: error })
  })
  // Work after the last answer, such as closing files, counts too.
  await pause(50)
  const used = (await server.cpu()) - before
  const others = Math.max(0, workOf(cores?.server) - work - used) / (performance.now() - begin)
  const memory = server.peak() - idle
  await settle(workload, answers)
  return { cpu: used / 1000 / (bytesOf(workload) / 1e9), wall, busy: used / wall, others, memory }
}

const junk = Buffer.alloc(1 << 20)

/**
 * Writes a file of `bytes` bytes and removes it, so that each contender finds the system's page cache in the same
 * state.
 */
function prime(folder: string, bytes: number): void {
  const path = join(folder, 'prime')
  const file = openSync(path, 'w')
  for (let written = 0; written < bytes; written += junk.length) writeSync(file, junk)
  closeSync(file)
  rmSync(path)
}
