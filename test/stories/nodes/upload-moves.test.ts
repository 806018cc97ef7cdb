import { randomUUID } from 'node:crypto'
import { MB, pathOf, routes, type Transfer } from '@chairside/protocol'
import { expect, test } from 'vitest'
import { unhurriedCalls } from '../../world/at-once.ts'
import { read } from '../../world/http.ts'
import { openTwo, useNodes } from '../../world/nodes.ts'
import { anna, eva } from '../../world/people.ts'
import { grownPdf, saved } from '../../world/samples.ts'
import { beginPatch, offsetOf } from '../../world/tus.ts'
import { until } from '../../world/until.ts'

const services = useNodes()

async function offered(size: number) {
  const { world, second } = await openTwo(await services.env(), unhurriedCalls)
  const id = await world.appointment()
  const token = await world.token(id, eva.id)
  const source = grownPdf(size, 'Kniegelenk Okubo.pdf')
  const file = randomUUID()
  const offer = { id: randomUUID(), to: anna.id, files: [{ id: file, name: source.name, size }] }
  expect((await world.as(token, 'POST', pathOf(routes.offerTransfer, { id }), offer)).status).toBe(200)
  const bytes = Buffer.from(await source.arrayBuffer())
  const see = async () => {
    const answer = await world.as(token, 'GET', pathOf(routes.readTransfer, { id: offer.id }))
    return ((await answer.json()) as Transfer).files[0]
  }
  return { world, second, id, upload: { file, token }, bytes, see }
}

/** Begins an upload on the first node, and asks the second one where it goes on. `told`: the answer to the older connection. */
async function moved({ world, second, upload, bytes, see }: Awaited<ReturnType<typeof offered>>) {
  const { request: older, head } = beginPatch(world.url, upload)
  const told = head.then(read)
  older.write(bytes.subarray(0, 7 * MB))
  await until('bytes are on their way', async () => (await see())?.state === 'receiving')
  await until('they have come', () => older.socket?.writableLength === 0)
  return { told, offset: await offsetOf(second.url, upload) }
}

test('an upload that begins on one node and goes on at another takes its way on, and the older connection is told so', async () => {
  const there = await offered(12 * MB)
  const { world, second, id, upload, bytes } = there
  const { told, offset } = await moved(there)
  expect(await told).toMatchObject({ status: 409, error: { code: 'UPLOAD_TAKEN_OVER' } })
  expect(offset).toBeGreaterThan(4 * MB)
  const newer = beginPatch(second.url, upload, offset)
  newer.request.end(bytes.subarray(offset))
  expect((await newer.head).statusCode).toBe(204)
  const patient = await world.join(id, anna.id)
  const came = await until('the patient has it', () =>
    patient.transfers.flatMap(({ files }) => files).find(({ state }) => state === 'ready'),
  )
  expect((await saved(came)).equals(bytes)).toBe(true)
})

test('an upload on one node is no pause of the line for who looks at another, and a node that starts meanwhile lets it be', async () => {
  const { world, second, id, upload, bytes } = await offered(8 * MB)
  const { request: older, head } = beginPatch(second.url, upload)
  older.write(bytes.subarray(0, 6 * MB))
  await until('they have come', () => older.socket?.writableLength === 0)
  await world.chairside.sweep()
  const patient = await world.join(id, anna.id)
  const file = await until('the patient sees the file', () =>
    patient.transfers.flatMap(({ files }) => files).find(({ state }) => state === 'receiving'),
  )
  expect(file.paused).toBeUndefined()
  older.end(bytes.subarray(6 * MB))
  expect((await head).statusCode).toBe(204)
  await until('it is ready', () => file.state === 'ready')
})

test('of an upload whose bytes have all come, a node asks none that has gone for it', async () => {
  const { world, second, upload, bytes } = await offered(MB)
  const { request, head } = beginPatch(second.url, upload)
  request.end(bytes)
  expect((await head).statusCode).toBe(204)
  await second.stop()
  // The clock stands still: a wait for the other node would never end.
  expect(await offsetOf(world.url, upload)).toBe(MB)
})

test('an upload that has moved is not told as paused by the node that it left', async () => {
  const there = await offered(22 * MB)
  const { world, second, id, upload, bytes, see } = there
  const patient = await world.join(id, anna.id)
  const file = () => patient.transfers.flatMap(({ files }) => files)[0]
  const { told, offset } = await moved(there)
  await told
  const { request: newer } = beginPatch(second.url, upload, offset)
  // Longer than the silence that means a pause; the other node has new bytes all the time.
  for (let at = offset; at < offset + 8 * MB; at += 2 * MB) {
    newer.write(bytes.subarray(at, at + 2 * MB))
    let passed = 0
    await until('the patient sees that they came', async () => {
      if (passed < 1_000) await world.clock.advance(100)
      passed += 100
      return (file()?.bytes ?? 0) > at
    })
    await world.clock.advance(2_000)
    expect([file()?.paused, await see()]).toMatchObject([undefined, { state: 'receiving' }])
    expect(await see()).not.toHaveProperty('paused')
  }
  newer.destroy()
})

test('a pause through another node ends the connection that brings the bytes', async () => {
  const { world, second, upload, bytes, see } = await offered(22 * MB)
  const { request: older, head } = beginPatch(second.url, upload)
  older.write(bytes.subarray(0, 7 * MB))
  await until('bytes are on their way', async () => (await see())?.state === 'receiving')
  const said = await world.as(upload.token, 'POST', '/v1/commands/file:pause', { id: upload.file })
  expect(said.status).toBe(200)
  await world.clock.advance(1_000)
  expect(await read(await head)).toMatchObject({ status: 409, error: { code: 'CONFLICT' } })
  expect(await see()).toMatchObject({ state: 'receiving', paused: 'sender' })
})
