import { expect, test } from 'vitest'
import { inShares } from '../server/src/adapters/durable.ts'

test('who asks while a run is under way waits for one that begins later, and shares it with others', async () => {
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
