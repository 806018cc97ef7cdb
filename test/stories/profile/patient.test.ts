import { type ArchiveTicket, type PatientFiles, pathOf, routes, type Ticket } from '@chairside/protocol'
import { expect, test } from 'vitest'
import { type Meeting, meet } from '../../world/calls.ts'
import { filesToken } from '../../world/documents.ts'
import { ask } from '../../world/http.ts'
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

/** Asks for the archive of what Eva has put on a patient's profile. */
const askArchive = async ({ world }: Meeting, token: string, practitioner = eva.id, patient = anna.id) =>
  world.as(token, 'POST', pathOf(routes.issueProfileArchiveTicket, { id: patient, practitioner }))

test('what a practitioner has put on a profile comes as one archive, for its patient alone, without what needs a code', async () => {
  const meeting = await meet()
  const { world, patient, doctor } = meeting
  const token = await filesToken(world, anna.id)
  expect((await askArchive(meeting, token)).status).toBe(404)
  await readyPaper(meeting, { name: 'Plan.pdf' })
  await world.clock.advance(1_000)
  await readyPaper(meeting, { name: 'plan.pdf' })
  await readyPaper(meeting, { name: 'Secret.pdf', sensitivity: 'sensitive' })
  const said = await askArchive(meeting, token)
  expect(said.status).toBe(200)
  const ticket = (await said.json()) as ArchiveTicket
  const day = new Date(world.clock.now()).toISOString().slice(0, 10)
  expect(ticket).toMatchObject({ name: `Files ${day}.zip`, files: 2, left: 1 })
  const archive = await ask(ticket.url, 'GET')
  expect([archive.status, archive.body.length]).toEqual([200, ticket.size])
  for (const name of ['plan.pdf', 'Plan (2).pdf']) expect(archive.body.includes(name)).toBe(true)
  expect(archive.body.includes('Secret.pdf')).toBe(false)

  await world.appointment({ patients: [peter] })
  const strangers = [
    patient.token,
    doctor.token,
    await filesToken(world, peter.id),
    await world.deskToken(eva.id),
  ]
  for (const other of strangers) expect((await askArchive(meeting, other)).status).toBe(404)
  expect((await askArchive(meeting, token, 'dr-nobody')).status).toBe(404)
})

test('an archive of a profile is refused in a sentence when nothing of it can be opened', async () => {
  const meeting = await meet()
  await readyPaper(meeting, { sensitivity: 'sensitive' })
  const said = await askArchive(meeting, await filesToken(meeting.world, anna.id))
  expect([said.status, said.headers.get('chairside-error')]).toEqual([409, 'NOTHING_TO_PACK'])
})

test('a document that is taken off the profile is in no archive of it, also by a ticket from before', async () => {
  const meeting = await meet()
  const token = await filesToken(meeting.world, anna.id)
  const [kept, off] = [await readyPaper(meeting, { name: 'Kept.pdf' }), await readyPaper(meeting)]
  const { url, size } = (await (await askArchive(meeting, token)).json()) as ArchiveTicket
  await put(meeting, off, anna.id, 'DELETE')
  const archive = await ask(url, 'GET')
  expect([archive.status, archive.body.includes('Kept.pdf')]).toEqual([200, true])
  expect(archive.body.length).toBeLessThan(size)
  await put(meeting, kept, anna.id, 'DELETE')
  expect((await ask(url, 'GET')).status).toBe(404)
})
