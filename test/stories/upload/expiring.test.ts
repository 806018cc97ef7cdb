import { pathOf, routes } from '@chairside/protocol'
import { expect, test } from 'vitest'
import { ask } from '../../world/http.ts'
import { bring, fileIn, type Party, tus } from '../../world/party.ts'
import { eva } from '../../world/people.ts'
import { allowed, bytesOf } from '../../world/samples.ts'
import { stay } from '../../world/stay.ts'
import { openWorld } from '../../world/world.ts'

const pdf = bytesOf(allowed.pdf)
const [minute, hour] = [60_000, 3_600_000]

const expiryOf = async (party: Party, file: string) => (await party.head(file)).headers['upload-expires']

/** A file that Eva has offered. `expires` asks for the `Upload-Expires` of its upload. */
async function offered() {
  const world = await openWorld()
  const id = await world.appointment()
  const doctor = await bring(world, id, eva.id)
  const transfer = await doctor.offer([{ name: 'Expiring-Letter.pdf', size: pdf.length }])
  const { id: file } = fileIn(transfer)
  const address = pathOf(routes.sendBytes, { id: file })
  const expires = () => expiryOf(doctor, file)
  return { world, id, doctor, transfer: transfer.id, file, address, expires }
}

test('an unfinished upload says until when it can go on: a while after its appointment would end by itself', async () => {
  const { world, doctor, file, address, expires } = await offered()
  const options = await ask(world.url + address, 'OPTIONS')
  expect(String(options.headers['tus-extension']).split(',')).toEqual(['termination', 'expiration'])
  // The planned end is 14:30. Without participants the appointment ends two hours later, and files have 15 minutes
  // more.
  const planned = 'Fri, 20 Nov 2026 16:45:00 GMT'
  expect(await expires()).toBe(planned)
  const half = await doctor.patch(file, pdf.subarray(0, 1000))
  expect([half.status, half.headers['upload-expires']]).toEqual([204, planned])
  const whole = await doctor.patch(file, pdf.subarray(1000), 1000)
  expect([whole.status, whole.headers['upload-expires']]).toEqual([204, undefined])
  expect(await expires()).toBeUndefined()
})

test('when an appointment goes on for longer, the expiry moves with it', async () => {
  const { world, id, file } = await offered()
  await stay(world, 3 * hour, await world.join(id, eva.id))
  const later = await bring(world, id, eva.id)
  expect(await expiryOf(later, file)).toBe('Fri, 20 Nov 2026 17:15:00 GMT')
})

test('an upload goes on until the moment that it was told, and is gone after it', async () => {
  const { world, id, doctor, transfer, file, expires } = await offered()
  await doctor.patch(file, pdf.subarray(0, 1000))
  await world.clock.advance(10 * minute)
  await world.end(id)
  const told = Date.parse(String(await expires()))
  expect(told - world.clock.now()).toBe(15 * minute)
  await world.clock.advance(told - world.clock.now() - 1)
  await world.chairside.sweep()
  expect((await doctor.patch(file, pdf.subarray(1000, 2000), 1000)).status).toBe(204)
  await world.clock.advance(1)
  await world.chairside.sweep()
  expect(fileIn(await doctor.see(transfer)).state).toBe('expired')
  const said = await doctor.patch(file, pdf.subarray(2000), 2000)
  expect([said.status, said.error?.code]).toEqual([410, 'EXPIRED'])
})

test('a page of another origin may read the expiry', async () => {
  const { world, doctor, address } = await offered()
  const said = await doctor.ask('HEAD', address, { headers: { ...tus(0), origin: world.url } })
  expect(String(said.headers['access-control-expose-headers']).split(/, ?/)).toContain('upload-expires')
})
