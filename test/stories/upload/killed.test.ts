import { createHash, randomInt } from 'node:crypto'
import { MB } from '@chairside/protocol'
import { expect, test } from 'vitest'
import { openLine } from '../../world/line.ts'
import { anna, eva } from '../../world/people.ts'
import { openServer } from '../../world/process.ts'
import { grownPdf, saved } from '../../world/samples.ts'
import { until } from '../../world/until.ts'

const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex')
const count = 4
const size = 12 * MB

test('killed at moments inside its writes, with many MB of several files on their way, the server loses no byte that it acknowledged', {
  timeout: 120_000,
}, async () => {
  const server = await openServer()
  const line = await openLine(server.url, { speed: 24 * MB })
  const appointment = await server.backend.appointment()
  const practitioner = await server.join(appointment, eva.id, line.url)
  const patient = await server.join(appointment, anna.id)
  const files = Array.from({ length: count }, (_, at) =>
    grownPdf(size, `Knochendichte Quintavalle ${at}.pdf`),
  )
  const transfer = await practitioner.send(files)
  /**
   * For each kill: how many bytes of each file the sender had been told before, and how many upload requests had begun.
   */
  const told: { readonly begun: number; readonly bytes: ReadonlyMap<string, number> }[] = []
  const stored = (): number =>
    [...server.stored('unsealed'), ...server.stored('sealed')].reduce((sum, bytes) => sum + bytes, 0)
  for (let kills = 0; kills < 4; kills += 1) {
    // The kill may come at any byte: two files are written at a time, in batches that do not depend on this figure.
    const moment = stored() + randomInt(MB / 2, 8 * MB)
    await until('so much is stored', () => stored() >= moment, 3000)
    await server.kill()
    const bytes = new Map(transfer.files.map((file) => [file.id, file.bytes]))
    told.push({ begun: line.begins.length, bytes })
    await server.start()
  }
  const prompts = await until(
    'all are ready',
    () => patient.prompts.length === count && patient.prompts,
    4000,
  )
  const digests = await Promise.all(prompts.map(async (file) => sha256(await saved(file))))
  const wanted = await Promise.all(files.map(async (file) => sha256(Buffer.from(await file.arrayBuffer()))))
  expect(digests.sort()).toEqual(wanted.sort())
  for (const { begun, bytes } of told)
    for (const { file, offset } of line.begins.slice(begun))
      expect(offset).toBeGreaterThanOrEqual(bytes.get(file) ?? 0)
  expect(Math.max(...told.flatMap(({ bytes }) => [...bytes.values()]))).toBeGreaterThan(0)
})
