import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { systemClock } from '../../../server/src/adapters/clock.ts'
import { openPostgres } from '../../../server/src/adapters/sql/postgres.ts'
import { openSqlite } from '../../../server/src/adapters/sql/sqlite.ts'
import { defaultLimits } from '../../../server/src/limits.ts'
import { changeAppointment, findAppointment } from '../../../server/src/records/appointment.ts'
import { type Db, openRecords } from '../../../server/src/records/database.ts'
import { listParticipants } from '../../../server/src/records/participant.ts'
import { areTogether, listAttended, listOccupied } from '../../../server/src/records/present.ts'
import type { Database } from '../../../server/src/seams.ts'
import { type Postgres, startPostgres } from '../../services/postgres.ts'
import { fillHistory } from '../../world/history-rows.ts'
import { pastReads } from '../../world/past-reads.ts'
import { anna, eva } from '../../world/people.ts'
import { costly, explained } from '../../world/plans.ts'
import { atEnd } from '../../world/until.ts'

/* What is live is read by an index, on both databases: nothing is scanned or sorted, however long the past is. */

let postgres: Postgres
beforeAll(async () => {
  postgres = await startPostgres()
}, 300_000)
afterAll(() => postgres?.stop())

/** The desk of a practitioner has their own appointments, also those that were another one's when people connected. */
async function seeDesks(db: Db): Promise<void> {
  const desk = Array.from({ length: 20 }, (_, at) => `now-${at + 1}`).sort()
  expect(await listAttended(db, eva.id)).toEqual(desk)
  // As a node of an older version writes it.
  await db.updateTable('connections').set({ practitioner: '' }).where('appointment', '=', 'now-2').execute()
  expect(await listOccupied(db, eva.id)).toEqual(desk)
  expect(await areTogether(db, eva.id, anna.id)).toBe(true)
  const row = await findAppointment(db, 'now-1')
  if (row === undefined) throw new Error('there is no appointment')
  const { entries, blanked_at, named, ...registered } = row
  await changeAppointment(db, { ...registered, practitioner: 'another' })
  const [own] = await listParticipants(db, 'now-1')
  if (own === undefined) throw new Error('there is no practitioner')
  await db
    .insertInto('participants')
    .values({ ...own, id: 'another' })
    .execute()
  expect(await listAttended(db, 'another')).toEqual(['now-1'])
  expect(await listAttended(db, eva.id)).toEqual(desk.slice(1))
  expect(await areTogether(db, eva.id, anna.id)).toBe(false)
}

const databases: Readonly<Record<string, () => Promise<Database>>> = {
  SQLite: async () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'chairside-'))
    atEnd(() => rmSync(dataDir, { recursive: true, force: true }))
    return openSqlite(dataDir)
  },
  PostgreSQL: async () => {
    const place = { url: await postgres.database(), connections: 3, migrations: undefined }
    return openPostgres(place, defaultLimits.records, systemClock)
  },
}

for (const [name, open] of Object.entries(databases))
  test(`a join, a snapshot, a desk and a library are read by an index after a long past, on ${name}`, async () => {
    const database = await open()
    const records = await openRecords(database)
    const now = Date.now()
    await fillHistory(records, {
      ...{ past: 10_000, present: 1_000, library: 5_000 },
      ...{ practitioner: eva.id, patient: anna.id, now },
    })
    const { db, plansOf } = explained(database)
    atEnd(() => records.close())
    for (const [what, read] of Object.entries(pastReads(eva.id, anna.id, now))) {
      const lines = await plansOf(() => read(db))
      console.log([`${name}: ${what}`, ...lines].join('\n  '))
      expect([what, costly(lines)]).toEqual([what, []])
    }
    await seeDesks(records.db)
  }, 60_000)
