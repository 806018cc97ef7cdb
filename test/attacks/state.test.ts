import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { KB, MB, pathOf, routes } from '@chairside/protocol'
import { Kysely, sql } from 'kysely'
import { expect, test } from 'vitest'
import { openDisk } from '../../server/src/adapters/disk/store.ts'
import { openSqlite } from '../../server/src/adapters/sql/sqlite.ts'
import type { Scanner } from '../../server/src/seams.ts'
import { ask } from '../world/http.ts'
import { objectsOf } from '../world/objects.ts'
import { fileIn, tus } from '../world/party.ts'
import { allowed, bytesOf } from '../world/samples.ts'
import { small } from '../world/small-disk.ts'
import { atEnd, until } from '../world/until.ts'
import { expectRefused, meet, offered, sendAs } from './meeting.ts'

const pdf = bytesOf(allowed.pdf)

test('row 94: what is still being checked answers 409 and when to come back, on every way to its bytes', async () => {
  const held = Promise.withResolvers<void>()
  const scanner: Scanner = {
    scans: true,
    prove: async () => ({ state: 'unscanned' }),
    scan: async () => {
      await held.promise
      return { state: 'unscanned' }
    },
  }
  const meeting = await meet({ overrides: { scanner } })
  const { doctor, patient } = meeting
  const { transfer, file } = await offered(meeting, 'Unchecked-Letter.pdf', pdf.length)
  const expectNotReady = async (): Promise<void> => {
    for (const use of ['download', 'view'] as const) {
      const said = await patient.tryTicket(file, use)
      expect([said.status, said.error?.code]).toEqual([409, 'NOT_READY'])
      expect(Number(said.headers['retry-after'])).toBeGreaterThan(0)
    }
  }
  await expectNotReady()
  const sending = doctor.patch(file, pdf)
  await until('it is being checked', async () => fileIn(await doctor.see(transfer)).state === 'checking')
  await expectNotReady()
  held.resolve()
  expect((await sending).status).toBe(204)
  await until('it is ready', async () => fileIn(await doctor.see(transfer)).state === 'ready')
  expect((await ask(await patient.ticket(file), 'GET')).body.equals(pdf)).toBe(true)
})

test('row 94: what was refused answers 404, what was withdrawn 410, also with a ticket of before', async () => {
  const meeting = await meet()
  const { patient, doctor } = meeting
  const refused = await sendAs(meeting, 'Mislabelled-Letter.pdf', bytesOf('animation.gif'))
  await expectRefused(meeting, refused.file, 'TYPE_NOT_ALLOWED')
  for (const party of [patient, doctor]) {
    const said = await party.tryTicket(refused.file)
    expect([said.status, said.error?.code]).toEqual([404, 'NOT_FOUND'])
  }

  const { file } = await sendAs(meeting, 'Withdrawn-Letter.pdf', pdf)
  const url = await patient.ticket(file)
  expect((await ask(url, 'GET', { headers: { range: 'bytes=0-9' } })).status).toBe(206)
  await doctor.ask('DELETE', pathOf(routes.endUpload, { id: file }), { headers: tus(0) })
  for (const said of [await ask(url, 'GET'), await patient.tryTicket(file)])
    expect([said.status, said.error?.code]).toEqual([410, 'WITHDRAWN'])
  expect((await ask(url, 'HEAD')).status).toBe(410)
  await until('its bytes are gone', () => objectsOf(meeting.world).sealed.length === 0)
})

test('row 95: when the disk is full an upload is answered 507, nothing of it can be seen, and it goes on when there is room', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'chairside-'))
  atEnd(() => rmSync(folder, { recursive: true, force: true }))
  const disk = { room: 20_000 }
  const meeting = await meet({ overrides: { store: small(await openDisk(folder), disk) } })
  const { doctor, patient } = meeting
  const { transfer, file } = await offered(meeting, 'Large-Letter.pdf', pdf.length)
  const said = await doctor.patch(file, pdf)
  expect([said.status, said.error?.code]).toEqual([507, 'STORAGE_FULL'])
  expect(fileIn(await patient.see(transfer))).toMatchObject({ state: 'receiving', bytes: 20_000 })
  const ticket = await patient.tryTicket(file)
  expect(ticket.error?.code).toBe('NOT_READY')
  expect((await doctor.patch(file, pdf.subarray(20_000), 20_000)).status).toBe(507)
  expect(objectsOf({ dataDir: folder }).sealed).toEqual([])

  disk.room = MB
  const offset = await doctor.offset(file)
  expect(offset).toBe(20_000)
  expect((await doctor.patch(file, pdf.subarray(offset), offset)).status).toBe(204)
  expect((await ask(await patient.ticket(file), 'GET')).body.equals(pdf)).toBe(true)
  expect(objectsOf({ dataDir: folder }).unsealed).toEqual([])
})

test('row 95: when the disk is full while a form arrives, the files that fitted arrive and the other one names why', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'chairside-'))
  atEnd(() => rmSync(folder, { recursive: true, force: true }))
  const disk = { room: pdf.length + KB }
  const { world, doctor } = await meet({ overrides: { store: small(await openDisk(folder), disk) } })
  const names = ['First-Letter.pdf', 'Second-Letter.pdf']
  const transfer = await doctor.offer(names.map((name) => ({ name, size: pdf.length })))
  const body = new FormData()
  for (const { id } of transfer.files) body.append(id, new Blob([pdf]), 'x.pdf')
  const response = await fetch(world.url + pathOf(routes.sendForm, { id: transfer.id }), {
    method: 'POST',
    headers: { authorization: `Bearer ${doctor.token}` },
    body,
  })
  expect(await response.json()).toMatchObject({
    files: [{ state: 'ready' }, { state: 'receiving', error: { code: 'STORAGE_FULL' } }],
  })
})

test('row 95: when the disk is full for the records, what asks to be kept is answered 507', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'chairside-'))
  atEnd(() => rmSync(folder, { recursive: true, force: true }))
  const database = openSqlite(folder)
  const { doctor } = await meet({ overrides: { database } })
  const offer = () => doctor.tryOffer([{ name: 'Large-Letter.pdf', size: pdf.length }])
  expect((await offer()).status).toBe(200)

  const disk = new Kysely<object>({ dialect: database.dialect })
  const { rows } = await sql<{ page_count: number }>`pragma page_count`.execute(disk)
  await sql`pragma max_page_count = ${sql.lit(rows[0]?.page_count ?? 0)}`.execute(disk)
  const full = await until('there is no room', async () => {
    const said = await offer()
    return said.status !== 200 && said
  })
  expect([full.status, full.error?.code]).toEqual([507, 'STORAGE_FULL'])
  await sql`pragma max_page_count = 1000000`.execute(disk)
  expect((await offer()).error?.code).not.toBe('STORAGE_FULL')
})
