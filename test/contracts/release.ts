import { describe, expect, test } from 'vitest'
import { createElsewhere, type Elsewhere } from '../../server/src/domain/bytes/elsewhere.ts'
import { defaultLimits } from '../../server/src/limits.ts'
import type { Neighbours } from '../../server/src/seams.ts'
import { createManualClock } from '../world/clock.ts'
import { until } from '../world/until.ts'

/** Who receives an upload. */
const upload = (node: string | null) => ({ id: 'u-1', node })

/** What nodes promise each other of uploads that move. `open`: what two nodes, `near` and `far`, reach each other by. */
export function releaseContract(
  name: string,
  open: () => Promise<{ near: Neighbours; far: Neighbours }>,
): void {
  const begin = async () => {
    const neighbours = await open()
    const clock = createManualClock()
    const nodeOf = (node: 'near' | 'far'): Elsewhere =>
      createElsewhere({ clock, limits: defaultLimits }, { node: () => node, neighbours: neighbours[node] })
    return { clock, near: nodeOf('near'), far: nodeOf('far') }
  }

  describe(`uploads that move between nodes ${name}`, () => {
    test('only what another node receives is elsewhere', async () => {
      const { near } = await begin()
      expect([upload('near'), upload(null), upload('far')].map((one) => near.has(one))).toEqual([
        false,
        false,
        true,
      ])
      await near.release(upload('near'))
      await near.release(upload(null))
    })

    test('a node that is asked for an upload lets go of it, and only then it goes on elsewhere', async () => {
      const { near, far } = await begin()
      const asked: string[] = []
      const written = Promise.withResolvers<void>()
      far.letGo(async (id) => {
        asked.push(id)
        await written.promise
      })
      let goesOn = 0
      const waits = [1, 2].map(() => near.release(upload('far')).then(() => (goesOn += 1)))
      await until('it is asked', () => asked.length > 0)
      expect(new Set(asked)).toEqual(new Set(['u-1']))
      expect(goesOn).toBe(0)
      written.resolve()
      await Promise.all(waits)
      expect(goesOn).toBe(2)
    })

    test('a node lets go of nothing that it does not receive', async () => {
      const { clock, near, far } = await begin()
      const asked: string[] = []
      far.letGo(async (id) => void asked.push(id))
      near.letGo(async (id) => void asked.push(id))
      const waiting = near.release(upload('of a third node'))
      // Messages come in order: once this one has come, the one before it has as well.
      await near.release({ id: 'u-2', node: 'far' })
      expect(asked).toEqual(['u-2'])
      await clock.advance(defaultLimits.release)
      await waiting
    })

    test('what a node cannot end in order is free all the same, and of a silent node after a while', async () => {
      const { clock, near, far } = await begin()
      far.letGo(async () => {
        throw new RangeError('it does not end')
      })
      await near.release(upload('far'))
      far.letGo(() => new Promise(() => {}))
      let goesOn = false
      const waiting = near.release(upload('far')).then(() => (goesOn = true))
      await clock.advance(defaultLimits.release - 1)
      expect(goesOn).toBe(false)
      await clock.advance(1)
      await waiting
    })
  })
}
