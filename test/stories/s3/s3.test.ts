import { execFile } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { ListMultipartUploadsCommand, ListObjectsV2Command } from '@aws-sdk/client-s3'
import type { Appointment } from '@chairside/client'
import { MB, pathOf, routes } from '@chairside/protocol'
import { expect, test } from 'vitest'
import { createLog } from '../../../server/src/log.ts'
import { useS3 } from '../../services/s3.ts'
import { partsOf } from '../../world/bucket.ts'
import { openLine } from '../../world/line.ts'
import { anna, eva } from '../../world/people.ts'
import { openServer } from '../../world/process.ts'
import { remains } from '../../world/remains.ts'
import { allowed, bytesOf, grownPdf, pick, saved } from '../../world/samples.ts'
import { keepSecret } from '../../world/secrets.ts'
import { trickle } from '../../world/trickle.ts'
import { atEnd, drawing, until } from '../../world/until.ts'
import { meet } from '../../world/world.ts'

const s3 = useS3()

/** The most bytes that the heads of requests add to those of a file. */
const heads = 16 * 1024

const only = (appointment: Appointment) => appointment.transfers[0]?.files[0]

const bytes = async (file: File): Promise<Buffer> => Buffer.from(await file.arrayBuffer())

/** What a bucket holds: how many objects, and the sizes of tails. */
async function lying(Bucket: string | undefined) {
  const { Contents = [] } = await s3.client.send(new ListObjectsV2Command({ Bucket }))
  const those = (folder: string) => Contents.filter(({ Key = '' }) => Key.startsWith(`${folder}/`))
  return { objects: those('objects').length, tails: those('tails').map(({ Size = 0 }) => Size) }
}

test('files of every type go through a bucket to the other side, and none lies in the data folder', async () => {
  const env = await s3.env()
  const { world, practitioner, patient } = await meet({}, { env })
  const samples = [allowed.pdf, allowed.jpeg, allowed.docx, allowed.pptx, allowed.xlsx]
  await practitioner.send(samples.map((sample) => pick(sample)))
  const prompts = await until('all are ready', () => patient.prompts.length === 5 && patient.prompts, 2000)
  const unread = prompts.find(({ name }) => name === allowed.pdf)
  const others = prompts.filter((file) => file !== unread)
  for (const file of others) expect((await saved(file)).equals(bytesOf(file.name))).toBe(true)
  // Five files, and the thumbnail of the picture.
  await until('all is stored', async () => (await lying(env.S3_BUCKET)).objects === 6, drawing)
  expect((await lying(env.S3_BUCKET)).tails).toEqual([])
  expect(existsSync(join(world.dataDir, 'objects'))).toBe(false)
  expect(readdirSync(join(world.dataDir, 'spool'))).toEqual([])

  await practitioner.transfers[0]?.files.find(({ id }) => id === unread?.id)?.withdraw()
  await until('its bytes are gone', async () => (await lying(env.S3_BUCKET)).objects === 5)
  // A new server on the same bucket has all files.
  await world.restart()
  for (const file of others) expect((await saved(file)).equals(bytesOf(file.name))).toBe(true)
})

test('what is erased goes from the bucket too, with a file that is on its way and one that is ready', async () => {
  const env = await s3.env()
  const { world, id, practitioner, patient } = await meet({}, { env })
  const slow = trickle(12 * MB, 'Erased-Gait.pdf')
  slow.flow(8 * MB)
  const transfer = await practitioner.send([pick(allowed.pdf), slow.source])
  const states = (): string => transfer.files.map(({ state }) => state).join()
  await until('one is ready, the other on its way', () => states() === 'ready,receiving', 2000)
  await until('the patient sees both', () => patient.transfers[0]?.files.length === 2)
  const answer = await world.backend('DELETE', `${pathOf(routes.endAppointment, { id })}?erase`)
  expect(await answer.json()).toEqual({ state: 'erased', open: { contents: 0, words: false } })
  expect(await lying(env.S3_BUCKET)).toEqual({ objects: 0, tails: [] })
  const { Uploads = [] } = await s3.client.send(new ListMultipartUploadsCommand({ Bucket: env.S3_BUCKET }))
  expect(Uploads).toEqual([])
  expect(readdirSync(join(world.dataDir, 'spool'))).toEqual([])
  expect(remains(world.dataDir, ['Erased-Gait.pdf', allowed.pdf, eva.name, anna.name])).toEqual([])
})

