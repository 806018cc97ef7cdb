import {
  type Document,
  normalizeInstant,
  pathOf,
  type RegisteredAppointment,
  routes,
} from '@chairside/protocol'
import { expect, test } from 'vitest'
import { meet } from '../../world/calls.ts'
import { offerDocument } from '../../world/document-calls.ts'

const written: [string, string | undefined][] = [
  ['2026-11-20T14:03:00Z', '2026-11-20T14:03:00.000Z'],
  ['2026-11-20t14:03:00z', '2026-11-20T14:03:00.000Z'],
  ['2026-11-20T14:03:00+00:00', '2026-11-20T14:03:00.000Z'],
  ['2026-11-20T14:03:00-00:00', '2026-11-20T14:03:00.000Z'],
  ['2026-11-20T15:03:00.5+01:00', '2026-11-20T14:03:00.500Z'],
  ['2026-11-20T00:33:00.123456789-13:30', '2026-11-20T14:03:00.123Z'],
  ['2026-11-20T14:03:00.123456+00:00', '2026-11-20T14:03:00.123Z'],
  ['2024-02-29T23:59:59.999999999Z', '2024-02-29T23:59:59.999Z'],
  ['1990-12-31T15:59:60-08:00', '1991-01-01T00:00:00.000Z'],
  ['2026-02-30T14:03:00Z', undefined],
  ['2026-02-29T14:03:00Z', undefined],
  ['9999-12-31T23:59:59-01:00', undefined],
]

test.each(written)('of %s the one written form is %s', (given, instant) => {
  expect(normalizeInstant(given)).toBe(instant)
})

test('an appointment takes instants as other languages write them, and is answered in UTC', async () => {
  const { world, id } = await meet()
  const path = pathOf(routes.registerAppointment, { id })
  for (const [startsAt, endsAt] of [
    ['2026-11-20T15:00:00+01:00', '2026-11-20T15:30:00.000000+01:00'],
    ['2026-11-20T14:00:00+00:00', '2026-11-20t14:30:00z'],
    ['2026-11-20T06:00:00.123456789-08:00', '2026-11-20T14:30:00.0000000Z'],
  ]) {
    const said = await world.backend('PUT', path, { startsAt, endsAt })
    const { startsAt: starts, endsAt: ends } = (await said.json()) as RegisteredAppointment
    expect([startsAt, said.status]).toEqual([startsAt, 200])
    expect(starts).toMatch(/^2026-11-20T14:00:00\.\d{3}Z$/)
    expect(ends).toBe('2026-11-20T14:30:00.000Z')
  }
})

test('an expiry, null for none, and the beginning of an audit may be written with an offset, too', async () => {
  const meeting = await meet()
  const { world } = meeting
  const document = await offerDocument(meeting, { expiresAt: '2026-12-01T01:00:00.000000+01:00' })
  const path = pathOf(routes.readDocument, { id: document })
  const expiry = async (): Promise<string | undefined> =>
    ((await (await world.backend('GET', path)).json()) as Document).expiresAt
  expect(await expiry()).toBe('2026-12-01T00:00:00.000Z')
  await world.backend('PATCH', path, { expiresAt: '2026-12-02t00:00:00z' })
  expect(await expiry()).toBe('2026-12-02T00:00:00.000Z')
  await world.backend('PATCH', path, { expiresAt: null })
  expect(await expiry()).toBeUndefined()
  const lines = async (since: string): Promise<number> =>
    (await (await world.backend('GET', `/v1/audit?since=${encodeURIComponent(since)}`)).text()).split('\n')
      .length
  expect(await lines('2026-11-20T15:00:00+01:00')).toBe(await lines('2026-11-20T14:00:00Z'))
  expect(await lines('2026-11-20T13:00:01-01:00')).toBe(1)
})

test('the same document offered with its expiry written in another way is the same document', async () => {
  const meeting = await meet()
  const id = crypto.randomUUID()
  await offerDocument(meeting, { id, expiresAt: '2026-12-01T00:00:00Z' })
  expect(await offerDocument(meeting, { id, expiresAt: '2026-12-01T01:00:00+01:00' })).toBe(id)
})

test('what is no instant, or has no offset, is refused with an example of one', async () => {
  const { world, id } = await meet()
  const path = pathOf(routes.registerAppointment, { id })
  for (const endsAt of [
    '2026-11-20 15:00',
    '2026-11-20T15:00:00',
    '2026-02-30T15:00:00Z',
    '20.11.2026',
    1_795_186_800,
  ]) {
    const said = await world.backend('PUT', path, { endsAt })
    const { error } = (await said.json()) as {
      error: { code: string; field: string; wanted: string; message: string }
    }
    expect([endsAt, said.status, error.field, error.wanted]).toEqual([endsAt, 400, '/endsAt', 'instant'])
    expect(error.message).toContain('endsAt must be an instant with its offset, such as 2026-11-20T14:03:00Z')
  }
})
