import { randomUUID } from 'node:crypto'
import { pathOf, routes } from '@chairside/protocol'
import { expect, test } from 'vitest'
import { overhear } from '../../world/overhear.ts'
import { reregister } from '../../world/party.ts'
import { anna, eva } from '../../world/people.ts'
import { allowed, bytesOf, pick, saved } from '../../world/samples.ts'
import { keepSecret } from '../../world/secrets.ts'
import { until } from '../../world/until.ts'
import { meet, type World } from '../../world/world.ts'

/** Offers a file over HTTP. Gives the status and the body of the answer. */
async function offer(world: World, id: string, person: string): Promise<[number, unknown]> {
  const files = [{ id: randomUUID(), name: allowed.pdf, size: 700 }]
  const answer = await world.as(await world.token(id, person), 'POST', pathOf(routes.offerTransfer, { id }), {
    id: randomUUID(),
    to: person === eva.id ? anna.id : eva.id,
    files,
  })
  return [answer.status, await answer.json()]
}

test('on the basic plan nothing can be sent or asked for, neither by the SDK nor over HTTP', async () => {
  const { world, id, practitioner, patient } = await meet({ plan: 'basic' })
  const closed = { state: 'closed', code: 'PLAN_REQUIRED' }
  expect([practitioner.liveExchange, patient.liveExchange]).toEqual([closed, closed])
  await expect(practitioner.send([pick(allowed.pdf)])).rejects.toMatchObject({ code: 'PLAN_REQUIRED' })
  await expect(practitioner.ask()).rejects.toMatchObject({ code: 'PLAN_REQUIRED' })
  await expect(patient.send([pick(allowed.pdf)])).rejects.toMatchObject({ code: 'PLAN_REQUIRED' })
  for (const person of [eva.id, anna.id])
    expect(await offer(world, id, person)).toMatchObject([403, { error: { code: 'PLAN_REQUIRED' } }])

  const desk = await world.desk(eva.id)
  await expect(desk.send(id, [pick(allowed.pdf)])).rejects.toMatchObject({ code: 'PLAN_REQUIRED' })
  await expect(desk.ask(id)).rejects.toMatchObject({ code: 'PLAN_REQUIRED' })
  expect([practitioner.transfers, practitioner.requests]).toEqual([[], []])
  expect((await world.record(id)).map((line) => line.kind)).toEqual(['appointment-registered'])
})

test('a plan that is changed to pro or clinic opens the live exchange while all are there', async () => {
  for (const plan of ['pro', 'clinic'] as const) {
    const { world, id, practitioner, patient } = await meet({ plan: 'basic' })
    const changed = await world.backend('PUT', pathOf(routes.registerAppointment, { id }), { plan })
    expect(await changed.json()).toMatchObject({ plan, practitioner: eva, state: 'open' })
    await until('both see that it is open', () =>
      [practitioner, patient].every((view) => view.liveExchange.state === 'open'),
    )
    await practitioner.send([pick(allowed.pdf)])
    await practitioner.ask()
    await until('the patient has both', () => patient.prompts.length === 1 && patient.openRequest)
  }
})

test('a plan that is changed to basic closes it for what is new, and leaves what was sent', async () => {
  const { world, id, practitioner, patient } = await meet()
  const transfer = await practitioner.send([pick(allowed.pdf)])
  await practitioner.ask()
  const prompt = await until('the patient has both', () => patient.openRequest && patient.prompts[0])
  await reregister(world, id, { plan: 'basic' })
  await until('both see that it is closed', () =>
    [practitioner, patient].every((view) => view.liveExchange.state === 'closed'),
  )
  await expect(patient.openRequest?.answer([pick(allowed.png)])).rejects.toMatchObject({
    code: 'PLAN_REQUIRED',
  })
  expect((await saved(prompt)).equals(bytesOf(allowed.pdf))).toBe(true)
  await until('the download is seen', () => transfer.files[0]?.state === 'downloaded')
})

