import { type PatientFiles, pathOf, type ReceivedFile, routes } from '@chairside/protocol'
import { expect, test } from 'vitest'
import { type Meeting, meet } from '../../world/calls.ts'
import { filesToken } from '../../world/documents.ts'
import { bring, fileIn, requested } from '../../world/party.ts'
import { anna, eva } from '../../world/people.ts'
import { allowed, bytesOf } from '../../world/samples.ts'
import { drawing, until } from '../../world/until.ts'

/* A picture that a patient received in a call has a thumbnail among their files, as documents have. */

const [minute, hour] = [60_000, 3_600_000]

/** A file that the practitioner has sent. Gives its id. */
async function sent({ doctor }: Pick<Meeting, 'doctor'>, sample: string): Promise<string> {
  const bytes = bytesOf(sample)
  const { id } = fileIn(await doctor.offer([{ name: `Sent-${sample}`, size: bytes.length }]))
  expect((await doctor.patch(id, bytes)).status).toBe(204)
  return id
}

const drawn = ({ world }: Pick<Meeting, 'world'>, count = 1) =>
  until('the thumbnails are drawn', async () => (await world.thumbnails()) === count, drawing)

const pathTo = (id: string): string => pathOf(routes.readFileThumbnail, { id })

/** What the patient's files say of what was received. */
async function received({ world, patient }: Pick<Meeting, 'world' | 'patient'>): Promise<ReceivedFile[]> {
  const said = await world.as(patient.token, 'GET', pathOf(routes.readPatientFiles, { id: anna.id }))
  return ((await said.json()) as PatientFiles).sessions.flatMap((session) => session.received)
}

test('a received picture has a thumbnail for its two people, also with a token for all files, and others find nothing', async () => {
  const meeting = await meet()
  const { world, doctor, patient } = meeting
  const id = await sent(meeting, allowed.png)
  // What is ready at the same millisecond has no order.
  await world.clock.advance(1)
  await sent(meeting, allowed.pdf)
  await drawn(meeting)
  await until('the files say so', async () => {
    const all = await received(meeting)
    return all.map(({ thumbnail }) => thumbnail === true).toString() === 'true,false'
  })
  for (const token of [doctor.token, patient.token, await filesToken(world, anna.id)]) {
    const said = await world.as(token, 'GET', pathTo(id))
    expect([said.status, said.headers.get('content-type')]).toEqual([200, 'image/webp'])
    expect(said.headers.get('cache-control')).toBe('private, no-store')
    const bytes = Buffer.from(await said.arrayBuffer())
    expect(bytes.subarray(8, 12).toString()).toBe('WEBP')
  }
  const elsewhere = await bring(world, await world.appointment(), anna.id)
  expect((await world.as(elsewhere.token, 'GET', pathTo(id))).status).toBe(404)
})

test('a thumbnail that was read is no receipt, and no line in the audit', async () => {
  const meeting = await meet()
  const { world, id: appointment, doctor, patient } = meeting
  const id = await sent(meeting, allowed.jpeg)
  await drawn(meeting)
  await until('it is there', async () => (await world.as(patient.token, 'GET', pathTo(id))).status === 200)
  const before = await world.record(appointment)
  expect((await world.as(patient.token, 'GET', pathTo(id))).status).toBe(200)
  expect(await world.record(appointment)).toEqual(before)
  const { transfer } = before.find(({ kind }) => kind === 'file-ready') as { transfer?: string }
  const seen = await doctor.see(transfer ?? '')
  expect(JSON.stringify(seen)).not.toContain('viewed')
  expect(fileIn(seen).state).toBe('ready')
})

test('what a patient sends gets none: their practitioner sees it elsewhere', async () => {
  const meeting = await meet()
  const { world, doctor, patient } = meeting
  const request = await requested(doctor)
  const bytes = bytesOf(allowed.png)
  const { id } = fileIn(await patient.offer([{ name: 'Answer.png', size: bytes.length }], request))
  expect((await patient.patch(id, bytes)).status).toBe(204)
  // Pictures are drawn in order, so that this one is drawn after that one was passed over.
  await sent(meeting, allowed.png)
  await drawn(meeting)
  expect((await world.as(doctor.token, 'GET', pathTo(id))).status).toBe(404)
})

test('the thumbnail goes with its picture: withdrawn, expired, or erased with the appointment', async () => {
  const meeting = await meet({ env: { RETENTION_HOURS: '1' } })
  const { world, id: appointment, doctor, patient } = meeting
  const [withdrawn, left] = [await sent(meeting, allowed.png), await sent(meeting, allowed.jpeg)]
  await drawn(meeting, 2)
  await until('both are there', async () => (await received(meeting)).every(({ thumbnail }) => thumbnail))
  expect((await doctor.withdraw(withdrawn)).status).toBe(204)
  await until('one of them lies there', async () => (await world.thumbnails()) === 1)
  const gone = await world.as(patient.token, 'GET', pathTo(withdrawn))
  expect([gone.status, gone.headers.get('chairside-error')]).toEqual([410, 'WITHDRAWN'])

  await world.backend('DELETE', pathOf(routes.endAppointment, { id: appointment }))
  await world.clock.advance(hour)
  await until('none is left', async () => {
    await world.clock.advance(minute)
    return (await world.thumbnails()) === 0
  })
  expect((await world.as(patient.token, 'GET', pathTo(left))).status).not.toBe(200)

  const other = await world.appointment()
  const again = { world, doctor: await bring(world, other, eva.id) }
  await sent(again, allowed.png)
  await drawn(again)
  await world.backend('DELETE', `${pathOf(routes.endAppointment, { id: other })}?erase`)
  await until('nothing is left', async () => (await world.thumbnails()) === 0)
})

test('a picture whose drawing a restart interrupted is drawn at the next start', async () => {
  const meeting = await meet()
  const { world } = meeting
  await sent(meeting, allowed.png)
  await world.restart()
  await drawn(meeting)
  await until('the files say so', async () => (await received(meeting)).every(({ thumbnail }) => thumbnail))
})
