import { pathOf, routes } from '@chairside/protocol'
import { expect, test } from 'vitest'
import { systemClock } from '../../../server/src/adapters/clock.ts'
import { examine } from '../../../server/src/doctor/examine.ts'
import type { Finding } from '../../../server/src/doctor/finding.ts'
import { ask } from '../../world/http.ts'
import { anna, eva } from '../../world/people.ts'
import { allowed, bytesOf, pick, saved } from '../../world/samples.ts'
import { until } from '../../world/until.ts'
import { openWorld } from '../../world/world.ts'

test('a server that listens on IPv6 alone gives addresses with brackets, and sockets and files pass', async () => {
  const world = await openWorld({ env: { HOST: '::1' } })
  expect(world.url).toMatch(/^http:\/\/\[::1\]:\d+$/)
  const id = await world.appointment()
  const practitioner = await world.join(id, eva.id)
  const patient = await world.join(id, anna.id)
  expect(practitioner.connection.state).toBe('up')
  await practitioner.send([pick(allowed.pdf, 'bracket-letter.pdf')])
  const file = await until('it prompts', () => patient.prompts[0])
  expect((await file.ticket('view')).url.startsWith(`${world.patientUrl}/v1/content/`)).toBe(true)
  expect((await saved(file)).equals(bytesOf(allowed.pdf))).toBe(true)
  const [connected] = (await world.audit(id)).filter(({ kind }) => kind === 'connected')
  expect(connected).toMatchObject({ address: '::1' })
})

test('pages of an address in brackets are allowed by their origin', async () => {
  const page = 'http://[2001:db8::7]:5173'
  const world = await openWorld({ env: { HOST: '::1', ALLOWED_ORIGINS: page } })
  const asks = async (origin: string): Promise<unknown> => {
    const said = await ask(world.url + pathOf(routes.isLive), 'GET', { headers: { origin } })
    return JSON.parse(String(said.body)).allowed
  }
  expect([await asks(page), await asks(page.replace('::7', '::8'))]).toEqual([true, false])
  expect(await asks('http://[::1]:3000')).toBe(true)
})

test('the doctor examines an address in brackets', async () => {
  const world = await openWorld({
    env: { HOST: '::1' },
    overrides: { clock: systemClock },
    limits: { snapshotWait: 200 },
  })
  const findings: Finding[] = []
  await examine(
    {
      ...{ url: world.url, origin: 'http://[::1]:5173', key: world.apiKey, page: undefined },
      ...{ body: 1, idle: 500, trusted: true, posts: false },
      clock: systemClock,
      signal: new AbortController().signal,
    },
    (finding) => void findings.push(finding),
  )
  expect(findings.filter(({ state }) => state === 'wrong')).toEqual([])
  expect(findings.filter(({ check }) => check === 'idle').map(({ state }) => state)).toEqual(['ok', 'ok'])
})
