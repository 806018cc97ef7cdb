import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { createServer, type Server } from 'node:net'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { ChairsideError, pathOf, routes } from '@chairside/protocol'
import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { openDisk } from '../../../server/src/adapters/disk/store.ts'
import { openSqlite } from '../../../server/src/adapters/sql/sqlite.ts'
import { startChairside } from '../../../server/src/chairside.ts'
import { readConfig } from '../../../server/src/config.ts'
import { createLog } from '../../../server/src/log.ts'
import { openRecords } from '../../../server/src/records/database.ts'
import type { ObjectStore } from '../../../server/src/seams.ts'
import { folder } from '../../world/folder.ts'
import { ask, begin } from '../../world/http.ts'
import { bring } from '../../world/party.ts'
import { anna, eva } from '../../world/people.ts'
import { allowed, bytesOf, pick } from '../../world/samples.ts'
import { keepSecret } from '../../world/secrets.ts'
import { atEnd, until } from '../../world/until.ts'
import { meet, openWorld } from '../../world/world.ts'

const codeOf = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => 'done',
    (error) => (error instanceof ChairsideError ? error.code : error),
  )

test('one object that cannot be removed keeps back nothing else, neither the sweep nor the next start', async () => {
  const store = await openDisk(folder())
  let stuck: string | undefined
  const stubborn: ObjectStore = {
    ...store,
    remove: (key) => {
      stuck ??= key
      return key === stuck ? Promise.reject(new ChairsideError('STORAGE_UNAVAILABLE')) : store.remove(key)
    },
    sweep: () => Promise.reject(new ChairsideError('STORAGE_UNAVAILABLE')),
  }
  const { world, id, practitioner, patient } = await meet(
    {},
    { env: { RETENTION_HOURS: '0' }, overrides: { store: stubborn } },
  )
  const transfer = await practitioner.send([pick(allowed.pdf), pick(allowed.png)])
  await until('both are here', () => patient.prompts.length === 2)
  await world.end(id)
  await world.chairside.sweep()
  await until('both are over', () => transfer.files.every((file) => file.state === 'expired'))
  await world.restart()
  expect((await ask(world.url + pathOf(routes.isReady), 'GET')).status).toBe(200)
})

test('a start that fails lets go of the data folder, and the next one succeeds', async () => {
  const dataDir = folder()
  const taken: Server = createServer().listen(0, '127.0.0.1')
  await once(taken, 'listening')
  const port = String((taken.address() as AddressInfo).port)
  const overrides = { log: createLog('silent') }
  await expect(startChairside(readConfig({ DATA_DIR: dataDir, PORT: port }), overrides)).rejects.toThrow(
    `Port ${port} of 127.0.0.1 is in use`,
  )
  taken.close()
  const chairside = await startChairside(readConfig({ DATA_DIR: dataDir, PORT: '0' }), overrides)
  await chairside.stop()
})

test('a server that acknowledges bytes before they are safe says so at its start', async () => {
  for (const [FSYNC, warns] of [
    ['off', true],
    ['on', false],
  ] as const) {
    const said: string[] = []
    const log = createLog('info', { write: (line) => said.push(line) })
    await openWorld({ env: { FSYNC }, overrides: { log } })
    expect(said.some((line) => line.includes('FSYNC is off'))).toBe(warns)
  }
})

test('a reader who leaves before the ticket is read causes no error in the log', async () => {
  const said: string[] = []
  const disk = await openDisk(folder())
  const opening = Promise.withResolvers<void>()
  let asked = false
  const store: ObjectStore = {
    ...disk,
    read: async function* (key, range, reading) {
      asked = true
      await opening.promise
      yield* disk.read(key, range, reading)
    },
  }
  const world = await openWorld({
    overrides: { store, log: createLog('info', { write: (line) => said.push(line) }) },
  })
  const id = await world.appointment()
  const doctor = await bring(world, id, eva.id)
  opening.resolve()
  const pdf = bytesOf(allowed.pdf)
  const transfer = await doctor.offer([{ name: 'Findings-Report.pdf', size: pdf.length }])
  const file = transfer.files[0]?.id ?? ''
  await doctor.patch(file, pdf)
  const url = await (await bring(world, id, anna.id)).ticket(file)
  asked = false
  const { request } = begin(url, 'GET')
  request.end()
  await until('its bytes are asked for', () => asked)
  request.destroy()
  await until('the server has noticed', async () => {
    await ask(world.url + pathOf(routes.isLive), 'GET')
    return true
  })
  expect(said.filter((line) => (JSON.parse(line) as { level: number }).level >= 50)).toEqual([])
})

test('a database that is full, or locked by another process, is an error with a code of its own', async () => {
  const dataDir = folder()
  const records = await openRecords(openSqlite(dataDir))
  atEnd(() => records.close())
  const grow = (bytes: number) =>
    sql`insert into identity (id) values (hex(randomblob(${bytes})))`.execute(records.db)
  const other = new DatabaseSync(join(dataDir, 'records.sqlite'))
  other.exec('begin immediate')
  expect(await codeOf(grow(1))).toBe('STORAGE_UNAVAILABLE')
  other.exec('rollback')
  other.close()
  expect(await codeOf(grow(1))).toBe('done')
  await sql`pragma max_page_count = 60`.execute(records.db)
  expect(await codeOf(grow(500_000))).toBe('STORAGE_FULL')
})

test('an empty JSON body counts as no body where no body is wanted', async () => {
  const world = await openWorld()
  const id = await world.appointment()
  const headers = { 'content-type': 'application/json', 'content-length': '0' }
  const asked = { token: world.apiKey, headers }
  const desk = await ask(world.url + pathOf(routes.issueDeskToken, { id: eva.id }), 'POST', asked)
  expect(desk.status).toBe(200)
  keepSecret(desk.json<{ token: string }>().token)
  const wanting = await ask(world.url + pathOf(routes.issueToken, { id }), 'POST', asked)
  expect([wanting.status, wanting.error?.code]).toEqual([400, 'BAD_REQUEST'])
  const ended = await ask(world.url + pathOf(routes.endAppointment, { id }), 'DELETE', asked)
  expect(ended.json<{ state: string }>().state).toBe('ended')
})

test('a request without a token is refused before its body is read', async () => {
  const world = await openWorld()
  const id = await world.appointment()
  const { request, head } = begin(world.url + pathOf(routes.offerTransfer, { id }), 'POST', {
    headers: { 'content-type': 'application/json', 'content-length': '1000' },
  })
  request.flushHeaders()
  expect((await head).statusCode).toBe(401)
  request.destroy()
})

test('a store that sweeps many objects asks about at most five hundred at once', async () => {
  const dataDir = folder()
  const store = await openDisk(dataDir)
  for (let made = 0; made < 1201; made += 1)
    writeFileSync(join(dataDir, 'objects', 'sealed', `stray-${made}`), '')
  const counts: number[] = []
  const removed = await store.sweep(Number.POSITIVE_INFINITY, async (keys) => {
    counts.push(keys.length)
    return new Set(keys.slice(0, 1))
  })
  expect([Math.max(...counts), removed]).toEqual([500, 1198])
})
