import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { Ground } from './contender.ts'
import type { Figure, Probe } from './probe.ts'
import { spreadOf } from './ratio.ts'
import { exchange } from './wire.ts'
import { archives, bytesOf, twentyLarge, type Workload } from './workload.ts'
import { ourZips } from './zips.ts'

/** Bytes that go out in one run at least. */
const passing = 4e8

/** Measures the peak memory of a new server while archives go out, one after the other. It must not grow with them. */
export const zipMemory: Probe = {
  name: 'zip-memory',
  title: 'memory of archives',
  take: async (ground, { rounds, isQuick }, say) => {
    const workloads = [...archives, twentyLarge]
    const peaks = workloads.map((): number[] => [])
    for (let round = 0; round < (isQuick ? 1 : Math.min(rounds, 3)); round += 1) {
      for (const [at, workload] of workloads.entries()) {
        const peak = await peakOf(ground, workload, isQuick)
        peaks[at]?.push(peak)
        say(`${workload.name}: ${peak.toFixed(0)} MB`)
      }
    }
    const [first, ...others] = workloads.map(
      (workload, at): Figure => ({
        what: `peak memory, an archive of ${workload.name}`,
        unit: 'MB',
        spread: spreadOf(peaks[at] ?? []),
      }),
    )
    if (first === undefined) return []
    const most = first.spread.median * 1.1
    return [first, ...others.map((figure) => ({ ...figure, aim: { must: most, goal: most } }))]
  },
}

async function peakOf(ground: Ground, workload: Workload, isQuick: boolean): Promise<number> {
  const folder = join(ground.folder, 'server')
  mkdirSync(folder, { recursive: true })
  const { server, prepare, settle, stop } = await ourZips([workload]).start({ ...ground, folder })
  try {
    const messages = await prepare(workload)
    server.resetPeak()
    for (let passed = 0; passed < (isQuick ? 1 : passing); passed += bytesOf(workload))
      await settle(workload, (await exchange(server.port, messages)).answers)
    return server.peak()
  } finally {
    await stop()
    rmSync(folder, { recursive: true, force: true })
  }
}
