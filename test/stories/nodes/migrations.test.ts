import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Kysely, sql } from 'kysely'
import { Migrator } from 'kysely/migration'
import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { systemClock } from '../../../server/src/adapters/clock.ts'
import { openPostgres } from '../../../server/src/adapters/sql/postgres.ts'
import { openSqlite } from '../../../server/src/adapters/sql/sqlite.ts'
import { defaultLimits } from '../../../server/src/limits.ts'
import { openRecords, type Records } from '../../../server/src/records/database.ts'
import { migrations } from '../../../server/src/records/migrations/all.ts'
import type { Database } from '../../../server/src/seams.ts'
import { type PgBouncer, startPgBouncer } from '../../services/pgbouncer.ts'
import { type Postgres, startPostgres } from '../../services/postgres.ts'
import { bring, fileIn } from '../../world/party.ts'
import { anna, eva } from '../../world/people.ts'
import { allowed, bytesOf } from '../../world/samples.ts'
import { atEnd } from '../../world/until.ts'
import { openWorld } from '../../world/world.ts'

let postgres: Postgres
let bouncer: PgBouncer
beforeAll(async () => {
  postgres = await startPostgres()
  bouncer = await startPgBouncer(postgres)
}, 300_000)
afterAll(async () => {
  await bouncer?.stop()
  await postgres?.stop()
})

const open = (url: string, direct?: string): Database =>
  openPostgres({ url, connections: 3, migrations: direct }, defaultLimits.records, systemClock)

const made = async ({ db }: Records): Promise<string[]> =>
  (await sql<{ name: string }>`select name from kysely_migration order by name`.execute(db)).rows.map(
    ({ name }) => name,
  )

const ways = {
  'by the address of the database': (url: string) => open(url),
  'through PgBouncer': (url: string) => open(bouncer.through(url)),
  'through PgBouncer, with migrations past it': (url: string) => open(bouncer.through(url), url),
}

for (const [way, openBy] of Object.entries(ways))
  test(`three nodes that start at once on an empty database make its tables once, ${way}`, async () => {
    const url = await postgres.database()
    const nodes = await Promise.all(
      [1, 2, 3].map(async () => {
        const records = await openRecords(openBy(url))
        atEnd(() => records.close())
        return records
      }),
    )
    for (const records of nodes) {
      expect(await made(records)).toEqual(Object.keys(migrations).sort())
      expect((await records.db.selectFrom('identity').selectAll().execute()).length).toBe(1)
    }
  })

/** The first migration of servers that run side by side. */
const sideBySide = '018-nodes'

test('each migration since servers run side by side only adds: one of the version before goes on meanwhile', async () => {
  const db = new Kysely<never>({ dialect: open(await postgres.database()).dialect })
  atEnd(() => db.destroy())
  const migrator = new Migrator({ db, provider: { getMigrations: () => Promise.resolve(migrations) } })
  const columns = async () => {
    const { rows } = await sql<{ place: string; kind: string; optional: boolean }>`
      select table_name || '.' || column_name as place, data_type as kind,
        is_nullable = 'YES' or column_default is not null as optional
      from information_schema.columns where table_schema = 'public'`.execute(db)
    return new Map(rows.map(({ place, ...column }) => [place, column]))
  }
  const tableOf = (place: string): string => place.split('.')[0] ?? ''
  for (const name of Object.keys(migrations).sort()) {
    const before = await columns()
    expect((await migrator.migrateTo(name)).error).toBeUndefined()
    if (name < sideBySide) continue
    const after = await columns()
    for (const [place, column] of before)
      expect([name, place, after.get(place)]).toEqual([name, place, column])
    const tables = new Set([...before.keys()].map(tableOf))
    const more = [...after].filter(([place]) => tables.has(tableOf(place)) && !before.has(place))
    for (const [place, { optional }] of more) expect([name, place, optional]).toEqual([name, place, true])
  }
})

const older = /^The records are of a newer version of Chairside: they have had 999-later\. Start that version/

test('a server that is older than its PostgreSQL says so and stops', async () => {
  const url = await postgres.database()
  const records = await openRecords(open(url))
  await sql`insert into kysely_migration (name, timestamp) values ('999-later', '')`.execute(records.db)
  await records.close()
  await expect(openRecords(open(url))).rejects.toThrow(older)
  await expect(openWorld({ env: { DATABASE_URL: url } })).rejects.toThrow(older)
})

test('a server that is older than its SQLite says so and stops', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'chairside-'))
  const records = await openRecords(openSqlite(dataDir))
  await sql`insert into kysely_migration (name, timestamp) values ('999-later', '')`.execute(records.db)
  await records.close()
  await expect(openRecords(openSqlite(dataDir))).rejects.toThrow(older)
})

test('a server works through PgBouncer, and its time limits hold there', async () => {
  const url = await postgres.database()
  const world = await openWorld({
    env: { DATABASE_URL: bouncer.through(url) },
    limits: { records: { ...defaultLimits.records, lock: 300 } },
  })
  const id = await world.appointment()
  const [doctor, patient] = [await bring(world, id, eva.id), await bring(world, id, anna.id)]
  const pdf = bytesOf(allowed.pdf)
  const file = fileIn(await doctor.offer([{ name: 'Bounced.pdf', size: pdf.length }])).id
  expect((await doctor.patch(file, pdf)).status).toBe(204)
  expect((await patient.tryTicket(file)).status).toBe(200)

  const other = new pg.Client(url)
  await other.connect()
  atEnd(() => other.end())
  await other.query('begin')
  await other.query(`update appointments set plan = plan where id = '${id}'`)
  const refused = await doctor.tryOffer([{ name: 'Late.pdf', size: 10 }])
  expect(refused).toMatchObject({ status: 503, error: { code: 'STORAGE_UNAVAILABLE' } })
  // What only reads waits for nobody.
  expect((await doctor.head(file)).status).toBe(200)
  await other.query('rollback')
  expect((await doctor.tryOffer([{ name: 'Then.pdf', size: 10 }])).status).toBe(200)
})
