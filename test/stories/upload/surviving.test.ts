import { randomInt, randomUUID } from 'node:crypto'
import { readdirSync, renameSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { Appointment } from '@chairside/client'
import { KB, MB, pathOf, routes } from '@chairside/protocol'
import { expect, test } from 'vitest'
import { asking } from '../../world/backend.ts'
import { openLine } from '../../world/line.ts'
import { anna, eva } from '../../world/people.ts'
import { openServer, type Server } from '../../world/process.ts'
import { allowed, bytesOf, grownPdf, pick, saved } from '../../world/samples.ts'
import { keepSecret } from '../../world/secrets.ts'
import { beginPatch } from '../../world/tus.ts'
import { until } from '../../world/until.ts'

/** The most bytes that the heads of requests add to those of a file. */
const heads = 16 * KB

/** Eva sends a file to Anna over a line. Anna has no line. */
async function send(size: number, settings: { speed?: number; hold?: number }) {
  const server = await openServer()
  const line = await openLine(server.url, settings)
  if (settings.hold !== undefined) line.hold(settings.hold)
  const appointment = await server.backend.appointment()
  const practitioner = await server.join(appointment, eva.id, line.url)
  const patient = await server.join(appointment, anna.id)
  const file = grownPdf(size, 'Rückenschule Quintavalle.pdf')
  await practitioner.send([file])
  return { server, line, appointment, practitioner, patient, file }
}

const only = (appointment: Appointment) => appointment.transfers[0]?.files[0]

/** Waits until the file is ready, and gives its bytes. */
async function arrived(appointment: Appointment): Promise<Buffer> {
  const file = await until('the file is ready', () => appointment.prompts[0], 3000)
  return saved(file)
}

const bytes = async (file: File): Promise<Buffer> => Buffer.from(await file.arrayBuffer())

test('an upload goes on where it stood when the server was killed: nothing is lost, nothing is sent twice', async () => {
  const size = 12 * MB
  const { server, line, practitioner, patient, file } = await send(size, { hold: 5 * MB })
  await until('what the line carried is stored', () => (server.stored('unsealed')[0] ?? 0) > 5 * MB - heads)
  const shown = await until('the patient sees it come', () => only(patient)?.bytes)
  await server.kill()
  const [stored = 0] = server.stored('unsealed')
  expect(stored).toBeGreaterThanOrEqual(Math.max(shown, only(practitioner)?.bytes ?? 0))
  expect(only(practitioner)?.state).toBe('receiving')

  line.flow()
  await server.start()
  expect((await arrived(patient)).equals(await bytes(file))).toBe(true)
  expect(line.offsets).toEqual([0, stored])
  expect(line.uploaded).toBeLessThan(size + heads)
  await until('its sender saw it go on', () => only(practitioner)?.resumedAt)
  await until('its sender sees that it arrived', () => only(practitioner)?.state === 'downloaded')
})

test('an upload survives a server that is killed again and again', { timeout: 120_000 }, async () => {
  const size = 24 * MB
  const { server, line, patient, file } = await send(size, { speed: 12 * MB })
  const kept: number[] = []
  for (let kills = 0; kills < 3; kills += 1) {
    const from = kept.at(-1) ?? 0
    const moment = from + randomInt(1, Math.floor((size - from) / 2))
    await until('so much is stored', () => (server.stored('unsealed')[0] ?? 0) >= moment, 3000)
    await server.kill()
    kept.push(server.stored('unsealed')[0] ?? 0)
    await server.start()
  }
  expect((await arrived(patient)).equals(await bytes(file))).toBe(true)
  expect([...new Set(line.offsets)]).toEqual([0, ...new Set(kept)])
  // Only bytes that were on their way at a kill were sent twice.
  expect(line.uploaded).toBeLessThan(size + 3 * 4 * MB)
})

test('what was answered is there after the server was killed', async () => {
  const server = await openServer()
  const appointment = await server.backend.appointment()
  const practitioner = await server.join(appointment, eva.id)
  const note = 'Prosím o snímku kolena pred cvičením'
  keepSecret(note)
  const request = await practitioner.ask({ note })
  await server.kill()
  await server.start()
  const patient = await server.join(appointment, anna.id)
  expect(patient.openRequest?.id).toBe(request.id)
  expect(patient.openRequest?.note).toBe(note)
})

test('files that were on their way to ready when the server was killed are ready after the start', async () => {
  const server = await openServer()
  const appointment = await server.backend.appointment()
  const practitioner = await server.join(appointment, eva.id)
  const patient = await server.join(appointment, anna.id)
  const samples = [allowed.pdf, allowed.jpeg, allowed.docx, allowed.pptx, allowed.xlsx]
  await practitioner.send(samples.map((sample) => pick(sample)))
  await until('one is there', () =>
    patient.transfers[0]?.files.some((file) => file.state === 'checking' || file.state === 'ready'),
  )
  await server.kill()
  await server.start()
  const prompts = await until('all are ready', () => patient.prompts.length === 5 && patient.prompts, 3000)
  for (const file of prompts) expect((await saved(file)).equals(bytesOf(file.name))).toBe(true)
})

/** Sends all bytes of a file, but not the end of the request. The server has the bytes and still waits. */
async function sendWithoutEnd(server: Server, appointment: string, file: File): Promise<void> {
  const token = await server.backend.token(appointment, eva.id)
  const [transfer, id] = [randomUUID(), randomUUID()]
  const offer = { id: transfer, to: anna.id, files: [{ id, name: file.name, size: file.size }] }
  const path = pathOf(routes.offerTransfer, { id: appointment })
  const offered = await asking(server.url, token)('POST', path, offer)
  expect(offered.status).toBe(200)
  beginPatch(server.url, { file: id, token }).request.write(await bytes(file))
}

/** Kills a server that has every byte of a file, before it begins the check. */
async function killBeforeTheCheck() {
  const server = await openServer()
  const appointment = await server.backend.appointment()
  const file = grownPdf(3 * MB, 'Befund Brzęczyszczykiewicz.pdf')
  await sendWithoutEnd(server, appointment, file)
  await until('every byte is stored', () => server.stored('unsealed')[0] === file.size)
  await server.kill()
  return { server, appointment, file }
}

/** Changes the records as the server does when it begins the check. */
function beginTheCheck({ dataDir }: Server): void {
  const records = new DatabaseSync(join(dataDir, 'records.sqlite'))
  const { changes } = records.prepare("update files set state = 'checking' where state = 'receiving'").run()
  records.prepare('update uploads set bytes = size').run()
  records.close()
  expect(changes).toBe(1)
}

/** Moves the object as the seal does. */
function moveToSealed({ dataDir }: Server): void {
  const objects = join(dataDir, 'objects')
  const [key = ''] = readdirSync(join(objects, 'unsealed'))
  renameSync(join(objects, 'unsealed', key), join(objects, 'sealed', key))
}

const moments = {
  'before its check began': () => undefined,
  'when its check had begun': beginTheCheck,
  'when it was sealed': (server: Server) => {
    beginTheCheck(server)
    moveToSealed(server)
  },
}

for (const [moment, make] of Object.entries(moments)) {
  test(`a file whose server was killed ${moment} becomes ready after the start`, async () => {
    const { server, appointment, file } = await killBeforeTheCheck()
    make(server)
    await server.start()
    const patient = await server.join(appointment, anna.id)
    expect((await arrived(patient)).equals(await bytes(file))).toBe(true)
    expect(server.stored('unsealed')).toEqual([])
    const kinds = (await server.record(appointment)).map((line) => line.kind)
    expect(kinds.filter((kind) => kind === 'file-ready')).toHaveLength(1)
  })
}

test('a download that a killed server broke off goes on with the same ticket', async () => {
  const { server, patient, file } = await send(48 * MB, {})
  const prompt = await until('the file is ready', () => patient.prompts[0], 3000)
  const { url } = await prompt.ticket('download')
  keepSecret(url)
  const got: Uint8Array[] = []
  const size = (): number => got.reduce((sum, chunk) => sum + chunk.length, 0)
  const begun = await fetch(url)
  const reader = begun.body?.getReader()
  const readOn = async (): Promise<void> => {
    const { value, done } = (await reader?.read()) ?? { done: true }
    if (done || value === undefined) throw new Error('the download came to its end')
    got.push(value)
  }
  while (size() < MB) await readOn()
  await server.kill()
  await expect(
    (async () => {
      for (;;) await readOn()
    })(),
  ).rejects.toThrow('terminated')
  expect(size()).toBeLessThan(file.size)

  await server.start()
  const rest = await fetch(url, { headers: { range: `bytes=${size()}-` } })
  expect(rest.status).toBe(206)
  got.push(new Uint8Array(await rest.arrayBuffer()))
  expect(Buffer.concat(got).equals(await bytes(file))).toBe(true)
})

test('a second server on the same data folder refuses to start and names the folder', async () => {
  const server = await openServer()
  const { code, said } = await server.second()
  expect(code).toBe(1)
  expect(said).toContain(`${server.dataDir} is in use by another Chairside server`)
  expect((await fetch(server.url + pathOf(routes.isReady))).status).toBe(200)
})

test('a server that is asked to stop ends its uploads at a byte that is kept, and exits with 0', async () => {
  const size = 8 * MB
  const { server, line, practitioner, patient, file } = await send(size, { hold: 3 * MB })
  await until('bytes come', () => (server.stored('unsealed')[0] ?? 0) >= 2 * MB)
  const shown = Math.max(only(practitioner)?.bytes ?? 0, only(patient)?.bytes ?? 0)
  const begun = performance.now()
  expect(await server.stop()).toBe(0)
  expect(performance.now() - begun).toBeLessThan(10_000)
  const [stored = 0] = server.stored('unsealed')
  expect(stored).toBeGreaterThanOrEqual(Math.max(shown, 2 * MB))

  line.flow()
  await server.start()
  expect((await arrived(patient)).equals(await bytes(file))).toBe(true)
  expect(line.offsets).toEqual([0, stored])
  expect(line.uploaded).toBeLessThan(size + MB + heads)
})
