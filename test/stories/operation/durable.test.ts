import { expect, test } from 'vitest'
import { inShares } from '../../../server/src/adapters/sql/durable.ts'

test('a call during a run waits for a run that begins later, and shares it with other calls', async () => {
  const runs: PromiseWithResolvers<void>[] = []
  const ask = inShares(() => {
    const run = Promise.withResolvers<void>()
    runs.push(run)
    return run.promise
  })
  const over: string[] = []
  const asking = (name: string): Promise<unknown> =>
    ask().then(
      () => over.push(name),
      () => over.push(`${name} failed`),
    )
  const first = asking('first')
  const [second, third] = [asking('second'), asking('third')]
  expect(runs).toHaveLength(1)
  runs[0]?.reject(new Error('the disk does not answer'))
  await first
  expect(over).toEqual(['first failed'])
  await expect.poll(() => runs.length).toBe(2)
  const fourth = asking('fourth')
  runs[1]?.resolve()
  await Promise.all([second, third])
  expect(over).toEqual(['first failed', 'second', 'third'])
  await expect.poll(() => runs.length).toBe(3)
  runs[2]?.resolve()
  await fourth
  expect(over).toEqual(['first failed', 'second', 'third', 'fourth'])
})

test('runs never overlap, even if a call comes between the end of one and the beginning of the next', async () => {
  let [now, most, begun] = [0, 0, 0]
  const ask = inShares(async () => {
    begun += 1
    now += 1
    most = Math.max(most, now)
    await new Promise((resolve) => setImmediate(resolve))
    now -= 1
  })
  const first = ask()
  const asked = [first, ask()]
  await first
  // One call in each turn in which the next run may begin.
  for (let turns = 0; turns < 10; turns += 1) {
    asked.push(ask())
    await undefined
  }
  // Each call resolves once a run that began after it is over.
  await Promise.all(asked)
  expect([now, most]).toEqual([0, 1])
  expect(begun).toBeGreaterThan(1)
})
