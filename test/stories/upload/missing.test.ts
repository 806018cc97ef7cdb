import type { Appointment } from '@chairside/client'
import { MB, pathOf, routes } from '@chairside/protocol'
import { expect, test } from 'vitest'
import { openLine } from '../../world/line.ts'
import { bring, fileIn, type Party } from '../../world/party.ts'
import { anna, eva } from '../../world/people.ts'
import { allowed, bytesOf, grownPdf, saved } from '../../world/samples.ts'
import { until } from '../../world/until.ts'
import { openWorld } from '../../world/world.ts'

const pdf = bytesOf(allowed.pdf)

const misses = (party: Party, file: string) =>
  party.ask('POST', pathOf(routes['file:missing']), { json: { id: file } })

test('that a page has lost the bytes of a file is told to both sides, until more of them come', async () => {
  const world = await openWorld()
  const id = await world.appointment()
  const [doctor, patient] = [await bring(world, id, eva.id), await bring(world, id, anna.id)]
  const offer = await doctor.offer([{ name: 'Lost-Plan.pdf', size: pdf.length }])
  const { id: transfer } = offer
  const { id: file } = fileIn(offer)
  const seen = () => Promise.all([doctor, patient].map(async (party) => fileIn(await party.see(transfer))))
  await misses(doctor, file)
  expect(await seen()).toMatchObject([
    { state: 'offered', missing: true },
    { state: 'offered', missing: true },
  ])
  await doctor.patch(file, pdf.subarray(0, 1000), 0, { 'content-length': '1000' })
  for (const one of await seen()) expect(one).not.toHaveProperty('missing')
  await misses(doctor, file)
  const line = await patient.connect()
  await until('a snapshot tells it too', () =>
    line.heard.some((event) => JSON.stringify(event).includes('"missing":true')),
  )
  expect(await seen()).toMatchObject([
    { state: 'receiving', bytes: 1000, paused: 'line', missing: true },
    { state: 'receiving', bytes: 1000, paused: 'line', missing: true },
  ])
  await world.restart()
  for (const one of await seen()) expect(one).toMatchObject({ paused: 'line', missing: true })
  expect((await doctor.patch(file, pdf.subarray(1000), 1000)).status).toBe(204)
  for (const one of await seen()) expect(one).toMatchObject({ state: 'ready' })
  await misses(doctor, file)
  for (const one of await seen()) expect(one).not.toHaveProperty('missing')
})

const only = (page: Appointment) => page.transfers[0]?.files[0]
const isMissing = (page: Appointment): boolean => {
  const status = only(page)?.status
  return status?.state === 'receiving' && status.missing === true
}

test('a page that was loaded anew says what it lost, also after the server was, and goes on once it is chosen', async () => {
  const world = await openWorld()
  const id = await world.appointment()
  const line = await openLine(world.url)
  const before = await world.join(id, eva.id, 'call', line.url)
  const patient = await world.join(id, anna.id)
  const file = grownPdf(6 * MB, 'Lost-Plan.pdf')
  line.hold(3 * MB)
  await before.send([file])
  await until('some of it is there', async () => {
    await world.clock.advance(100)
    return (only(patient)?.bytes ?? 0) > 2 * MB
  })
  before.close()
  line.cut()
  line.mend()
  line.flow()
  const practitioner = await world.join(id, eva.id)
  expect(isMissing(patient)).toBe(false)
  await world.clock.advance(5_000)
  await until('the patient is told', async () => {
    // The last bytes may have been kept only now.
    await world.clock.advance(1_000)
    return isMissing(patient)
  })
  expect(only(practitioner)?.source).toBe('missing')

  await world.restart()
  await until(
    'the patient is told again',
    () => patient.connection.state === 'up' && isMissing(patient),
    3000,
  )
  only(practitioner)?.attach(file)
  await until('it goes on', () => !isMissing(patient))
  const prompt = await until('the file is ready', () => patient.prompts[0], 3000)
  expect((await saved(prompt)).equals(Buffer.from(await file.arrayBuffer()))).toBe(true)
})
