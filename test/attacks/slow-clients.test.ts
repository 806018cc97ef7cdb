import type { ClientRequest, IncomingMessage } from 'node:http'
import { MB, pathOf, routes } from '@chairside/protocol'
import { expect, test } from 'vitest'
import { begin, read } from '../world/http.ts'
import { bring, type Party, tus } from '../world/party.ts'
import { anna, eva, otherDoctor, peter } from '../world/people.ts'
import { allowed, bytesOf, grownPdf, saved } from '../world/samples.ts'
import { until } from '../world/until.ts'
import { openWorld, type World } from '../world/world.ts'

const pdf = bytesOf(allowed.pdf)

interface Slow {
  readonly file: string
  readonly request: ClientRequest
  readonly head: Promise<IncomingMessage>
}

/** Begins five uploads for each of `transfers` transfers. Each has sent one byte and may send one more every second. */
async function trickling({ url }: World, party: Party, transfers: number): Promise<Slow[]> {
  const slow: Slow[] = []
  for (let batch = 0; batch < transfers; batch += 1) {
    const offer = Array.from({ length: 5 }, (_, at) => ({
      name: `Slow-Letter-${batch}-${at}.pdf`,
      size: pdf.length,
    }))
    for (const { id } of (await party.offer(offer)).files) {
      const { request, head } = begin(url + pathOf(routes.sendBytes, { id }), 'PATCH', {
        token: party.token,
        headers: { ...tus(0), 'content-length': String(pdf.length) },
      })
      request.write(pdf.subarray(0, 1))
      slow.push({ file: id, request, head })
    }
  }
  return slow
}

test('forty-five clients that bring a byte a second and ten that do not read slow nobody else, and lose nothing of their own', async () => {
  const world = await openWorld()
  const slowOne = await world.appointment()
  const [doctor, reader] = [await bring(world, slowOne, eva.id), await bring(world, slowOne, anna.id)]
  const big = Buffer.from(await grownPdf(40 * MB, 'Unread-Series.pdf').arrayBuffer())
  const { files } = await doctor.offer([{ name: 'Unread-Series.pdf', size: big.length }])
  const [{ id: unread } = { id: '' }] = files
  expect((await doctor.patch(unread, big)).status).toBe(204)
  const stalled = await Promise.all(
    Array.from({ length: 10 }, async (_, at) => {
      const download = begin(await (at % 2 === 0 ? reader : doctor).ticket(unread), 'GET')
      download.request.end()
      return (await download.head).pause()
    }),
  )
  const slow = await trickling(world, doctor, 9)
  await until('each has brought its byte', async () => {
    await world.clock.advance(100)
    return (await world.stored()).filter((size) => size === 1).length === slow.length
  })

  // While all of them are open, other people exchange files.
  const other = await world.appointment({ practitioner: otherDoctor, patients: [peter] })
  const practitioner = await world.join(other, otherDoctor.id)
  const patient = await world.join(other, peter.id)
  const scans = Array.from({ length: 3 }, (_, at) => grownPdf(8 * MB, `Schnelle Aufnahme ${at}.pdf`))
  await practitioner.send(scans)
  await until('they are ready', () => patient.prompts.length === scans.length)
  const got = await Promise.all(patient.prompts.map(saved))
  for (const scan of scans) {
    const wanted = Buffer.from(await scan.arrayBuffer())
    expect(got.some((bytes) => bytes.equals(wanted))).toBe(true)
  }
  expect(slow.filter(({ request }) => request.destroyed)).toEqual([])

  // A second later each upload sends its next byte. Then all send the rest, and all answers are read.
  await world.clock.advance(1000)
  for (const { request } of slow) request.write(pdf.subarray(1, 2))
  await until('each has brought its second byte', async () => {
    await world.clock.advance(100)
    return (await world.stored()).filter((size) => size === 2).length === slow.length
  })
  for (const { request } of slow) request.end(pdf.subarray(2))
  const statuses = await Promise.all(slow.map(async ({ head }) => (await head).statusCode))
  expect(new Set(statuses)).toEqual(new Set([204]))
  for (const message of stalled) expect((await read(message)).body.equals(big)).toBe(true)
})
