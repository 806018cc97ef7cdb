import { type PatientFiles, pathOf, routes, type Ticket } from '@chairside/protocol'
import { expect, test } from 'vitest'
import { type Meeting, meet } from '../../world/calls.ts'
import { filesToken } from '../../world/documents.ts'
import { anna, eva, peter } from '../../world/people.ts'
import { offeredPaper, put, readyPaper } from '../../world/profiles.ts'
import { allowed, bytesOf } from '../../world/samples.ts'

/* A patient reaches what is on their profile. */

const files = async ({ world, patient: party }: Meeting, patient = anna.id, ofOne = false) => {
  const token = ofOne ? party.token : await filesToken(world, patient)
  const answer = await world.as(token, 'GET', pathOf(routes.readPatientFiles, { id: patient }))
  return (await answer.json()) as PatientFiles
}

test('a patient sees what is on their profile by its practitioner, and opens it whatever the appointment', async () => {
  const meeting = await meet()
  const { world } = meeting
  const id = await readyPaper(meeting)
  const locked = await readyPaper(meeting, { sensitivity: 'sensitive' })
  await world.end(meeting.id)
  const { profile } = await files(meeting)
  expect(profile).toMatchObject([{ practitioner: eva }])
  const states = new Map(profile?.[0]?.documents.map((one) => [one.id, one.state]))
  expect(states).toEqual(
    new Map([
      [locked, 'needs-code'],
      [id, 'open'],
    ]),
  )
  const token = await filesToken(world, anna.id)
  const ticket = await world.as(token, 'POST', pathOf(routes.issueDocumentTicket, { id }), { use: 'view' })
  const { url } = (await ticket.json()) as Ticket
  expect(Buffer.from(await (await fetch(url)).arrayBuffer())).toEqual(bytesOf(allowed.pdf))
})

test('what is not ready, was taken off, or is another’s is not there, and an expired one says so', async () => {
  const meeting = await meet()
  await meeting.world.appointment({ patients: [peter] })
  await offeredPaper(meeting)
  const gone = await readyPaper(meeting)
  await put(meeting, gone, anna.id, 'DELETE')
  const expiresAt = new Date(meeting.world.clock.now() + 3_600_000).toISOString()
  const id = await readyPaper(meeting, { expiresAt })
  expect((await files(meeting)).changesAt).toBe(expiresAt)
  await meeting.world.clock.advance(3_600_000)
  expect((await files(meeting)).profile).toMatchObject([
    { documents: [{ id, state: 'expired', expiredAt: expiresAt }] },
  ])
  expect((await files(meeting, peter.id)).profile).toEqual([])
})

test('a practitioner who has long seen nobody is still named where their document stays', async () => {
  const meeting = await meet()
  const { world } = meeting
  await readyPaper(meeting)
  const at = (hours: number) => new Date(world.clock.now() + hours * 3_600_000).toISOString()
  for (let count = 0; count < 51; count += 1)
    await world.appointment({ patients: [peter], startsAt: at(1), endsAt: at(2) })
  for (let sweeps = 0; sweeps < 3; sweeps += 1) {
    await world.clock.advance(3 * 86_400_000)
    await world.chairside.sweep()
  }
  expect((await files(meeting)).profile).toMatchObject([{ practitioner: eva }])
})

test('the files of one appointment tell nothing of the profile', async () => {
  const meeting = await meet()
  await readyPaper(meeting)
  expect(await files(meeting, anna.id, true)).not.toHaveProperty('profile')
})

test('a download ends when its document is taken off the profile', async () => {
  const meeting = await meet()
  const { world } = meeting
  const id = await readyPaper(meeting)
  const token = await filesToken(world, anna.id)
  const path = pathOf(routes.issueDocumentTicket, { id })
  expect((await world.as(token, 'POST', path, { use: 'download' })).status).toBe(200)
  await put(meeting, id, anna.id, 'DELETE')
  expect((await world.as(token, 'POST', path, { use: 'download' })).status).toBe(404)
})
