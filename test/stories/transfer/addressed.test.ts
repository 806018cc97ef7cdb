import { pathOf, routes } from '@chairside/protocol'
import { expect, test } from 'vitest'
import { openLine } from '../../world/line.ts'
import { bring, offerOf, reregister } from '../../world/party.ts'
import { anna, eva, otherDoctor, peter } from '../../world/people.ts'
import { allowed, pick } from '../../world/samples.ts'
import { keepSecret } from '../../world/secrets.ts'
import { until } from '../../world/until.ts'
import { openWorld, type World } from '../../world/world.ts'

/** Eva and Anna are in an appointment. While Eva's line is cut, the backend puts Peter in Anna's place. */
async function replacedMeanwhile() {
  const world = await openWorld()
  const id = await world.appointment()
  const line = await openLine(world.url)
  const practitioner = await world.join(id, eva.id, 'call', line.url)
  await world.join(id, anna.id)
  await until('Anna is there', () => practitioner.other?.presence)
  line.cut()
  await until('the line is away', () => practitioner.connection.state !== 'up')
  await reregister(world, id, { patients: [peter] })
  return { world, id, line, practitioner, peters: await world.join(id, peter.id) }
}

const kinds = async (world: World, id: string): Promise<string[]> =>
  (await world.record(id)).map(({ kind }) => kind).filter((kind) => kind !== 'appointment-registered')

test('files that were meant for a patient who was replaced while the line was away go to nobody', async () => {
  const { world, id, line, practitioner, peters } = await replacedMeanwhile()
  const sent = practitioner.send([pick(allowed.pdf)])
  line.mend()
  await expect(sent).rejects.toMatchObject({ code: 'RECIPIENT_GONE' })
  await until('Eva sees who is here now', () => practitioner.other?.id === peter.id)
  expect([practitioner.transfers, peters.transfers]).toEqual([[], []])
  expect(await kinds(world, id)).toEqual(['participant-removed'])
  // Now the page shows Peter, so the same files go to him.
  await practitioner.send([pick(allowed.pdf)])
  await until('Peter is prompted', () => peters.prompts.length === 1)
})

test('a request and its note that were meant for a patient who was replaced meanwhile reach nobody', async () => {
  const { world, id, line, practitioner, peters } = await replacedMeanwhile()
  const note = 'The X-ray of Anna’s left hip'
  keepSecret(note)
  const asked = practitioner.ask({ note })
  line.mend()
  await expect(asked).rejects.toMatchObject({ code: 'RECIPIENT_GONE' })
  expect([practitioner.requests, peters.requests]).toEqual([[], []])
  expect(await kinds(world, id)).toEqual(['participant-removed'])
})

test('on a desk, files and requests name their patient too', async () => {
  const world = await openWorld()
  const id = await world.appointment()
  await world.join(id, anna.id, 'waiting-room')
  const desk = await world.desk(eva.id)
  await reregister(world, id, { patients: [peter] })
  await until('the desk knows Peter', () => desk.appointment(id).other?.id === peter.id)
  await expect(desk.send(id, [pick(allowed.pdf)], { to: anna.id })).rejects.toMatchObject({
    code: 'RECIPIENT_GONE',
  })
  await expect(desk.ask(id, { to: anna.id })).rejects.toMatchObject({ code: 'RECIPIENT_GONE' })
  expect((await desk.ask(id)).to.id).toBe(peter.id)
})

test('an answer to a practitioner who was replaced meanwhile reaches nobody, and says who is gone', async () => {
  const world = await openWorld()
  const line = await openLine(world.url)
  const id = await world.appointment()
  const practitioner = await world.join(id, eva.id)
  const patient = await world.join(id, anna.id, 'call', line.url)
  await practitioner.ask()
  const request = await until('Anna is asked', () => patient.openRequest)
  line.cut()
  const answered = request.answer([pick(allowed.pdf)])
  await reregister(world, id, { practitioner: otherDoctor })
  line.mend()
  await expect(answered).rejects.toMatchObject({ code: 'RECIPIENT_GONE' })
  const others = await world.join(id, otherDoctor.id)
  await others.ask()
  const next = await until('the other one asks', () =>
    patient.openRequest?.from.id === otherDoctor.id ? patient.openRequest : undefined,
  )
  // Files that were chosen for the replaced practitioner do not go to the new one.
  await expect(next.answer([pick(allowed.pdf)], { to: eva.id })).rejects.toMatchObject({
    code: 'RECIPIENT_GONE',
  })
  expect(others.transfers).toEqual([])
})

test('new files and requests go only to the one patient, and an answer only to the person who asked', async () => {
  const world = await openWorld()
  const id = await world.appointment()
  const [doctor, patient] = [await bring(world, id, eva.id), await bring(world, id, anna.id)]
  const file = { name: 'Addressed-Letter.pdf', size: 9 }
  for (const to of [eva.id, peter.id, 'nobody']) {
    const said = await doctor.tryOffer([file], undefined, to)
    expect([said.status, said.error?.code]).toEqual([409, 'RECIPIENT_GONE'])
  }
  const asked = await (await world.join(id, eva.id)).ask()
  const wrong = await patient.tryOffer([file], asked.id, anna.id)
  expect([wrong.status, wrong.error?.code]).toEqual([409, 'RECIPIENT_GONE'])
  const { to: _, ...unnamed } = offerOf([file])
  const said = await doctor.ask('POST', pathOf(routes.offerTransfer, { id }), { json: unnamed })
  expect([said.status, said.error?.code]).toEqual([400, 'BAD_REQUEST'])
})
