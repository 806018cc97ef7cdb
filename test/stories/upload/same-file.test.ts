import { createHash } from 'node:crypto'
import { MB } from '@chairside/protocol'
import { expect, test } from 'vitest'
import { openLine } from '../../world/line.ts'
import { bring, fileIn } from '../../world/party.ts'
import { anna, eva } from '../../world/people.ts'
import { openServer } from '../../world/process.ts'
import { grownPdf, saved } from '../../world/samples.ts'
import { keepSecret } from '../../world/secrets.ts'
import { until } from '../../world/until.ts'
import { openWorld } from '../../world/world.ts'

const name = 'Schulterbefund Łukaszewicz.pdf'
const size = 4 * MB
const sha256 = (bytes: Uint8Array): Buffer => createHash('sha256').update(bytes).digest()
const field = (bytes: Uint8Array): string => `sha-256=:${sha256(bytes).toString('base64')}:`
const bytesOf = async (file: File): Promise<Buffer> => Buffer.from(await file.arrayBuffer())

/** A page sends the beginning of a file and is closed. Another page of the same person takes its place. */
async function reloaded() {
  const world = await openWorld()
  const id = await world.appointment()
  const line = await openLine(world.url)
  const joined = () => world.join(id, eva.id, 'call', line.url)
  const before = await joined()
  const patient = await world.join(id, anna.id)
  const right = grownPdf(size, name)
  line.hold(2 * MB)
  const transfer = await before.send([right])
  await until('half of it is there', async () => {
    await world.clock.advance(100)
    return (transfer.files[0]?.bytes ?? 0) > MB
  })
  line.cut()
  before.close()
  line.flow()
  line.mend()
  const after = await joined()
  const file = after.transfers[0]?.files[0]
  if (file === undefined) throw new Error('the file is not there any more')
  return { world, id, after, patient, file, right }
}

test('another file of the same name and size is not put behind the beginning of the right one', async () => {
  const { patient, file, right } = await reloaded()
  const sent = file.bytes
  file.attach(grownPdf(size, name))
  await until('it says so', () => file.problem?.code === 'FILE_DIFFERS')
  expect([file.state, file.source]).toEqual(['receiving', 'missing'])
  file.attach(right)
  const prompt = await until('the right one arrives', () => patient.prompts[0], 1500)
  expect(sent).toBeGreaterThan(MB)
  expect((await saved(prompt)).equals(await bytesOf(right))).toBe(true)
})

test('of two forms of a file, the one whose beginning is stored goes on', async () => {
  const { patient, file, right } = await reloaded()
  file.attach(grownPdf(size, name), right)
  const prompt = await until('it arrives', () => patient.prompts[0], 1500)
  expect((await saved(prompt)).equals(await bytesOf(right))).toBe(true)
})

test('a HEAD answers the digest of what is there, and a PATCH that names another whole file drops what does not fit', async () => {
  const world = await openWorld()
  const id = await world.appointment()
  const [doctor, patient] = [await bring(world, id, eva.id), await bring(world, id, anna.id)]
  const right = await bytesOf(grownPdf(MB, name))
  const wrong = Buffer.concat([right.subarray(0, -1), Buffer.from('w')])
  const { id: file } = fileIn(await doctor.offer([{ name, size: MB }]))
  expect((await doctor.head(file)).headers['upload-prefix-digest']).toBeUndefined()
  await doctor.patch(file, right.subarray(0, 300_000))
  expect((await doctor.head(file)).headers).toMatchObject({
    'upload-offset': '300000',
    'upload-prefix-digest': field(right.subarray(0, 300_000)),
  })
  const send = (body: Buffer, offset: number, whole: string) =>
    doctor.patch(file, body, offset, { 'upload-digest': whole })
  expect((await send(right, 300_000, 'md5=:abc:')).status).toBe(400)
  const mixed = await send(right.subarray(300_000), 300_000, field(wrong))
  expect([mixed.status, mixed.error?.code]).toEqual([409, 'UPLOAD_MIXED'])
  expect(await doctor.offset(file)).toBe(0)
  await until('its bytes are gone', async () => (await world.stored()).length === 0)
  expect((await send(right, 0, field(right))).status).toBe(204)
  const fetched = await fetch(await patient.ticket(file))
  expect(Buffer.from(await fetched.arrayBuffer()).equals(right)).toBe(true)
})

test('where the server was killed and cannot tell what is there, the whole is compared at its end', async () => {
  const server = await openServer()
  const line = await openLine(server.url)
  const appointment = await server.backend.appointment()
  const before = await server.join(appointment, eva.id, line.url)
  const patient = await server.join(appointment, anna.id)
  const [right, wrong] = [grownPdf(size, name), grownPdf(size, name)]
  keepSecret(name)
  line.hold(2 * MB)
  const transfer = await before.send([right])
  await until('half of it is there', () => (transfer.files[0]?.bytes ?? 0) > MB)
  line.cut()
  before.close()
  await server.kill()
  await server.start()
  const after = await server.join(appointment, eva.id)
  const file = await until('the file is known', () => after.transfers[0]?.files[0])
  expect(file.bytes).toBeGreaterThan(MB)
  // The file that the person chooses after the reload is sent whole: two files are never mixed.
  file.attach(wrong)
  const prompt = await until('it arrives', () => patient.prompts[0], 3000)
  expect((await saved(prompt)).equals(await bytesOf(wrong))).toBe(true)
})