/**
 * Eva sends a file to Anna over a line that holds after `hold` bytes. The server is a process of its own, on a bucket.
 */
async function standstill(size: number, hold: number) {
  const env = await s3.env()
  const server = await openServer(env)
  const line = await openLine(server.url)
  line.hold(hold)
  const appointment = await server.backend.appointment()
  const practitioner = await server.join(appointment, eva.id, line.url)
  const patient = await server.join(appointment, anna.id)
  const file = grownPdf(size, 'Schulterübungen Þórarinsdóttir.pdf')
  await practitioner.send([file])
  await until('both see what the line has carried', () => (only(patient)?.bytes ?? 0) > hold - heads)
  return { server, line, practitioner, patient, file, bucket: env.S3_BUCKET ?? '' }
}

test('an upload into a bucket goes on at its last full part when the server was killed', async () => {
  const { server, line, patient, file, bucket } = await standstill(17 * MB, 12 * MB)
  await until('two parts are stored', async () => (await partsOf(s3, { bucket })) === 2)
  await server.kill()
  line.flow()
  await server.start()
  const prompt = await until('the file is ready', () => patient.prompts[0], 3000)
  expect((await saved(prompt)).equals(await bytes(file))).toBe(true)
  expect(line.offsets).toEqual([0, 10 * MB])
})

test('a photo on a bad line never starts again: what came before the line dropped survives the server', async () => {
  const { server, line, patient, file, bucket } = await standstill(3 * MB, 2 * MB)
  line.cut()
  const [kept = 0] = await until('it is stored', async () => {
    const { tails } = await lying(bucket)
    return tails.length === 1 && tails
  })
  expect(kept).toBeGreaterThan(2 * MB - heads)
  await server.kill()
  line.flow()
  await server.start()
  line.mend()
  const prompt = await until('the file is ready', () => patient.prompts[0], 3000)
  expect((await saved(prompt)).equals(await bytes(file))).toBe(true)
  expect(line.offsets).toEqual([0, kept])
  await until('the tail is gone', async () => (await lying(bucket)).tails.length === 0)
})

test('an upload goes on by itself when its store was away until its sender had failed twice', async () => {
  const env = await s3.env()
  const said: string[] = []
  const log = createLog('info', { write: (line) => said.push(line) })
  const { world, id, patient } = await meet({}, { env, overrides: { log } })
  const line = await openLine(world.url)
  line.hold(3 * MB)
  const practitioner = await world.join(id, eva.id, 'call', line.url)
  const file = grownPdf(16 * MB, 'Kniebeugen Ødegård.pdf')
  await practitioner.send([file])
  await until('bytes come', async () => {
    await world.clock.advance(100)
    return (only(patient)?.bytes ?? 0) > 3 * MB - heads
  })
  await s3.kill()
  line.flow()
  const failures = () => said.filter((one) => one.includes('"code":"STORAGE_UNAVAILABLE"')).length
  await until('its sender has failed twice', () => failures() >= 2, 3000)
  expect(only(patient)?.state).toBe('receiving')
  await s3.start()
  const prompt = await until('the file is ready', () => patient.prompts[0], 5000)
  expect((await saved(prompt)).equals(await bytes(file))).toBe(true)
  // The bytes that had come before are not sent again.
  expect(line.offsets[1]).toBeGreaterThan(3 * MB - heads)
})

