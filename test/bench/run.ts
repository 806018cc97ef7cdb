import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { installPeers } from './install.ts'
import { coresOfMachine, describeMachine, pinMyself } from './machine.ts'
import { readOptions } from './options.ts'
import type { Figure } from './probe.ts'
import { disturbance, figureHead, figureRows, ratioHead, ratioRows, runHead, runRows } from './report.ts'
import { alternate, type Series } from './rounds.ts'
import { tableOf } from './table.ts'

/*
 * `npm run bench`. README.md beside this file explains it. Progress goes to standard error, the tables to standard
 * output.
 */

const here = import.meta.dirname
const { rounds, isQuick, folder, ...options } = readOptions(process.argv.slice(2))
installPeers(here)
const { parts, probes } = await import('./parts.ts')
const names = [...parts, ...probes].map(({ name }) => name)
const unknown = options.parts.find((name) => !names.includes(name))
if (unknown !== undefined) throw new Error(`there is no part ${unknown}; there are ${names.join(', ')}`)
const isChosen = ({ name }: { name: string }): boolean =>
  options.parts.length === 0 || options.parts.includes(name)

const cores = coresOfMachine()
const work = mkdtempSync(join(folder ?? here, 'work-'))
const machine = describeMachine(cores, work)
if (cores !== undefined) pinMyself(cores)
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1))
process.on('exit', () => rmSync(work, { recursive: true, force: true }))

const say = (line: string): void => console.error(`  ${line}`)
const ratios: string[][] = []
const runs: string[][] = []
const all: Series[] = []
const figures: Figure[] = []
console.error(machine)
/** Runs one part. If it fails, the others still run. */
const attempt = async (title: string, work: () => Promise<void>): Promise<void> => {
  console.error(title)
  try {
    await work()
  } catch (error) {
    console.error(error)
    process.exitCode = 1
  }
}
for (const part of parts.filter(isChosen)) {
  await attempt(part.title, async () => {
    const ground = { cores, folder: join(work, part.name) }
    const { entries, workloads } = part
    const series = await alternate({ ground, entries, workloads, rounds, isQuick }, say)
    ratios.push(...ratioRows(part, series))
    runs.push(...runRows(part, series))
    all.push(...series)
  })
}
for (const probe of probes.filter(isChosen)) {
  await attempt(probe.title, async () => {
    const ground = { cores, folder: join(work, probe.name) }
    mkdirSync(ground.folder, { recursive: true })
    figures.push(...(await probe.take(ground, { rounds, isQuick }, say)))
  })
}

const alternated = `${rounds} alternated ${rounds === 1 ? 'round' : 'rounds'}; a ratio is taken within each round.`
const quiet = all.length > 0 && cores !== undefined ? ` ${disturbance(all)}` : ''
console.log(`\n${machine} ${alternated}${quiet}`)
if (ratios.length > 0) console.log(`\n${tableOf([ratioHead, ...ratios])}`)
if (figures.length > 0) console.log(`\n${tableOf([figureHead, ...figureRows(figures)])}`)
if (runs.length > 0) console.log(`\nMedians of the runs:\n\n${tableOf([runHead, ...runs])}`)
process.exit()
