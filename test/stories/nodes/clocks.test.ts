import { pathOf, routes, type Ticket } from '@chairside/protocol'
import { expect, test } from 'vitest'
import { openTwo, useNodes } from '../../world/nodes.ts'
import { anna, eva } from '../../world/people.ts'
import { allowed, bytesOf, pick, saved } from '../../world/samples.ts'
import { until } from '../../world/until.ts'

const services = useNodes()
const minute = 60_000

test('nodes whose clocks are minutes off go by the clock of the records: tickets, access and presence hold on each', async () => {
  const { world, another } = await openTwo(await services.env())
  // What the other nodes read where the records are.
  const time = async (): Promise<number> => world.clock.now()
  const offs = [-2 * minute, 2 * minute, 15 * minute]
  // Their timers run as those of the others do, whatever their clocks say.
  const clocks = offs.map((_, at) => ({ ...world.clock, now: () => world.clock.now() + (offs[at] ?? 0) }))
  const others = await Promise.all(clocks.map((clock) => another({}, { clock, time })))
  const urls = [world.url, ...others.map(({ url }) => url)]
  const id = await world.appointment()
  const practitioner = await world.join(id, eva.id)
  const [patient, ...more] = await Promise.all(urls.map((url) => world.join(id, anna.id, 'call', url)))
  await practitioner.send([pick(allowed.pdf)])
  const file = await until('the file is ready', () => patient?.prompts[0])
  const token = await world.token(id, anna.id)
  for (const asked of urls)
    for (const served of urls) {
      const said = await fetch(asked + pathOf(routes.issueTicket, { id: file.id }), {
        method: 'POST',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        body: JSON.stringify({ use: 'download' }),
      })
      const { url, expiresAt } = (await said.json()) as Ticket
      expect(Date.parse(expiresAt) - world.clock.now()).toBe(minute)
      expect((await fetch(served + new URL(url).pathname)).status).toBe(200)
    }
  expect(await saved(file)).toEqual(bytesOf(allowed.pdf))

  // Clocks that are set while their nodes run.
  offs.splice(0, 2, 7 * minute, -7 * minute)
  for (let passed = 0; passed < 30; passed += 1) {
    await world.clock.advance(1_000)
    // Each node has its beats: these wait for the records.
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  const pages = [practitioner, ...(patient ? [patient] : []), ...more]
  for (const page of pages) {
    expect(page.connection.state).toBe('up')
    expect(page.participants.filter(({ presence }) => presence)).toHaveLength(2)
  }
  await practitioner.ask({ note: 'The letter, please' })
  for (const page of pages)
    await until('each is told', () => page.requests.some(({ state }) => state === 'asked'))
})
