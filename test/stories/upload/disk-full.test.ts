import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { MB } from '@chairside/protocol'
import { expect, test } from 'vitest'
import { systemClock } from '../../../server/src/adapters/clock.ts'
import { openDisk } from '../../../server/src/adapters/disk/store.ts'
import { openLine } from '../../world/line.ts'
import { objectsOf } from '../../world/objects.ts'
import { anna, eva } from '../../world/people.ts'
import { allowed, bytesOf, grownPdf, pick, saved } from '../../world/samples.ts'
import { small } from '../../world/small-disk.ts'
import { atEnd, until } from '../../world/until.ts'
import { openWorld } from '../../world/world.ts'

test('while the disk is full the sender reads why and nobody sees half a file; with room again everything goes on', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'chairside-'))
  atEnd(() => rmSync(folder, { recursive: true, force: true }))
  const disk = { room: 2 * MB + 4711 }
  const world = await openWorld({
    overrides: { store: small(await openDisk(folder), disk), clock: systemClock },
  })
  const line = await openLine(world.url)
  const id = await world.appointment()
  const practitioner = await world.join(id, eva.id, 'call', line.url)
  const patient = await world.join(id, anna.id)
  const file = grownPdf(6 * MB, 'Große Aufnahme Quintavalle.pdf')
  const transfer = await practitioner.send([file])
  const sent = transfer.files[0]
  const holdup = await until('the sender reads why', () => sent?.holdup)
  expect(holdup.code).toBe('STORAGE_FULL')
  await until('it was tried again', () => line.offsets.length > 1)
  expect([sent?.state, sent?.bytes, sent?.problem]).toEqual(['receiving', 2 * MB + 4711, undefined])
  expect([patient.prompts, objectsOf({ dataDir: folder }).sealed]).toEqual([[], []])

  disk.room = 100 * MB
  const prompt = await until('it arrives', () => patient.prompts[0], 3000)
  expect((await saved(prompt)).equals(Buffer.from(await file.arrayBuffer()))).toBe(true)
  expect(sent?.holdup).toBeUndefined()
  // The bytes that had fitted are not sent again.
  expect(line.offsets.slice(1).every((offset) => offset === 2 * MB + 4711)).toBe(true)
  await practitioner.send([pick(allowed.pdf)])
  const next = await until('the next one arrives, too', () =>
    patient.prompts.find(({ name }) => name === allowed.pdf),
  )
  expect((await saved(next)).equals(bytesOf(allowed.pdf))).toBe(true)
  expect(objectsOf({ dataDir: folder }).unsealed).toEqual([])
})
