import { expect, test } from 'vitest'
import { createNodes, type Nodes } from '../../../server/src/domain/people/nodes.ts'
import { defaultLimits } from '../../../server/src/limits.ts'
import { createLog } from '../../../server/src/log.ts'
import { listNodes, saveNode } from '../../../server/src/records/node.ts'
import { createManualClock } from '../../world/clock.ts'
import { openSharedRecords } from '../../world/shared-records.ts'
import { atEnd, until } from '../../world/until.ts'
import { serverLog } from '../../world/world.ts'

const { nodeBeat, nodeSilence } = defaultLimits

/** Records, and nodes on them without the rest of a server. */
async function several() {
  const { records, database } = await openSharedRecords()
  const clock = createManualClock()
  const line = { isCut: false }
  const over = {
    ...records,
    get db() {
      if (line.isCut) throw new Error('the records cannot be reached')
      return records.db
    },
  }
  const inherited: string[] = []
  const heir = {
    left: async (node: string) => void inherited.push(node),
    reset: async () => undefined,
  }
  const make = (missing: readonly string[] = []): Nodes => {
    const log = createLog('debug', serverLog())
    const made = createNodes(
      { records: over, clock, limits: defaultLimits, log },
      { database, missing, follow: async () => undefined, cutOff: () => undefined },
    )
    atEnd(() => made.close())
    return made
  }
  const rows = () => listNodes(records.db)
  /** Lets one beat pass, and waits until these nodes have made it. */
  const beat = async (...nodes: readonly Nodes[]): Promise<void> => {
    const before = new Map((await rows()).map(({ id, beats }) => [id, beats]))
    await clock.advance(nodeBeat)
    await until('the nodes have beaten', async () => {
      const now = new Map((await rows()).map(({ id, beats }) => [id, beats]))
      return nodes.every(({ id }) => (now.get(id) ?? 0) > (before.get(id) ?? 0))
    })
  }
  return { records, clock, line, heir, inherited, make, rows, beat }
}

/** More beats than a node may miss. */
const enough = nodeSilence / nodeBeat + 2

test('a node beats on while it does what a node that has gone left behind', async () => {
  const { records, heir, make, rows, beat } = await several()
  const [first, second] = [make(), make()]
  const begun = Promise.withResolvers<void>()
  const gate = Promise.withResolvers<void>()
  const slow = {
    ...heir,
    left: async () => {
      begun.resolve()
      await gate.promise
    },
  }
  await saveNode(records.db, { id: 'killed', beats: 7, started_at: 0 })
  await first.begin([slow])
  await second.begin([slow])
  for (let beats = 0; beats < enough; beats += 1) await beat(first, second)
  await begun.promise
  for (let beats = 0; beats < enough; beats += 1) await beat(first, second)
  expect((await rows()).map(({ id }) => id).sort()).toEqual([first.id, second.id].sort())
  gate.resolve()
})

test('after a time in which it could read nothing a node counts the silence of others anew', async () => {
  const { clock, line, heir, inherited, make, beat, rows } = await several()
  const [first, second] = [make(), make()]
  await first.begin([heir])
  await second.begin([heir])
  const ids = [first.id, second.id]
  for (let beats = 0; beats < 3; beats += 1) await beat(first, second)
  line.isCut = true
  for (let beats = 0; beats < enough; beats += 1) await clock.advance(nodeBeat)
  line.isCut = false
  for (let beats = 0; beats < 3; beats += 1) await beat(first, second)
  // As if the clock was set: the wait for the next beat is not over in truth.
  await clock.advance(3_600_000)
  for (let beats = 0; beats < 3; beats += 1) await beat(first, second)
  expect([first.id, second.id]).toEqual(ids)
  expect((await rows()).length).toBe(2)
  expect(inherited).toEqual([])
})

test('of two servers that lack a setting and start together one gives way, also where a row is left of a crash', async () => {
  const { records, clock, make } = await several()
  await saveNode(records.db, { id: 'crashed', beats: 7, started_at: 0 })
  const both = [make(['REDIS_URL']), make(['REDIS_URL'])]
  let ended = 0
  const begun = both.map((node) =>
    node
      .begin([])
      .then(
        () => 'runs',
        (error: Error) => error.message,
      )
      .finally(() => {
        ended += 1
      }),
  )
  await until('both have decided', async () => {
    await clock.advance(nodeBeat / 30)
    return ended === 2
  })
  const said = await Promise.all(begun)
  expect(said.filter((word) => word === 'runs')).toHaveLength(1)
  expect(said.join()).toContain('Several servers need REDIS_URL')
})

test('a server that lacks a setting runs at once where there is no row of another one', async () => {
  const { make, rows } = await several()
  const alone = make(['REDIS_URL'])
  await alone.begin([])
  expect(await rows()).toMatchObject([{ id: alone.id, beats: 0 }])
})
