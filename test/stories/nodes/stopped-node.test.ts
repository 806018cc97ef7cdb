import { createHash, randomUUID } from 'node:crypto'
import { MB, pathOf, routes, socketPath, spoken } from '@chairside/protocol'
import pg from 'pg'
import { expect, test } from 'vitest'
import { ask } from '../../world/http.ts'
import { openTwo, useNodes } from '../../world/nodes.ts'
import { openPassage } from '../../world/passage.ts'
import { anna, eva, sam } from '../../world/people.ts'
import { openServer } from '../../world/process.ts'
import { allowed, grownPdf, pick, saved } from '../../world/samples.ts'
import { trickle } from '../../world/trickle.ts'
import { beginPatch, offsetOf } from '../../world/tus.ts'
import { atEnd, until } from '../../world/until.ts'

const services = useNodes()

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')

/** A socket that answers each ping, does not look how long it waits for one, and hears of its end. */
async function openStubborn(url: string, token: string): Promise<{ readonly closed: boolean }> {
  const socket = new WebSocket(`${url.replace('http', 'ws')}${socketPath}/?EIO=4&transport=websocket`)
  atEnd(() => socket.close())
  let [joined, closed] = [false, false]
  socket.addEventListener('message', ({ data }) => {
    const text = String(data)
    if (text === '2') socket.send('3')
    else if (text.startsWith('0')) socket.send(`40${JSON.stringify({ ...spoken, token, place: 'call' })}`)
    else if (text.startsWith('40')) joined = true
  })
  socket.addEventListener('close', () => {
    closed = true
  })
  await until('the socket is let in', () => joined, 2000)
  return {
    get closed() {
      return closed
    },
  }
}

test('a node that stands still until it counts as dead writes nothing when it goes on; its people and uploads are elsewhere', {
  timeout: 240_000,
}, async () => {
  const env = await services.env()
  const [first, second] = [await openServer(env), await openServer(env)]
  const way = await openPassage(Number(new URL(first.url).port))
  atEnd(way.close)
  const id = await first.backend.appointment({ staff: [sam] })
  const doctor = await second.join(id, eva.id)
  const patient = await first.join(id, anna.id, `http://127.0.0.1:${way.port}`)
  const errors: unknown[] = []
  for (const page of [doctor, patient]) page.on('error', (error) => errors.push(error))
  const helper = await openStubborn(first.url, await first.backend.token(id, sam.id))
  const presence = (of: string) => doctor.participants.find((one) => one.id === of)?.presence
  await until('she sees both', () => presence(anna.id) && presence(sam.id))

  // An upload of a page that will move, and one of a program that sends to the first node alone.
  await doctor.ask()
  const asked = await until('the patient is asked', () =>
    patient.requests.find(({ state }) => state === 'asked'),
  )
  const slow = trickle(8 * MB, 'Kubistova.pdf')
  const other = grownPdf(8 * MB, 'Rovnakova.pdf')
  const bytes = Buffer.from(await other.arrayBuffer())
  const token = await first.backend.token(id, eva.id)
  const stays = randomUUID()
  const offer = { id: randomUUID(), to: anna.id, files: [{ id: stays, name: other.name, size: other.size }] }
  const path = pathOf(routes.offerTransfer, { id })
  expect((await ask(second.url + path, 'POST', { token, json: offer })).status).toBe(200)
  const answer = await asked.answer([slow.source])
  slow.flow(6 * MB)
  const upload = { file: stays, token }
  const { request: older, head } = beginPatch(first.url, upload)
  const told = head.then(
    ({ headers }) => headers['chairside-error'],
    () => 'cut',
  )
  older.write(bytes.subarray(0, 6 * MB))
  const file = () => doctor.transfers.flatMap(({ files }) => files).find((one) => one.id === stays)
  await until(
    'both are on their way',
    () => (file()?.bytes ?? 0) > MB && (answer.files[0]?.bytes ?? 0) > MB,
    2000,
  )

  first.freeze()
  const frozen = performance.now()
  const since = (): number => Math.round(performance.now() - frozen)
  way.to(Number(new URL(second.url).port))
  slow.flow()
  const offset = await offsetOf(second.url, upload)
  const rest = beginPatch(second.url, upload, offset)
  rest.request.end(bytes.subarray(offset))
  expect((await rest.head).statusCode).toBe(204)
  const went = since()
  await until('the page has sent its file by the other node', () => answer.files[0]?.state === 'ready', 9000)
  const moved = since()
  await until('she reads that the helper has gone', () => presence(sam.id) === undefined, 9000)
  const gone = since()
  await until('she sees the patient', () => presence(anna.id), 3000)
  expect(helper.closed).toBe(false)

  first.thaw()
  const thawed = performance.now()
  older.end(bytes.subarray(6 * MB).map((byte) => byte ^ 1))
  await until('the node cuts its sockets off', () => helper.closed, 3000)
  const cut = Math.round(performance.now() - thawed)
  expect(await told).not.toBe(undefined)
  console.log(
    `Standing still: an upload by a program had gone on after ${went} ms, that of a page after ${moved} ms, people were gone after ${gone} ms; going on: sockets were cut after ${cut} ms.`,
  )
  const records = new pg.Client(env.DATABASE_URL)
  await records.connect()
  atEnd(() => records.end())
  await until(
    'it has begun anew',
    async () => (await records.query('select 1 from nodes')).rows.length === 2,
    2000,
  )
  // It serves again, and nothing of what it held has changed a byte.
  const [received, sent] = [await first.join(id, anna.id), await first.join(id, eva.id)]
  const ready = (page: typeof received) =>
    page.transfers.flatMap(({ files }) => files).filter(({ mine }) => !mine)
  for (const [page, source] of [
    [received, other],
    [sent, slow.source.blob],
  ] as const) {
    const [one, ...more] = ready(page)
    expect(more).toEqual([])
    if (one === undefined) throw new Error('no file')
    expect(sha256(await saved(one))).toBe(sha256(new Uint8Array(await source.arrayBuffer())))
  }
  expect((await second.record(id)).filter(({ kind }) => kind === 'file-ready')).toHaveLength(2)
  expect(errors).toEqual([])
})

