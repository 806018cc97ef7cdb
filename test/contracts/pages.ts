import { protocolVersion } from '@chairside/protocol'
import { describe, expect, test } from 'vitest'
import { createPageVersions } from '../../server/src/page-versions.ts'
import type { Neighbours } from '../../server/src/seams.ts'
import { createManualClock } from '../world/clock.ts'
import { atEnd, until } from '../world/until.ts'

/** Which versions pages speak, told from node to node. `open`: what two nodes reach each other by. */
export function pagesContract(
  name: string,
  open: () => Promise<{ near: Neighbours; far: Neighbours }>,
): void {
  const begin = async () => {
    const neighbours = await open()
    const clock = createManualClock()
    const nodeOf = (node: 'near' | 'far', speaks?: number) => {
      const versions = createPageVersions(clock, node, neighbours[node], speaks)
      atEnd(() => versions.close())
      return versions
    }
    return { clock, nodeOf }
  }
  const older = protocolVersion - 2

  describe(`the versions of pages ${name}`, () => {
    test('a node knows the older pages of another one, until they are closed', async () => {
      const { nodeOf } = await begin()
      const [near, far] = [nodeOf('near'), nodeOf('far')]
      const leave = [
        near.joined('anna', older),
        near.joined('anna', older + 1),
        near.joined('eva', older + 1),
      ]
      await until('it is known', () => far.of('eva') === older + 1)
      expect([far.of('anna'), near.of('anna'), far.of('peter')]).toEqual([older, older, protocolVersion])
      leave[0]?.()
      await until('that one is closed', () => far.of('anna') === older + 1)
      leave[1]?.()
      await until('both are closed', () => far.of('anna') === protocolVersion)
      expect(far.of('eva')).toBe(older + 1)
    })

    test('a node that starts asks which there are, and forgets those of a node that is silent', async () => {
      const { clock, nodeOf } = await begin()
      const near = nodeOf('near')
      near.joined('anna', older)
      const far = nodeOf('far')
      await until('it is known', () => far.of('anna') === older)
      await clock.advance(29_000)
      near.close()
      await clock.advance(60_000)
      expect(far.of('anna')).toBe(older)
      await clock.advance(2_000)
      expect(far.of('anna')).toBe(protocolVersion)
    })

    test('while a node of an older version runs, its pages are of that version, whoever they belong to', async () => {
      const { nodeOf } = await begin()
      const [before, now] = [nodeOf('near', older), nodeOf('far')]
      before.joined('anna', older)
      before.joined('eva', older - 1)
      await until('it is known', () => now.of('eva') === older - 1)
      expect([now.of('anna'), now.of('peter'), before.of('anna')]).toEqual([older, older, older])
    })
  })
}