test('nothing new goes into an appointment that has ended, and what is ready can still be saved', async () => {
  const { world, id, practitioner, patient } = await meet()
  const desk = await world.desk(eva.id)
  const transfer = await practitioner.send([pick(allowed.pdf)])
  const prompt = await until('the patient is prompted', () => patient.prompts[0])
  const ended = await world.end(id)
  const endedAt = '2026-11-20T14:00:00.000Z'
  expect(await ended.json()).toMatchObject({ id, state: 'ended', endedAt })
  await until('both see the end', () => practitioner.endedAt && patient.endedAt)
  expect(patient.filesUntil).toEqual(new Date('2026-11-21T14:00:00Z'))
  expect(patient.liveExchange).toEqual({ state: 'closed', code: 'APPOINTMENT_ENDED' })

  const code = 'APPOINTMENT_ENDED'
  await expect(practitioner.send([pick(allowed.pdf)])).rejects.toMatchObject({ code })
  await expect(practitioner.ask()).rejects.toMatchObject({ code })
  await expect(desk.ask(id)).rejects.toMatchObject({ code })
  await expect(patient.send([pick(allowed.pdf)])).rejects.toMatchObject({ code })
  expect(await offer(world, id, eva.id)).toMatchObject([409, { error: { code } }])
  const changed = await world.backend('PUT', pathOf(routes.registerAppointment, { id }), { plan: 'clinic' })
  expect([changed.status, await changed.json()]).toMatchObject([409, { error: { code } }])

  await world.clock.advance(3_600_000)
  expect((await saved(prompt)).equals(bytesOf(allowed.pdf))).toBe(true)
  await until('the download is seen', () => transfer.files[0]?.state === 'downloaded')
  const again = await world.end(id)
  expect(await again.json()).toMatchObject({ state: 'ended', endedAt })
  const found = await world.backend('GET', pathOf(routes.readAppointment, { id }))
  expect(await found.json()).toMatchObject({ endedAt })
  const ends = (await world.record(id)).filter((line) => line.kind === 'appointment-ended')
  expect(ends).toHaveLength(1)
})

test('tokens of an ended appointment are issued until its files go, and not after', async () => {
  const { world, id, practitioner, patient } = await meet()
  const transfer = await practitioner.send([pick(allowed.jpeg)])
  await until('the patient is prompted', () => patient.prompts.length > 0)
  for (const view of [practitioner, patient]) view.close()
  await world.end(id)

  const kept = 24 * 3_600_000
  await world.clock.advance(kept - 60_000)
  const late = await world.join(id, anna.id)
  const [file] = late.prompts
  expect(file?.id).toBe(transfer.files[0]?.id)
  if (file === undefined) throw new Error('the photo is still here')
  expect((await saved(file)).equals(bytesOf(allowed.jpeg))).toBe(true)
  const { url } = await file.ticket('download')
  keepSecret(url)

  await world.clock.advance(60_000)
  const refused = await world.backend('POST', pathOf(routes.issueToken, { id }), { participant: anna.id })
  expect([refused.status, await refused.json()]).toMatchObject([
    409,
    { error: { code: 'APPOINTMENT_ENDED' } },
  ])
})

test('before its start everything works: that is the waiting room', async () => {
  const startsAt = '2026-11-20T15:00:00Z'
  const { world, id, practitioner, patient } = await meet({ startsAt, endsAt: '2026-11-20T15:30:00Z' })
  await patient.enter('waiting-room')
  expect(patient.startsAt).toEqual(new Date(startsAt))
  await practitioner.send([pick(allowed.pdf)])
  const question = await practitioner.ask()
  const prompt = await until('the patient has both', () => patient.openRequest && patient.prompts[0])
  await saved(prompt)
  await patient.openRequest?.answer([pick(allowed.png)])
  await until('it is answered', () => question.state === 'answered')
  const ear = await overhear(world.url, await world.token(id, anna.id))
  await until('a new connection sees it all', () => ear.events.some((event) => event.name === 'snapshot'))
  expect(ear.events[0]?.payload).toMatchObject({ transfers: [{}, {}], requests: [{}] })
})
