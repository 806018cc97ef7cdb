import type { Appointment } from '@chairside/client'
import { MB, pathOf, routes } from '@chairside/protocol'
import { expect, test } from 'vitest'
import { openHeldCommit } from '../../world/held-commit.ts'
import { openLine } from '../../world/line.ts'
import { bring, fileIn, type Party } from '../../world/party.ts'
import { anna, eva } from '../../world/people.ts'
import { openServer } from '../../world/process.ts'
import { allowed, bytesOf, grownPdf, saved } from '../../world/samples.ts'
import { until } from '../../world/until.ts'
import { openWorld, type World } from '../../world/world.ts'

const pdf = bytesOf(allowed.pdf)

/** A file that Eva has announced and Anna waits for. */
async function announced(world: World) {
  const id = await world.appointment()
  const [doctor, patient] = [await bring(world, id, eva.id), await bring(world, id, anna.id)]
  const transfer = await doctor.offer([{ name: 'Paused-Plan.pdf', size: pdf.length }])
  const pausesFor = (party: Party) => party.see(transfer.id).then((seen) => fileIn(seen))
  return { doctor, patient, pausesFor, file: fileIn(transfer).id }
}

const act = (party: Party, name: 'file:pause' | 'file:resume', file: string) =>
  party.ask('POST', pathOf(routes[name]), { json: { id: file } })

test('bytes that were sent off before the pause and come after it are refused, and the pause holds for both', async () => {
  const { doctor, patient, pausesFor, file } = await announced(await openWorld())
  await doctor.patch(file, pdf.subarray(0, 1000), 0, { 'content-length': '1000' })
  await act(doctor, 'file:pause', file)
  const late = await doctor.patch(file, pdf.subarray(1000), 1000)
  expect(late.error).toMatchObject({ code: 'CONFLICT', found: 'paused' })
  for (const party of [doctor, patient])
    expect(await pausesFor(party)).toMatchObject({ state: 'receiving', paused: 'sender', bytes: 1000 })
  expect(await doctor.offset(file)).toBe(1000)

  await act(doctor, 'file:resume', file)
  expect((await doctor.patch(file, pdf.subarray(1000), 1000)).status).toBe(204)
  expect(await pausesFor(patient)).toMatchObject({ state: 'ready' })
})

test('a file that is paused before its first byte is told as paused, and takes none', async () => {
  const { doctor, patient, pausesFor, file } = await announced(await openWorld())
  await act(doctor, 'file:pause', file)
  expect((await doctor.patch(file, pdf)).error).toMatchObject({ code: 'CONFLICT', found: 'paused' })
  for (const party of [doctor, patient])
    expect(await pausesFor(party)).toMatchObject({ state: 'offered', paused: 'sender' })
  await act(doctor, 'file:resume', file)
  expect(await pausesFor(patient)).not.toHaveProperty('paused')
})

test('a connection that comes while the pause is being answered is refused, and both see the pause', async () => {
  const { database, hold, release } = openHeldCommit()
  const world = await openWorld({ overrides: { database } })
  const { doctor, patient, pausesFor, file } = await announced(world)
  await doctor.patch(file, pdf.subarray(0, 1000), 0, { 'content-length': '1000' })
  const paused = hold()
  const pausing = act(doctor, 'file:pause', file)
  await paused
  // The pause is committed and has ended no connection yet.
  expect((await doctor.patch(file, pdf.subarray(1000), 1000)).error).toMatchObject({ found: 'paused' })
  release()
  await pausing
  for (const party of [doctor, patient])
    expect(await pausesFor(party)).toMatchObject({ state: 'receiving', paused: 'sender' })
})

/** The one file that a page sends or is sent. */
const only = (page: Appointment) => page.transfers[0]?.files[0]

const arrived = async (page: Appointment, file: File): Promise<boolean> => {
  const prompt = await until('the file is ready', () => page.prompts[0], 3000)
  return (await saved(prompt)).equals(Buffer.from(await file.arrayBuffer()))
}

test('a pause made while the line is cut holds when it is back; a second tab sees it and ends it', async () => {
  const world = await openWorld()
  const id = await world.appointment()
  const line = await openLine(world.url)
  const practitioner = await world.join(id, eva.id, 'call', line.url)
  const patient = await world.join(id, anna.id)
  const file = grownPdf(6 * MB, 'Paused-Plan.pdf')
  line.hold(3 * MB)
  await practitioner.send([file])
  await until('some of it is there', async () => {
    await world.clock.advance(100)
    return (only(patient)?.bytes ?? 0) > 2 * MB
  })
  line.cut()
  await until('the line is down', () => practitioner.connection.state === 'down')
  only(practitioner)?.pause()
  line.mend()
  line.flow()
  await until('the patient sees the pause', () => only(patient)?.paused === 'sender')
  expect(only(practitioner)?.paused).toBe('sender')
  const second = await world.join(id, eva.id)
  expect(only(second)?.paused).toBe('sender')
  const begun = line.offsets.length
  await world.clock.advance(60_000)
  for (const page of [practitioner, second, patient]) {
    await page.enter('call')
    expect(only(page)?.paused).toBe('sender')
  }
  expect(line.offsets).toHaveLength(begun)
  only(second)?.resume()
  expect(await arrived(patient, file)).toBe(true)
})

test('a pause holds when the server is killed and starts again', async () => {
  const server = await openServer()
  const line = await openLine(server.url)
  const appointment = await server.backend.appointment()
  const practitioner = await server.join(appointment, eva.id, line.url)
  const patient = await server.join(appointment, anna.id)
  const file = grownPdf(6 * MB, 'Paused-Plan.pdf')
  line.hold(3 * MB)
  await practitioner.send([file])
  await until('some of it is there', () => (only(patient)?.bytes ?? 0) > 2 * MB)
  only(practitioner)?.pause()
  await until('the patient sees the pause', () => only(patient)?.paused === 'sender')
  await server.kill()
  line.flow()
  await server.start()
  for (const page of [practitioner, patient]) {
    await until('it is back', () => page.connection.state === 'up', 3000)
    await page.enter('call')
    expect(only(page)?.paused).toBe('sender')
  }
  expect(line.offsets).toEqual([0])
  only(practitioner)?.resume()
  expect(await arrived(patient, file)).toBe(true)
})
