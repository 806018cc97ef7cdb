import { createHash } from 'node:crypto'
import { KB, MB } from '@chairside/protocol'
import { expect, test } from 'vitest'
import { join } from '../../../client/src/appointment/appointment.ts'
import { type Timeouts, timeouts } from '../../../client/src/connection/timeouts.ts'
import { openLine } from '../../world/line.ts'
import { anna, eva } from '../../world/people.ts'
import { grownPdf, saved } from '../../world/samples.ts'
import { atEnd, until } from '../../world/until.ts'
import { openWorld } from '../../world/world.ts'

const size = 3 * MB
const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex')

/** Eva with short timeouts over a line, Anna without a line, and the file to send. */
async function meetOnLine(short: Partial<Timeouts> = { stall: 500, ask: 500 }) {
  const world = await openWorld()
  const line = await openLine(world.url)
  const id = await world.appointment()
  const token = () => world.token(id, eva.id)
  // A test sees a break, and makes the next one, before the upload goes on.
  const waits: Timeouts = { ...timeouts, ...short, pause: [200, 400] }
  const practitioner = await join({ url: line.url, token, place: 'call' }, waits)
  atEnd(() => practitioner.close())
  const patient = await world.join(id, anna.id)
  const file = grownPdf(size, 'Bewegungsanalyse Kjærsgård.pdf')
  const digest = sha256(Buffer.from(await file.arrayBuffer()))
  /** How many bytes are acknowledged, as the sender was told. */
  const acknowledged = () => practitioner.transfers[0]?.files[0]?.bytes ?? 0
  const arrives = async (): Promise<boolean> => {
    const prompt = await until('the file is ready', () => patient.prompts[0], 2000)
    return sha256(await saved(prompt)) === digest
  }
  return { world, line, practitioner, file, acknowledged, arrives }
}

const bytes = [0, 1, 4, 4 * KB, 64 * KB + 1, MB - 1, MB, 2 * MB + 4711, size - 1, size] as const

test.each(bytes)('a line that breaks at byte %i of a file takes nothing with it', async (byte) => {
  const { line, practitioner, file, acknowledged, arrives } = await meetOnLine()
  line.breakAt(byte)
  await practitioner.send([file])
  await until('the line has broken', () => line.breaks === 1)
  const told = acknowledged()
  expect(told).toBeLessThanOrEqual(byte)
  expect(await arrives()).toBe(true)
  // If the last byte came, there is no second request for bytes.
  const [, next = byte, ...later] = line.offsets
  expect(next).toBeGreaterThanOrEqual(told)
  expect(next).toBeLessThanOrEqual(byte)
  // On a busy machine half a second may pass without a byte. Then the SDK begins again, at a later byte.
  for (const offset of later) expect(offset).toBeGreaterThanOrEqual(next)
})

test.each([1, 20, 200])(
  'a line that breaks at byte %i of the head of a request loses nothing',
  async (byte) => {
    const { line, practitioner, file, arrives } = await meetOnLine()
    line.breakAt(byte, 'head')
    await practitioner.send([file])
    await until('the line has broken', () => line.breaks === 1)
    expect(await arrives()).toBe(true)
    // On a busy machine the short timeouts may cause further attempts.
    expect(line.offsets.slice(0, 2)).toEqual([0, 0])
  },
)

test('a line that breaks again and again loses nothing', async () => {
  const { line, practitioner, file, acknowledged, arrives } = await meetOnLine()
  let least = 0
  const told: number[] = []
  for (const [time, byte] of [300, 70_000, 5, 900_000, 1].entries()) {
    line.breakAt(byte)
    if (time === 0) await practitioner.send([file])
    await until('the line has broken', () => line.breaks === time + 1, 2000)
    least = Math.max(least, acknowledged())
    told.push(least)
  }
  expect(await arrives()).toBe(true)
  for (const [time, offset] of line.offsets.entries())
    expect(offset).toBeGreaterThanOrEqual(told[time - 1] ?? 0)
})

test('when the answer to the last byte is lost, nothing is sent again', async () => {
  const { line, practitioner, file, arrives } = await meetOnLine({})
  line.lose('HTTP/1.1 204')
  await practitioner.send([file])
  await until('the answer is lost', () => line.lost === 1)
  line.cut()
  line.mend()
  expect(await arrives()).toBe(true)
  expect(line.offsets).toEqual([0])
  expect(line.uploaded).toBeLessThan(size + 4 * KB)
  await until(
    'its sender sees that it arrived',
    () => practitioner.transfers[0]?.files[0]?.state === 'downloaded',
  )
})

test('an old connection that is silent and never closed blocks nobody: a new one goes on at once', async () => {
  const { world, line, practitioner, file, acknowledged, arrives } = await meetOnLine({
    stall: 3000,
    ask: 3000,
  })
  line.hold(MB + 9 * KB)
  await practitioner.send([file])
  await until('some of it came', async () => {
    await world.clock.advance(100)
    return acknowledged() >= MB
  })
  // For the server the connection stays open. The server's clock stands still, so no timeout of its own ends it.
  line.freeze()
  line.flow()
  expect(await arrives()).toBe(true)
  expect(line.offsets.at(-1)).toBeGreaterThanOrEqual(MB)
  expect(line.uploaded).toBeLessThan(size + 64 * KB)
})
