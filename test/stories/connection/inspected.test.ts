import { getCACertificates, setDefaultCACertificates } from 'node:tls'
import { MB } from '@chairside/protocol'
import { beforeAll, expect, test } from 'vitest'
import { systemClock } from '../../../server/src/adapters/clock.ts'
import { reach } from '../../../server/src/doctor/server-check.ts'
import { makeInspection } from '../../services/inspection.ts'
import { installNginx } from '../../services/nginx.ts'
import { anna, eva } from '../../world/people.ts'
import { grownPdf, saved } from '../../world/samples.ts'
import { atEnd, until } from '../../world/until.ts'
import { openWorld } from '../../world/world.ts'

beforeAll(installNginx, 120_000)

test('behind a network that inspects TLS, whose authority is trusted, and that keeps all until it is whole, files go both ways', async () => {
  const inspection = await makeInspection()
  // As on a device on which the network has installed its authority.
  const trusted = getCACertificates('default')
  setDefaultCACertificates([...trusted, inspection.authority])
  atEnd(() => setDefaultCACertificates(trusted))
  const world = await openWorld({ env: { PUBLIC_URL: inspection.url }, overrides: { clock: systemClock } })
  await inspection.open(world.chairside.listening)
  const id = await world.appointment()
  const practitioner = await world.join(id, eva.id)
  const patient = await world.join(id, anna.id)
  expect(practitioner.connection).toMatchObject({ state: 'up', polling: true })
  const file = grownPdf(6 * MB, 'inspected-letter.pdf')
  const transfer = await practitioner.send([file])
  const prompt = await until('it is ready', () => patient.prompts[0], 2000)
  expect((await saved(prompt)).equals(Buffer.from(await file.arrayBuffer()))).toBe(true)
  await until('its sender knows', () => transfer.files[0]?.state === 'downloaded', 1000)
})

test('a network whose authority is not trusted is named by the doctor', async () => {
  const inspection = await makeInspection()
  const world = await openWorld()
  await inspection.open(world.url)
  const { findings, trusted } = await reach({
    ...{ url: inspection.url, origin: undefined, key: undefined, page: undefined },
    ...{ body: MB, idle: 500, trusted: true, posts: false },
    clock: systemClock,
    signal: new AbortController().signal,
  })
  const [named, server] = findings
  expect([named?.check, named?.state, server?.state, trusted]).toEqual(['certificate', 'wrong', 'ok', false])
  expect(named?.says).toContain('inspects TLS')
})
