import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { ChairsideError, MB, pathOf, routes, type TransferFile } from '@chairside/protocol'
import { expect, test } from 'vitest'
import { openDisk } from '../../../server/src/adapters/disk/store.ts'
import type { ObjectStore } from '../../../server/src/seams.ts'
import { bring } from '../../world/party.ts'
import { anna, eva } from '../../world/people.ts'
import { allowed, bytesOf, grownPdf } from '../../world/samples.ts'
import { atEnd, until } from '../../world/until.ts'
import { openWorld } from '../../world/world.ts'

/*
 * All bytes of a file came, but the file is not ready: the server crashed, the store is away, or the check takes long.
 */

const pdf = bytesOf(allowed.pdf)

/** A disk store that first calls the test's function for a step. A stop of the server does not close it. */
async function wilful() {
  const folder = mkdtempSync(join(tmpdir(), 'chairside-'))
  atEnd(() => rmSync(folder, { recursive: true, force: true }))
  const disk = await openDisk(folder)
  const before: { [Step in 'length' | 'seal' | 'read']?: () => Promise<void> } = {}
  const store: ObjectStore = {
    ...disk,
    length: async (...asked) => {
      await before.length?.()
      return disk.length(...asked)
    },
    seal: async (...asked) => {
      await before.seal?.()
      return disk.seal(...asked)
    },
    read: async function* (...asked) {
      await before.read?.()
      yield* disk.read(...asked)
    },
    close: async () => undefined,
  }
  return { store, before }
}

/** A function that fails as a store that is away does, and how often it was called. */
function away(): { readonly asked: () => number; readonly ask: () => Promise<void> } {
  let count = 0
  return {
    asked: () => count,
    ask: async () => {
      count += 1
      throw new ChairsideError('STORAGE_UNAVAILABLE')
    },
  }
}

/** A file that Eva has offered to Anna, on such a store. */
async function offered(size = pdf.length) {
  const { store, before } = await wilful()
  const world = await openWorld({ overrides: { store } })
  const id = await world.appointment()
  const [doctor, patient] = [await bring(world, id, eva.id), await bring(world, id, anna.id)]
  const transfer = await doctor.offer([{ name: 'Unfinished-Letter.pdf', size }])
  const file = transfer.files[0]?.id ?? ''
  const seen = async (): Promise<TransferFile> => (await patient.see(transfer.id)).files[0] as TransferFile
  return { world, before, doctor, patient, transfer, file, seen }
}

/** Stops the server and starts it with the records of a crash after the sealing of a file and before its verdict. */
async function crashBeforeVerdict(
  { world, file }: Pick<Awaited<ReturnType<typeof offered>>, 'world' | 'file'>,
  state: 'receiving' | 'checking',
): Promise<void> {
  const records = new DatabaseSync(join(world.dataDir, 'records.sqlite'))
  records.prepare('update files set state = ?, ready_at = null where id = ?').run(state, file)
  records.prepare('update uploads set checked = 0 where id = ?').run(file)
  records
    .prepare(
      'update objects set type = null, sha256 = null, crc32 = null where key = (select object from uploads where id = ?)',
    )
    .run(file)
  records.close()
  await world.restart()
}

test('a file that was sealed when its server was killed becomes ready after the start, whoever sends it again meanwhile', async () => {
  const meeting = await offered()
  const { before, doctor, patient, transfer, file, seen } = meeting
  expect((await doctor.patch(file, pdf)).status).toBe(204)
  const gate = Promise.withResolvers<void>()
  let reads = 0
  before.read = () => {
    reads += 1
    return gate.promise
  }
  await crashBeforeVerdict(meeting, 'receiving')
  await until('the start looks at it', () => reads > 0)

  const other = Buffer.concat([pdf.subarray(0, 1024), Buffer.alloc(pdf.length - 1024, 'other bytes')])
  const boundary = 'chairside-unfinished'
  const posting = doctor.ask('POST', pathOf(routes.sendForm, { id: transfer.id }), {
    headers: { 'content-type': `multipart/form-data; boundary=${boundary}` },
    body: Buffer.concat([
      Buffer.from(`--${boundary}\r\nContent-Disposition: form-data; name="${file}"; filename="a"\r\n\r\n`),
      other,
      Buffer.from(`\r\n--${boundary}--\r\n`),
    ]),
  })
  await meeting.world.clock.advance(1000)
  gate.resolve()
  expect((await posting).status).toBe(200)
  expect((await seen()).state).toBe('ready')
  const got = Buffer.from(await (await fetch(await patient.ticket(file))).arrayBuffer())
  expect(got.equals(pdf)).toBe(true)
})