test('while S3 is away from two nodes people are told so and still hear each other; back, uploads go on by themselves', {
  timeout: 120_000,
}, async () => {
  const { world, second } = await openTwo(await services.env())
  const id = await world.appointment()
  const doctor = await world.join(id, eva.id)
  const patient = await world.join(id, anna.id, 'call', second.url)
  await doctor.send([pick(allowed.pdf)])
  const letter = await until('the letter is ready', () => patient.prompts[0])
  const slow = trickle(12 * MB, 'Kubistova.pdf')
  const transfer = await doctor.send([slow.source])
  const [file] = transfer.files
  slow.flow(6 * MB)
  await until('bytes are on their way', () => (file?.bytes ?? 0) > MB, 2000)

  await services.s3.kill()
  slow.flow()
  await until('the sender reads why', () => file?.holdup?.code === 'STORAGE_UNAVAILABLE', 3000)
  await expect(saved(letter)).rejects.toMatchObject({ code: 'STORAGE_UNAVAILABLE' })
  await doctor.ask({ note: 'The letter, please' })
  await until('the patient is asked', () => patient.requests.some(({ state }) => state === 'asked'))
  const health = await (await fetch(`${second.url}/health/ready`)).json()
  expect(health).toMatchObject({ status: 'degraded', parts: { database: 'ok', redis: 'ok', store: 'down' } })

  await services.s3.start()
  const back = performance.now()
  const came = await until(
    'the file is ready',
    () => patient.prompts.find(({ size }) => size === 12 * MB),
    3000,
  )
  console.log(`S3 is back: the upload was ready after ${Math.round(performance.now() - back)} ms.`)
  expect(sha256(await saved(came))).toBe(sha256(new Uint8Array(await slow.source.blob.arrayBuffer())))
  expect(sha256(await saved(letter))).toBe(sha256(new Uint8Array(await pick(allowed.pdf).arrayBuffer())))
})
