import { beforeAll, expect, test } from 'vitest'
import { installNginx, openNginx, serverOf } from '../../services/nginx.ts'
import { openTwo, useNodes } from '../../world/nodes.ts'
import { anna, eva } from '../../world/people.ts'
import { allowed, pick } from '../../world/samples.ts'
import { until } from '../../world/until.ts'

const services = useNodes()
beforeAll(installNginx, 120_000)

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

test('a page that asks by requests hears what it missed once Redis is back, without waiting for the end of its request', async () => {
  const { world, second } = await openTwo(await services.env())
  const id = await world.appointment()
  const practitioner = await world.join(id, eva.id)
  const behind = await openNginx(serverOf(second.url, 'if ($http_upgrade) { return 403; }'))
  const patient = await world.join(id, anna.id, 'call', behind)
  expect(patient.connection).toMatchObject({ state: 'up', polling: true })
  await services.redis.kill()
  // What is told just before would be sent again by the connection itself.
  await new Promise((resolve) => setTimeout(resolve, 500))
  await practitioner.ask({ note: 'The letter, please' })
  expect(patient.requests).toEqual([])
  await services.redis.start()
  await until('the patient is asked', () => patient.requests.some(({ state }) => state === 'asked'), 1000)
})