test.each(['receiving', 'checking'] as const)(
  'a file that was %s when its server was killed becomes ready, although the store is away at the start',
  async (state) => {
    const meeting = await offered()
    const { world, before, doctor, file, seen } = meeting
    await doctor.patch(file, pdf)
    const store = away()
    Object.assign(before, { length: store.ask, seal: store.ask, read: store.ask })
    await crashBeforeVerdict(meeting, state)
    await until('the store was asked', () => store.asked() > 0)
    Object.assign(before, { length: undefined, seal: undefined, read: undefined })
    await until('it is ready', async () => {
      await world.clock.advance(5000)
      return (await seen()).state === 'ready'
    })
  },
)

test('a file that could not be sealed is taken up again by the server, although its sender has gone', async () => {
  const { world, before, doctor, file, seen } = await offered()
  const store = away()
  before.seal = store.ask
  const said = await doctor.patch(file, pdf)
  expect([said.status, said.error?.code]).toEqual([503, 'STORAGE_UNAVAILABLE'])
  await world.clock.advance(61_000)
  await until('it was tried again', () => store.asked() > 1)
  expect(await seen()).toMatchObject({ state: 'receiving', bytes: pdf.length })
  delete before.seal
  await until('it is ready', async () => {
    await world.clock.advance(5000)
    return (await seen()).state === 'ready'
  })
})

test.each(['seal', 'read'] as const)(
  'while the server takes long to %s the bytes, no page says that the line is down',
  async (step) => {
    const { world, before, doctor, file, seen } = await offered(2 * MB)
    const going = Promise.withResolvers<void>()
    let begun = false
    before[step] = () => {
      begun = true
      return going.promise
    }
    const whole = Buffer.from(await grownPdf(2 * MB, 'Unfinished-Scan.pdf').arrayBuffer())
    const sending = doctor.patch(file, whole)
    await until('it has begun', () => begun)
    await world.clock.advance(6000)
    const now = await seen()
    expect(now).toMatchObject({ state: 'receiving', bytes: 2 * MB })
    expect(now).not.toHaveProperty('paused')
    going.resolve()
    expect((await sending).status).toBe(204)
  },
)

test('a HEAD reads the refusal of an upload whose last bytes have just been checked', async () => {
  // An archive whose end is missing.
  const broken = bytesOf(allowed.docx).subarray(0, -200)
  const { before, doctor, file, seen } = await offered(broken.length)
  const store = away()
  before.seal = store.ask
  expect((await doctor.patch(file, broken)).status).toBe(503)
  delete before.seal
  const said = await doctor.head(file)
  expect((await seen()).state).toBe('rejected')
  expect(said.status).toBe(415)
})

test('a form that was cut by a kill over a body that had all its bytes starts again, and is not lost', async () => {
  const meeting = await offered()
  const { world, doctor, file, seen } = meeting
  expect((await doctor.patch(file, pdf.subarray(0, 1000))).status).toBe(204)
  // A process that is killed when a form has just begun, over an upload that had all its bytes, leaves this row.
  await world.chairside.stop()
  const records = new DatabaseSync(join(world.dataDir, 'records.sqlite'))
  records.prepare('update uploads set bytes = size, whole = 1 where id = ?').run(file)
  records.close()
  await world.restart()
  await world.chairside.sweep()
  expect(await seen()).toMatchObject({ state: 'receiving', bytes: 0 })
  expect((await doctor.patch(file, pdf)).status).toBe(204)
  expect((await seen()).state).toBe('ready')
})

test('an upload whose last bytes the store has lost starts again, as long as its check has not begun', async () => {
  const meeting = await offered()
  const { world, doctor, file, seen } = meeting
  expect((await doctor.patch(file, pdf.subarray(0, 1000))).status).toBe(204)
  const records = new DatabaseSync(join(world.dataDir, 'records.sqlite'))
  records.prepare('update uploads set bytes = size where id = ?').run(file)
  records.close()
  await world.restart()
  await until('it starts again', async () => {
    await world.clock.advance(100)
    const now = await seen()
    return now.state === 'receiving' && now.bytes === 0
  })
  expect((await doctor.patch(file, pdf)).status).toBe(204)
  expect((await seen()).state).toBe('ready')
})
