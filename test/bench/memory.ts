import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { Ground } from './contender.ts'
import { fsync, ourName, uploading } from './ours.ts'
import type { Figure, Probe } from './probe.ts'
import { startProduct } from './product.ts'
import { spreadOf } from './ratio.ts'
import { pause } from './server.ts'
import { keptOnDisk } from './stored.ts'
import { exchange } from './wire.ts'
import { bytesOf, twenty, twentyLarge, type Workload } from './workload.ts'

/**
 * Bytes that go through a server in one run. The same for both workloads: the heap grows a little with these bytes,
 * whatever their files are.
 */
const passing = 4e9

/** Measures the peak memory of a new server above its idle memory, while `passing` bytes go through it. */
export const memory: Probe = {
  name: 'memory',
  title: 'memory of uploads to disk',
  take: async (ground, { rounds, isQuick }, say) => {
    const small: number[] = []
    const large: number[] = []
    for (let round = 0; round < (isQuick ? 1 : Math.min(rounds, 3)); round += 1) {
      small.push(await peakOver(ground, twenty, isQuick))
      say(`${twenty.name}: ${small.at(-1)?.toFixed(0)} MB`)
      large.push(await peakOver(ground, twentyLarge, isQuick))
      say(`${twentyLarge.name}: ${large.at(-1)?.toFixed(0)} MB`)
    }
    const [first, second] = [spreadOf(small), spreadOf(large)]
    const most = first.median * 1.1
    const figure = (what: string): Pick<Figure, 'what' | 'unit'> => ({
      what: `peak memory over idle, ${what} at once`,
      unit: 'MB',
    })
    return [
      { ...figure(twenty.name), spread: first, aim: { must: 120, goal: 80 } },
      { ...figure(twentyLarge.name), spread: second, aim: { must: most, goal: most } },
    ]
  },
}

async function peakOver(ground: Ground, workload: Workload, isQuick: boolean): Promise<number> {
  const folder = join(ground.folder, 'memory')
  mkdirSync(folder, { recursive: true })
  const product = await startProduct({ ...ground, folder }, fsync(false))
  try {
    const contender = uploading(ourName, 'raw', product, keptOnDisk(product.dataDir))
    await pause(1000)
    const idle = product.server.memory()
    let most = 0
    for (let passed = 0; passed < (isQuick ? 1 : passing); passed += bytesOf(workload)) {
      const messages = await contender.prepare(workload)
      product.server.resetPeak()
      const { answers } = await exchange(product.server.port, messages)
      most = Math.max(most, product.server.peak() - idle)
      await contender.settle(workload, answers)
    }
    return most
  } finally {
    await product.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}