test('a download goes straight to the bucket where the operator wants it, under its own name and type', async () => {
  const env = await s3.env({ S3_REDIRECT: 'true' })
  const { world, id, practitioner, patient } = await meet({}, { env })
  const name = 'Cviky na záda – příloha č. 2.pdf'
  const photo = 'Ausschlag Großzehe.jpg'
  await practitioner.send([pick(allowed.pdf, name), pick(allowed.jpeg, photo)])
  const prompts = await until('both are ready', () => patient.prompts.length === 2 && patient.prompts, 2000)
  const file = prompts.find((prompt) => prompt.name === name)
  const picture = prompts.find((prompt) => prompt.name === photo)
  const { url } = (await file?.ticket('download')) ?? { url: '' }
  keepSecret(url)

  // HEAD and a range are redirected too, and do not count as a download.
  const head = await fetch(url, { method: 'HEAD' })
  expect([head.status, head.headers.get('content-length')]).toEqual([
    200,
    String(bytesOf(allowed.pdf).length),
  ])
  const part = await fetch(url, { headers: { range: 'bytes=100-199' } })
  expect(part.status).toBe(206)
  expect(Buffer.from(await part.arrayBuffer()).equals(bytesOf(allowed.pdf).subarray(100, 200))).toBe(true)
  expect(file?.state).toBe('ready')
  // The redirect address opens the whole content, so the audit says `whole`.
  const handedOut = (await world.audit(id)).filter(({ kind }) => kind === 'file-sent')
  expect(handedOut).toMatchObject([
    { start: 100, end: 199, bytes: bytesOf(allowed.pdf).length, whole: true, redirected: true },
  ])

  const answer = await fetch(url, { redirect: 'manual' })
  const location = new URL(answer.headers.get('location') ?? '')
  expect([answer.status, location.origin]).toEqual([302, s3.endpoint])
  expect(answer.headers.get('cache-control')).toContain('no-store')
  expect(Number(location.searchParams.get('X-Amz-Expires'))).toBeLessThanOrEqual(60)
  await until('both know that it was handed out', () => file?.state === 'downloaded')
  await until('both know', () => practitioner.transfers[0]?.files.some((own) => own.state === 'downloaded'))
  const got = await fetch(location)
  expect(Buffer.from(await got.arrayBuffer()).equals(bytesOf(allowed.pdf))).toBe(true)
  expect(got.headers.get('content-type')).toBe('application/pdf')
  expect(got.headers.get('cache-control')).toBe('private, no-store')
  const said = got.headers.get('content-disposition') ?? ''
  expect(said).toMatch(/^attachment; /)
  expect(said).toContain(`filename*=UTF-8''${encodeURIComponent(name)}`)

  const view = (await picture?.ticket('view')) ?? { url: '' }
  keepSecret(view.url)
  const shown = await fetch(view.url)
  expect(shown.headers.get('content-type')).toBe('image/jpeg')
  expect(shown.headers.get('content-disposition')).toMatch(/^inline; /)
  expect(Buffer.from(await shown.arrayBuffer()).equals(bytesOf(allowed.jpeg))).toBe(true)
  expect((await saved(file as NonNullable<typeof file>)).equals(bytesOf(allowed.pdf))).toBe(true)

  await practitioner.transfers[0]?.files.find((own) => own.name === photo)?.withdraw()
  await until('it is withdrawn', () => picture?.state === 'withdrawn')
  expect((await fetch(view.url, { redirect: 'manual' })).status).toBe(410)
})

test('a server that keeps its files on the disk loads nothing of the SDK of S3', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'chairside-'))
  atEnd(() => rmSync(dataDir, { recursive: true, force: true }))
  const program = `
    import { registerHooks } from 'node:module'
    const loaded = []
    registerHooks({ load: (url, context, next) => (loaded.push(url), next(url, context)) })
    const { startChairside } = await import('./server/src/chairside.ts')
    const { readConfig } = await import('./server/src/config.ts')
    const config = readConfig({ DATA_DIR: ${JSON.stringify(dataDir)}, PORT: '0', LOG_LEVEL: 'silent' })
    await (await startChairside(config)).stop()
    const sdk = loaded.filter((url) => /node_modules.@(aws-sdk|smithy)./.test(url))
    console.log(loaded.length > 100, sdk.length)
  `
  const options = ['--conditions=chairside-source', '--input-type=module', '--eval', program]
  const { stdout } = await promisify(execFile)(process.execPath, options, {
    cwd: join(import.meta.dirname, '../../..'),
  })
  expect(stdout).toBe('true 0\n')
})
