import { expect, test } from 'vitest'
import { type NextStep, nextStep, type Situation } from '../../../client/src/elements/panel/next-step.ts'

const nothing: Situation = { sends: false, ready: 0, missing: 0, adds: false, declined: false }

/** Each situation in which the bar says something else, and what it says. */
const steps: readonly (readonly [Partial<Situation>, NextStep])[] = [
  [{}, 'none'],
  [{ sends: true }, 'select'],
  [{ sends: true, ready: 1 }, 'send'],
  // What is chosen cannot go while nobody asks for it.
  [{ ready: 1 }, 'none'],
  [{ missing: 1 }, 'choose-again'],
  [{ sends: true, missing: 3 }, 'choose-again'],
  [{ sends: true, missing: 3, ready: 1 }, 'send'],
  [{ sends: true, adds: true }, 'add'],
  [{ sends: true, adds: true, ready: 2 }, 'send'],
  [{ sends: true, adds: true, missing: 1 }, 'choose-again'],
  [{ sends: true, declined: true }, 'send-after-all'],
  [{ sends: true, declined: true, ready: 1 }, 'send'],
  [{ declined: true }, 'none'],
]

for (const [situation, step] of steps) {
  test(`the next step is “${step}” at ${JSON.stringify(situation)}`, () => {
    expect(nextStep({ ...nothing, ...situation })).toBe(step)
  })
}
