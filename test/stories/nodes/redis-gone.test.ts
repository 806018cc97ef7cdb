import { openDesk } from '@chairside/client'
import { pathOf, routes, socketPath } from '@chairside/protocol'
import { beforeAll, expect, test } from 'vitest'
import { defaultLimits } from '../../../server/src/limits.ts'
import { installNginx, openNginx, passSockets, serverOf } from '../../services/nginx.ts'
import { openTwo, useNodes } from '../../world/nodes.ts'
import { reregister } from '../../world/party.ts'
import { anna, eva } from '../../world/people.ts'
import { allowed, pick } from '../../world/samples.ts'
import { atEnd, until } from '../../world/until.ts'

/* Redis is killed: each node looks into the records what the other one has told, and hears it again once Redis is back. */

const services = useNodes()
beforeAll(installNginx, 120_000)

/** Two nodes with an appointment. They look into the records soon. `look`: how often, in ms. */
async function openNodes(look = 100) {
  const { world, second } = await openTwo(await services.env(), {
    crossing: { ...defaultLimits.crossing, look },
  })
  return { world, second, id: await world.appointment() }
}

/** Kills Redis; both nodes know. It runs again once the test is over. */
async function killRedis(...nodes: readonly { readonly url: string }[]): Promise<void> {
  await services.redis.kill()
  atEnd(async () => {
    await services.redis.kill()
    await services.redis.start()
  })
  for (const { url } of nodes) {
    const health = async () => (await fetch(`${url}/health/ready`)).json()
    await until('the node says that Redis is away', async () => (await health()).parts.redis === 'down')
    expect(await health()).toMatchObject({ status: 'degraded', parts: { database: 'ok', store: 'ok' } })
  }
}

type Page = Awaited<ReturnType<Awaited<ReturnType<typeof openTwo>>['world']['join']>>

const hasReady = (page: Page): boolean =>
  page.transfers.flatMap(({ files }) => files).some(({ state }) => state === 'ready')

test('while Redis is away people of one node have their events at once, and those of others find them in the records', async () => {
  const { world, second, id } = await openNodes()
  const practitioner = await world.join(id, eva.id)
  const near = await world.join(id, anna.id)
  const far = await world.join(id, anna.id, 'call', second.url)
  await killRedis(world, second)
  const transfer = await practitioner.send([pick(allowed.pdf)])
  await until('the practitioner reads that it is ready', () => transfer.files[0]?.state === 'ready')
  await until('a page on the same node has it', () => hasReady(near))
  await until('a page on the other node has it', () => hasReady(far), 1000)
  await practitioner.ask({ note: 'The letter, please' })
  await until('the request, too', () => far.requests.some(({ state }) => state === 'asked'), 1000)
})

test('while Redis is away a desk on another node sees who comes, and who is removed is sent away everywhere', async () => {
  const { world, second, id } = await openNodes()
  const desk = await openDesk({ url: second.url, token: () => world.deskToken(eva.id) })
  atEnd(() => desk.close())
  await killRedis(world, second)
  await world.join(id, anna.id, 'waiting-room')
  await until('the desk shows it', () => desk.waiting.some((one) => one.id === id), 1000)
  const far = await world.join(id, anna.id, 'call', second.url)
  expect((await world.backend('DELETE', pathOf(routes.erasePerson, { sub: anna.id }))).status).toBe(200)
  await until('the page on the other node is gone', () => far.connection.state === 'closed', 1000)
})

test('while Redis is away a desk on another node keeps who has left, and loses an appointment that becomes another practitioner’s', async () => {
  const { world, second, id } = await openNodes()
  const desks = await Promise.all(
    [1, 2].map(() => openDesk({ url: second.url, token: () => world.deskToken(eva.id) })),
  )
  for (const one of desks) atEnd(() => one.close())
  const [desk] = desks
  const patient = await world.join(id, anna.id, 'waiting-room')
  await until('the desk shows her', () => desk?.waiting.some((one) => one.id === id))
  await killRedis(world, second)
  patient.close()
  await until(
    'she has left',
    async () => {
      await world.clock.advance(1_000)
      return desk?.waiting.length === 0
    },
    1000,
  )
  expect(desk?.appointments.map((one) => one.id)).toEqual([id])
  await reregister(world, id, { practitioner: { id: 'dr-8', name: 'Dr. Nora Elsewhere' } })
  for (const one of desks) await until('it has lost it', () => one.appointments.length === 0, 1000)
})

test('while Redis is away a file whose bytes another node receives goes on for the people of one node', async () => {
  const { world, second, id } = await openNodes()
  const sockets = `location ${socketPath} { proxy_pass ${world.url}; ${passSockets} }`
  const behind = await openNginx(serverOf(second.url, '', sockets))
  const practitioner = await world.join(id, eva.id, 'call', behind)
  const near = await world.join(id, anna.id)
  await killRedis(world, second)
  const transfer = await practitioner.send([pick(allowed.pdf)])
  await until('the sender reads that it is ready', () => transfer.files[0]?.state === 'ready', 1000)
  await until('the receiver has it', () => hasReady(near), 1000)
})

test('while Redis is away a page that asks by requests hears of what another node told', async () => {
  const { world, second, id } = await openNodes()
  const practitioner = await world.join(id, eva.id)
  const behind = await openNginx(serverOf(second.url, 'if ($http_upgrade) { return 403; }'))
  const patient = await world.join(id, anna.id, 'call', behind)
  expect(patient.connection).toMatchObject({ state: 'up', polling: true })
  await killRedis(world, second)
  await practitioner.ask({ note: 'The letter, please' })
  await until('the patient is asked', () => patient.requests.some(({ state }) => state === 'asked'), 1000)
})

test('a page that asks by requests hears what it missed once Redis is back, without waiting for the end of its request', async () => {
  const { world, second, id } = await openNodes(60_000)
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
  await practitioner.requests[0]?.withdraw()
  await until('events cross again', () => patient.requests.every(({ state }) => state === 'withdrawn'))
})
