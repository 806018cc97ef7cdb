import { MB } from '@chairside/protocol'
import { expect, test } from 'vitest'
import { reregister } from '../../world/party.ts'
import { anna, eva, otherDoctor, peter } from '../../world/people.ts'
import { allowed, pick } from '../../world/samples.ts'
import { trickle } from '../../world/trickle.ts'
import { until } from '../../world/until.ts'
import { meet, openWorld } from '../../world/world.ts'

test('when a patient is removed, files that have not arrived are withdrawn, and ready files stay', async () => {
  const { world, id, practitioner, patient } = await meet()
  await practitioner.ask()
  const request = await until('the patient is asked', () => patient.openRequest)
  const slow = trickle(4 * MB, 'Gait study.pdf')
  slow.flow(2 * MB)
  await request.answer([pick(allowed.pdf), slow.source])
  const states = (): string[] | undefined => practitioner.transfers[0]?.files.map((file) => file.state)
  await until('one is ready, the other on its way', () => states()?.join() === 'ready,receiving')

  await reregister(world, id, { patients: [peter] })
  await until('the practitioner sees it', () => states()?.join() === 'ready,withdrawn')
  await until('the bytes are gone', async () => (await world.stored()).length === 1)
  expect(practitioner.openRequest).toBeUndefined()
  slow.flow()
})

test('an appointment that goes to another practitioner leaves the desk of the first and is the other’s', async () => {
  const world = await openWorld()
  const id = await world.appointment()
  await world.join(id, anna.id, 'waiting-room')
  const [first, second] = [await world.desk(eva.id), await world.desk(otherDoctor.id)]
  await until('the first desk lists it', () => first.waiting.length === 1)

  await reregister(world, id, { practitioner: otherDoctor })
  await until('it left the first desk', () => first.appointments.length === 0)
  await until('it is on the second', () => second.waiting[0]?.id === id)
})

test('a request that is open again, because all its files were refused, is told again', async () => {
  const { practitioner, patient } = await meet()
  let told = 0
  patient.on('request', () => {
    told += 1
  })
  await practitioner.ask()
  const request = await until('the patient is asked', () => patient.openRequest)
  const name = 'Rash on the arm.jpg'
  await request.answer([pick('animation.gif', name)])
  await until('it is asked again', () => told === 2)
  expect(request.state).toBe('asked')
})

test('a file that replaces a refused one keeps its name', async () => {
  const { practitioner } = await meet()
  const slow = trickle(3 * MB, 'Gait study.pdf')
  slow.flow(MB)
  const name = 'Photo of the rash.jpg'
  const transfer = await practitioner.send([slow.source, pick('animation.gif', name)])
  await until('one is refused', () => transfer.files[1]?.state === 'rejected')
  await transfer.add([pick(allowed.jpeg, name)])
  const third = await until(
    'its replacement is ready',
    () => transfer.files[2]?.state === 'ready' && transfer.files[2],
  )
  expect(third.name === name).toBe(true)
  slow.flow()
  await until('all is settled', () => transfer.state === 'settled', 2000)
})
