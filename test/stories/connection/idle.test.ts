import { MB, pathOf, routes } from '@chairside/protocol'
import { beforeAll, expect, test } from 'vitest'
import { defaultLimits } from '../../../server/src/limits.ts'
import { installNginx, openNginx, passSockets, serverOf } from '../../services/nginx.ts'
import { ask } from '../../world/http.ts'
import { anna, eva } from '../../world/people.ts'
import { grownPdf, saved } from '../../world/samples.ts'
import { until } from '../../world/until.ts'
import { openWorld } from '../../world/world.ts'

beforeAll(installNginx, 120_000)

/** What nginx cuts: a connection on which one side has been silent for two seconds. */
const cutting = 'proxy_read_timeout 2s; proxy_send_timeout 2s;'

test('where what is idle is cut, a socket stays open, because the server speaks on it more often', async () => {
  const world = await openWorld({ limits: { heartbeat: 300 } })
  const id = await world.appointment()
  const nginx = await openNginx(serverOf(world.url, `${passSockets} ${cutting}`))
  const practitioner = await world.join(id, eva.id, 'call', nginx)
  const patient = await world.join(id, anna.id, 'waiting-room', nginx)
  const states: string[] = []
  for (const { connection } of [practitioner, patient]) states.push(connection.state)
  for (const one of [practitioner, patient])
    one.on('change', () => void states.push('polling' in one.connection ? 'polling' : one.connection.state))
  // A request that waits for news is idle: it shows that nginx does cut, twice, while nobody does anything.
  const waits = `${pathOf(routes.awaitSnapshot, { id })}?after=999999`
  const bearer = { authorization: `Bearer ${await world.token(id, anna.id)}` }
  for (let times = 0; times < 2; times += 1)
    expect((await ask(nginx + waits, 'GET', { headers: bearer })).status).toBe(504)
  expect(new Set(states)).toEqual(new Set(['up']))
  const file = grownPdf(MB, 'Stille Łukaszewicz.pdf')
  await practitioner.send([file])
  const prompt = await until('it is ready', () => patient.prompts[0], 1500)
  expect((await saved(prompt)).equals(Buffer.from(await file.arrayBuffer()))).toBe(true)
})

test('the server speaks more often than any usual proxy cuts, and a request waits less long', () => {
  const shortest = 30_000
  expect(defaultLimits.heartbeat + defaultLimits.heartbeatAnswer).toBeLessThan(shortest)
  expect(defaultLimits.snapshotWait).toBeLessThan(shortest)
})
