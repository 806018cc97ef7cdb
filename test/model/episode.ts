import { setTimeout as pause } from 'node:timers/promises'
import { act } from './act.ts'
import { checkAll } from './check.ts'
import { type Fault, kindOf } from './ledger.ts'
import { bringToRest, type Patience } from './rest.ts'
import { setStage } from './stage.ts'
import type { Script } from './step.ts'
import type { World } from './world.ts'

export interface Outcome {
  readonly faults: readonly Fault[]
  readonly operations: number
}

const tail = 1000

/** Uncaught errors since the process began. They do not tell to which running episode they belong. */
const escaped: Fault[] = []
let watching = false

/** Plays a script in a world: starts each step at its time, brings everything to rest, and checks the outcome. */
export async function playEpisode(world: World, script: Script, patience: Patience): Promise<Outcome> {
  watchEscapes()
  const begun = escaped.length
  await using opened = new AsyncDisposableStack()
  await world.process.settled()
  const stage = await setStage(world, script, opened)
  const acts = new Set<Promise<void>>()
  for (const [index, step] of script.steps.entries()) {
    await pause(step.after)
    const mine: Promise<void> = act(stage, step, index)
      .catch((error) => stage.ledger.fault('every step ends', `step ${index}, ${step.do}: ${kindOf(error)}`))
      .finally(() => acts.delete(mine))
    acts.add(mine)
  }
  // The last steps must run under the present troubles too, before these are ended.
  await pause(tail)
  await bringToRest(stage, acts, patience)
  await checkAll(stage, patience.agree)
  return { faults: [...stage.ledger.faults, ...escaped.slice(begun)], operations: stage.ledger.operations }
}

function watchEscapes(): void {
  if (watching) return
  watching = true
  const note = (error: unknown): void =>
    void escaped.push({ broken: 'no error escapes', facts: kindOf(error) })
  process.on('unhandledRejection', note)
  process.on('uncaughtException', note)
}
