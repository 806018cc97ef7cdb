import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { output } from '../world/prepare.ts'
import { drawScript, type Kills } from './draw.ts'
import { playEpisode } from './episode.ts'
import type { Fault } from './ledger.ts'
import type { Patience } from './rest.ts'
import { type Shows, shrink } from './shrink.ts'
import { describeStep, type Script } from './step.ts'
import type { World } from './world.ts'

/** Waits that suffice on a busy machine. */
export const generous: Patience = { rest: 75_000, agree: 20_000 }
/** Shorter waits, for shortening a script: each play only decides whether a candidate still shows the fault. */
const hasty: Patience = { rest: 35_000, agree: 8_000 }

export interface Failure {
  readonly script: Script
  readonly faults: readonly Fault[]
}

export interface Campaign {
  readonly episodes: number
  readonly operations: number
  readonly failures: readonly Failure[]
}

interface Plan {
  /** The seed of an episode, by its number. */
  readonly seedOf: (episode: number) => string
  readonly kills: Kills
  readonly without?: readonly string[]
  /** Once this aborts, no further episode begins. */
  readonly until: AbortSignal
  /** Whether to go on after a failure. */
  readonly goesOn?: boolean
  readonly tell?: (failure: Failure) => void
}

/** Plays episodes in all worlds at once, until `plan.until` aborts or an episode fails. */
export async function runCampaign(worlds: readonly World[], plan: Plan): Promise<Campaign> {
  let [episodes, operations, next] = [0, 0, 0]
  const failures: Failure[] = []
  const lane = async (world: World): Promise<void> => {
    while (!plan.until.aborted && (plan.goesOn || failures.length === 0)) {
      const script = drawScript(plan.seedOf(next), plan.kills, plan.without)
      next += 1
      const outcome = await playEpisode(world, script, generous)
      episodes += 1
      operations += outcome.operations
      if (outcome.faults.length === 0) continue
      const failure: Failure = { script, faults: outcome.faults }
      failures.push(failure)
      plan.tell?.(failure)
    }
  }
  await Promise.all(worlds.map(lane))
  return { episodes, operations, failures }
}

/** The first fault of each kind. */
export function distinct(faults: readonly Fault[]): Fault[] {
  return faults.filter((fault, at) => faults.findIndex(({ broken }) => broken === fault.broken) === at)
}

/** Finds a shorter script that still breaks the same invariant. Plays one candidate in each world at a time. */
export async function shorten(
  worlds: readonly World[],
  { script, faults }: Failure,
  broken: string,
  signal: AbortSignal,
): Promise<Failure> {
  let known = faults
  const shows: Shows = async (candidates) => {
    const tried = candidates.slice(0, worlds.length)
    const outcomes = await Promise.all(
      tried.map((steps, at) => playEpisode(worlds[at] as World, { ...script, steps }, hasty)),
    )
    const shown = outcomes.map((outcome) => outcome.faults.some((fault) => fault.broken === broken))
    const first = outcomes[shown.indexOf(true)]
    if (first !== undefined) known = first.faults
    return shown
  }
  const steps = await shrink(script.steps, shows, worlds.length, signal)
  return { script: { ...script, steps }, faults: known }
}

/** Describes a failure for the output: the seed, what broke, and the steps, as kinds and numbers. */
export function describeFailure({ script, faults }: Failure, drawn: number): string {
  const broken = distinct(faults).map((fault) => `  ${fault.broken}: ${fault.facts}`)
  const steps = script.steps.map(describeStep)
  return [
    `Seed ${script.seed}, cast ${JSON.stringify(script.cast)}:`,
    ...broken,
    `${script.steps.length} of ${drawn} steps show it:`,
    ...steps,
  ].join('\n')
}

/** Writes a script to a file for `--replay`. Gives its path. */
export function keepScript(script: Script, as = script.seed): string {
  const folder = join(output, 'model')
  mkdirSync(folder, { recursive: true })
  const path = join(folder, `${as.replace(/[^\w-]/g, '-')}.json`)
  writeFileSync(path, `${JSON.stringify(script, undefined, 1)}\n`)
  return path
}
