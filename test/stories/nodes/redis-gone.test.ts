import { expect, test } from 'vitest'
import { openTwo, useNodes } from '../../world/nodes.ts'
import { anna, eva } from '../../world/people.ts'
import { allowed, pick } from '../../world/samples.ts'
import { until } from '../../world/until.ts'

const services = useNodes()

test('while Redis is away people of one node have their events; once it is back the others have all they missed', async () => {
  const { world, second } = await openTwo(await services.env())
  const id = await world.appointment()
  const practitioner = await world.join(id, eva.id)
  const near = await world.join(id, anna.id)
  const far = await world.join(id, anna.id, 'call', second.url)
  await services.redis.kill()
  const transfer = await practitioner.send([pick(allowed.pdf)])
  const health = async () => (await fetch(`${second.url}/health/ready`)).json()
  await until('the node says that Redis is away', async () => (await health()).parts.redis === 'down')
  expect(await health()).toMatchObject({ status: 'degraded', parts: { database: 'ok', store: 'ok' } })
  const readyAt = (page: typeof near) =>
    page.transfers.flatMap(({ files }) => files).some(({ state }) => state === 'ready')
  await until('the practitioner reads that it is ready', () => transfer.files[0]?.state === 'ready')
  await until('a page on the same node has it', () => readyAt(near))
  expect(readyAt(far)).toBe(false)
  await services.redis.start()
  await until('a page on the other node has it, too', () => readyAt(far), 1000)
  await practitioner.ask({ note: 'The letter, please' })
  await until('events cross again', () => far.requests.some(({ state }) => state === 'asked'))
})
