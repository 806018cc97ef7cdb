import { randomUUID } from 'node:crypto'
import { MB, pathOf, type RegisteredAppointment, type Request, routes } from '@chairside/protocol'
import { expect, test } from 'vitest'
import { overhear } from '../../world/overhear.ts'
import { bring, reregister } from '../../world/party.ts'
import { anna, eva, otherDoctor, peter } from '../../world/people.ts'
import { allowed, pick } from '../../world/samples.ts'
import { trickle } from '../../world/trickle.ts'
import { until } from '../../world/until.ts'
import { meet, openWorld } from '../../world/world.ts'

test('files on their way to a removed patient are withdrawn, and the audit says that the server did it', async () => {
  const { world, id, practitioner } = await meet()
  const slow = trickle(4 * MB, 'Gait study.pdf')
  slow.flow(MB)
  const transfer = await practitioner.send([pick(allowed.pdf), slow.source])
  const states = (): string => transfer.files.map((file) => file.state).join()
  await until('one is ready, the other on its way', () => states() === 'ready,receiving')

  await reregister(world, id, { patients: [peter] })
  await until('the practitioner sees it', () => states() === 'ready,withdrawn')
  await until('the bytes are gone', async () => (await world.stored()).length === 1)
  slow.flow()
  const lines = await world.record(id)
  const removed = lines.find((line) => line.kind === 'participant-removed')
  expect([removed?.participant, removed?.by]).toEqual([anna.id, undefined])
  const withdrawn = lines.filter((line) => line.kind === 'file-withdrawn')
  expect(withdrawn.map((line) => [line.file, line.by])).toEqual([[transfer.files[1]?.id, undefined]])
})

test('a practitioner who was replaced hears nothing more of what was on its way', async () => {
  const { world, id, practitioner, patient } = await meet()
  await practitioner.ask()
  const request = await until('the patient is asked', () => patient.openRequest)
  const slow = trickle(4 * MB, 'Gait study.pdf')
  slow.flow(MB)
  const answer = await request.answer([slow.source])
  const desk = await overhear(world.url, await world.deskToken(eva.id))
  const told = () => desk.events.filter((event) => event.name === 'progress').length
  slow.flow(MB)
  await until('the desk hears how far it is', async () => {
    await world.clock.advance(100)
    return told() > 0
  })

  await reregister(world, id, { practitioner: otherDoctor })
  await until('it is taken back', () => answer.files[0]?.state === 'withdrawn')
  await until('its bytes are gone', async () => (await world.stored()).length === 0)
  const before = told()
  slow.flow()
  for (let second = 0; second < 10; second += 1) await world.clock.advance(1000)
  expect(told()).toBe(before)
})

test('a registration that does not say who has paid leaves it as it is', async () => {
  const world = await openWorld()
  const id = await world.appointment({ patients: [{ ...anna, paid: true }] })
  const paid = ({ patients }: RegisteredAppointment) => patients.map((patient) => patient.paid)
  expect(paid(await reregister(world, id, { patients: [anna, peter] }))).toEqual([true, false])
  expect(paid(await reregister(world, id, { patients: [{ ...anna, paid: false }] }))).toEqual([false])
})

test('after the end a wrong patient can still be taken out, but times and plan stay', async () => {
  const world = await openWorld()
  const id = await world.appointment({ patients: [anna, peter] })
  await world.end(id)
  const changed = await reregister(world, id, { patients: [anna], plan: 'pro' })
  expect([changed.state, changed.patients.map((patient) => patient.id)]).toEqual(['ended', [anna.id]])
  for (const change of [{ plan: 'basic' }, { endsAt: '2026-11-20T15:00:00.000Z' }]) {
    const answer = await world.backend('PUT', pathOf(routes.registerAppointment, { id }), change)
    expect([answer.status, await answer.json()]).toMatchObject([
      409,
      { error: { code: 'APPOINTMENT_ENDED' } },
    ])
  }
})

test('asking again gives the open request, and a retry of that call gives it even when it is over', async () => {
  const world = await openWorld()
  const id = await world.appointment()
  const doctor = await (await bring(world, id, eva.id)).connect()
  const [first, second] = [randomUUID(), randomUUID()]
  const asking = async (request: string, note?: string) =>
    doctor.command<Request>('request:ask', {
      appointment: id,
      id: request,
      to: anna.id,
      ...(note && { note }),
    })
  await asking(first)
  expect(await asking(second)).toMatchObject({ ok: true, value: { id: first, state: 'asked' } })
  await doctor.command('request:withdraw', { id: first })
  expect(await asking(second)).toMatchObject({ ok: true, value: { id: first, state: 'withdrawn' } })
  expect(await asking(second, 'Something else')).toMatchObject({ ok: false, error: { code: 'CONFLICT' } })
  const asked = (await world.record(id)).filter((line) => line.kind === 'request-asked')
  expect(asked.map((line) => line.request)).toEqual([first])
})
