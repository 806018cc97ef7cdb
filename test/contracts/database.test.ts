import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { systemClock } from '../../server/src/adapters/clock.ts'
import { openPostgres } from '../../server/src/adapters/sql/postgres.ts'
import { openSqlite } from '../../server/src/adapters/sql/sqlite.ts'
import { defaultLimits } from '../../server/src/limits.ts'
import { findAppointment, insertAppointment } from '../../server/src/records/appointment.ts'
import { openRecords } from '../../server/src/records/database.ts'
import { insertRequest } from '../../server/src/records/request.ts'
import { blankExchange } from '../../server/src/records/words.ts'
import { type Postgres, startPostgres } from '../services/postgres.ts'
import { createManualClock } from '../world/clock.ts'
import { remains } from '../world/remains.ts'
import { atEnd, until } from '../world/until.ts'
import { databaseContract } from './database.ts'
import { presenceContract } from './presence.ts'

function folder(): string {
  const dataDir = mkdtempSync(join(tmpdir(), 'chairside-'))
  atEnd(() => rmSync(dataDir, { recursive: true, force: true }))
  return dataDir
}

databaseContract('in SQLite', async () => {
  const dataDir = folder()
  return { database: openSqlite(dataDir), again: async () => openSqlite(dataDir) }
})

let postgres: Postgres | undefined
beforeAll(async () => {
  postgres = await startPostgres()
}, 300_000)
afterAll(() => postgres?.stop())

databaseContract('in PostgreSQL', async () => {
  const url = (await postgres?.database()) ?? ''
  const open = () => openPostgres({ url, connections: 10 }, defaultLimits.records, systemClock)
  return { database: open(), again: async () => open() }
})

presenceContract('in SQLite', async () => openSqlite(folder()))

presenceContract('in PostgreSQL', async () => {
  const url = (await postgres?.database()) ?? ''
  return openPostgres({ url, connections: 10 }, defaultLimits.records, systemClock)
})

test('work that runs alone in PostgreSQL makes other nodes pass by, and hears when its lock is lost', async () => {
  const url = (await postgres?.database()) ?? ''
  const clock = createManualClock()
  const open = async () => {
    const database = openPostgres({ url, connections: 2 }, defaultLimits.records, clock)
    const records = await openRecords(database)
    atEnd(() => records.close())
    return { database, records }
  }
  const [one, other] = [await open(), await open()]
  const begun = Promise.withResolvers<AbortSignal>()
  const work = one.database.alone('sweep', async (lost) => {
    begun.resolve(lost)
    await new Promise((resolve) => lost.addEventListener('abort', resolve))
    lost.throwIfAborted()
  })
  const ended = expect(work).rejects.toMatchObject({ code: 'STORAGE_UNAVAILABLE' })
  const lost = await begun.promise
  const ran: string[] = []
  const again = () => other.database.alone('sweep', async () => void ran.push('the other'))
  expect(await again()).toBe(false)
  expect(ran).toEqual([])
  await sql`select pg_terminate_backend(pid) from pg_stat_activity where state = 'idle in transaction'
    and datname = current_database()`.execute(other.records.db)
  await until('it hears of it', async () => {
    await clock.advance(defaultLimits.records.idle / 3)
    return lost.aborted
  })
  await ended
  expect(await again()).toBe(true)
  expect(ran).toEqual(['the other'])
})

test('a transaction in a PostgreSQL that stands still is tried on one connection, not on each that is open', async () => {
  const alone = await startPostgres()
  atEnd(alone.stop)
  const patience = { ...defaultLimits.records, statement: 200 }
  const database = openPostgres({ url: await alone.database(), connections: 10 }, patience, systemClock)
  const records = await openRecords(database)
  atEnd(() => records.close())
  // As many connections as there are tries, and some more.
  const many = 10
  const all = Promise.withResolvers<void>()
  let begun = 0
  const meet = async (): Promise<void> => {
    begun += 1
    if (begun === many) all.resolve()
    await all.promise
  }
  await Promise.all(Array.from({ length: many }, () => records.write(meet)))
  alone.signal('SIGSTOP')
  atEnd(() => alone.signal('SIGCONT'))
  const failure = await records.write(meet).catch((error) => error)
  expect(failure).toMatchObject({ code: 'STORAGE_UNAVAILABLE' })
  expect(database.isUndone(failure)).toBe(false)
})

test('a PostgreSQL that lets nobody in for a while is told as an error to try again', async () => {
  const url = (await postgres?.database()) ?? ''
  const admin = new pg.Client((await postgres?.database()) ?? '')
  await admin.connect()
  atEnd(() => admin.end())
  const records = await openRecords(openPostgres({ url, connections: 3 }, defaultLimits.records, systemClock))
  atEnd(() => records.close())
  const name = new URL(url).pathname.slice(1)
  await admin.query(`alter database "${name}" allow_connections false`)
  const ends = `select pg_terminate_backend(pid, 5000) from pg_stat_activity where datname = '${name}'`
  await admin.query(ends)
  const read = () => records.read((tx) => findAppointment(tx, 'a-1'))
  await until('its connections have ended', async () => {
    const failure = await read().catch((error) => error)
    return failure?.cause?.code === '55000' && failure.code === 'STORAGE_UNAVAILABLE'
  })
  await admin.query(`alter database "${name}" allow_connections true`)
  expect(await read()).toBe(undefined)
})

test('SQLite belongs to one process at a time, and is free again once its records are closed', async () => {
  const dataDir = folder()
  const records = await openRecords(openSqlite(dataDir))
  expect(() => openSqlite(dataDir)).toThrow(`${dataDir} is in use by another Chairside server`)
  await records.close()
  const again = await openRecords(openSqlite(dataDir))
  await again.close()
})

test('overwritten texts stand in no file of SQLite, whatever rows lay beside them and moved since', async () => {
  const dataDir = folder()
  const records = await openRecords(openSqlite(dataDir))
  atEnd(() => records.close())
  const appointment = {
    practitioner: 'p-1',
    starts_at: 0,
    ends_at: 1,
    plan: 'pro',
    title: '',
    template: null,
    ended_at: null,
  } as const
  const gone: string[] = []
  const stay: string[] = []
  for (let at = 0; at < 60; at += 1) {
    const id = randomUUID()
    await records.write(async (tx) => {
      await insertAppointment(tx, { id, ...appointment })
      // The notes have many lengths, so that rows move from one database page to another.
      const notes = Array.from(
        { length: 8 },
        (_, row) => `${randomUUID()}${'-'.repeat((at * row * 7) % 400)}`,
      )
      for (const note of notes)
        await insertRequest(tx, {
          id: randomUUID(),
          appointment: id,
          asker: 'p-1',
          asked: 'c-1',
          note,
          state: 'declined',
          transfer: null,
          reason: null,
          at: 0,
          ended_at: null,
        })
      if (at % 3 === 0) stay.push(...notes)
      else gone.push(...notes)
    })
    if (at % 3 !== 0) await records.write((tx) => blankExchange(tx, { appointment: id }))
    if (at % 20 !== 19) continue
    expect(await records.forget()).toBe(true)
    expect(remains(dataDir, gone)).toEqual([])
    expect(remains(dataDir, stay)).toEqual(stay)
  }
})
