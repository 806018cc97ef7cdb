import { type ChildProcess, spawn } from 'node:child_process'
import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { defaultLimits } from '../../server/src/limits.ts'
import { attacks, type Target } from './attacks.ts'
import type { Ground } from './contender.ts'
import { fsync } from './ours.ts'
import type { Figure, Probe } from './probe.ts'
import { ask, type Product, patchOf, startProduct } from './product.ts'
import { percentile, type Spread, spreadOf } from './ratio.ts'
import { pause } from './server.ts'
import { listen, openTalk, type Talk } from './talk.ts'
import { exchange } from './wire.ts'
import { pdfOf } from './workload.ts'

const talking = 4
/** An attack that holds at least this many connections attacks by holding them. */
const many = 20
const must = { must: 50, goal: 15 }

/** Measures how long commands of other appointments take while an attack runs. */
export const others: Probe = {
  name: 'others',
  title: 'others during an attack',
  take: async (ground, { isQuick }, say) => {
    const figures: Figure[] = []
    // The server cuts a held connection after one minute at most. `attack` and `held` together last longer than that,
    // and `after` lasts as long.
    const times = isQuick
      ? { quiet: 2, attack: 4, held: 4, after: 2 }
      : { quiet: 5, attack: 20, held: 60, after: 60 }
    for (const name of Object.keys(attacks)) {
      const { answers, memory, connections } = await suffer(ground, name, times)
      const [p50, p99] = [percentile(answers, 50), percentile(answers, 99)]
      const [before, during, after] = memory
      const [most, last] = connections
      const open = most < many ? '' : `, ${last} of ${most} connections still open`
      say(
        `${name}: p50 ${p50.toFixed(1)} ms, p99 ${p99.toFixed(1)} ms, memory ${memory.map((mb) => mb.toFixed(0)).join(' → ')} MB${open}`,
      )
      figures.push(
        { what: `a command’s answer, p50, ${name}`, spread: only(p50), unit: 'ms' },
        { what: `the same, p99${open}`, spread: only(p99), unit: 'ms', aim: must },
        { what: 'most in memory meanwhile, over before', spread: only(during - before), unit: 'MB' },
        { what: `in memory ${times.after} s later ÷ before`, spread: only(after / before), unit: '×' },
      )
    }
    return figures
  },
}

const only = (figure: number): Spread => spreadOf([figure])

interface Suffered {
  /** How long the commands of others took during the attack, in milliseconds. */
  readonly answers: readonly number[]
  /** Memory in MB: before the attack, the peak during it, and some time after it. */
  readonly memory: readonly [number, number, number]
  /** The connections that the attack added: at most, and at its end. */
  readonly connections: readonly [number, number]
}

async function suffer(
  ground: Ground,
  name: string,
  seconds: { quiet: number; attack: number; held: number; after: number },
): Promise<Suffered> {
  const folder = join(ground.folder, 'others')
  mkdirSync(folder, { recursive: true })
  const product = await startProduct({ ...ground, folder }, fsync(false))
  const talks: Talk[] = []
  let attacker: ChildProcess | undefined
  try {
    const target = await targetOf(product)
    for (let count = 0; count < talking; count += 1) talks.push(await openTalk(product))
    await listen(talks, seconds.quiet)
    const before = product.server.memory()
    const usual = product.server.connections()
    const over = () => product.server.connections() - usual
    product.server.resetPeak()
    attacker = attack(name, target)
    await pause(1000)
    let most = over()
    const watching = setInterval(() => {
      most = Math.max(most, over())
    }, 250)
    const { answers } = await listen(talks, seconds.attack).finally(() => clearInterval(watching))
    if (over() >= many) answers.push(...(await listen(talks, seconds.held)).answers)
    const during = product.server.peak()
    const last = over()
    if (!attacker.connected) throw new Error('the attack has ended by itself')
    attacker.disconnect()
    attacker = undefined
    await pause(seconds.after * 1000)
    return { answers, memory: [before, during, product.server.memory()], connections: [most, last] }
  } finally {
    if (attacker?.connected) attacker.disconnect()
    for (const talk of talks) talk.close()
    await product.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Makes the attacker's own appointment, with a large file in it. */
async function targetOf(product: Product): Promise<Target> {
  const size = 50e6
  const [offered] = await product.offer(1, size)
  if (offered === undefined) throw new Error('nothing was offered')
  await exchange(product.server.port, [{ head: patchOf(product, offered, size), body: pdfOf(size) }])
  const path = `/v1/files/${offered.file}/ticket`
  const { url } = await ask<{ url: string }>(product.url, offered.by.patient, 'POST', path, {
    use: 'download',
  })
  const documents = await product.attach(offered.by, defaultLimits.attachments, 1_000)
  return { url: product.url, port: product.server.port, by: offered.by, content: url, documents }
}

function attack(name: string, target: Target): ChildProcess {
  const child = spawn(process.execPath, [...process.execArgv, join(import.meta.dirname, 'attacker.ts')], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  child.send({ name, target })
  return child
}
