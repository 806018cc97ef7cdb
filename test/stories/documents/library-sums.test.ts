import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { type LibraryPage, pathOf, routes } from '@chairside/protocol'
import { Kysely } from 'kysely'
import { Migrator } from 'kysely/migration'
import { expect, test } from 'vitest'
import { openSqlite } from '../../../server/src/adapters/sql/sqlite.ts'
import { openRecords } from '../../../server/src/records/database.ts'
import { findLibrary } from '../../../server/src/records/library.ts'
import { migrations } from '../../../server/src/records/migrations/all.ts'
import { type Meeting, meet } from '../../world/calls.ts'
import { offerDocument, readyDocument } from '../../world/document-calls.ts'
import { ask } from '../../world/http.ts'
import { fileIn, requested, tus } from '../../world/party.ts'
import { eva } from '../../world/people.ts'
import { allowed, bytesOf } from '../../world/samples.ts'
import { atEnd } from '../../world/until.ts'

/* How many documents a library has, and their bytes, are counted as documents come and go. */

const pdf = bytesOf(allowed.pdf)

/** What a page says of the whole library. */
async function told({ world, doctor }: Meeting): Promise<Pick<LibraryPage, 'total' | 'used'>> {
  const said = await world.as(doctor.token, 'GET', pathOf(routes.readLibrary, { id: eva.id }))
  const { total, used } = (await said.json()) as LibraryPage
  return { total, used }
}

/** The same, summed up over all rows. */
function summed({ world }: Meeting): unknown {
  const records = new DatabaseSync(join(world.dataDir, 'records.sqlite'), { readOnly: true })
  try {
    return {
      ...records
        .prepare(
          `select count(*) as total, coalesce(sum(size), 0) as used from documents
           where practitioner = ? and state not in ('rejected', 'deleted')`,
        )
        .get(eva.id),
    }
  } finally {
    records.close()
  }
}

const remove = ({ world, doctor }: Meeting, id: string): Promise<Response> =>
  world.as(doctor.token, 'DELETE', pathOf(routes.deleteDocument, { id }))

/** Offers a program under a harmless name and sends it: it is refused. */
async function refusedDocument(meeting: Meeting): Promise<string> {
  const id = await offerDocument(meeting, { name: 'Harmless.bin', size: 512 })
  const said = await ask(meeting.world.url + pathOf(routes.sendDocumentBytes, { id }), 'PATCH', {
    headers: tus(0),
    body: Buffer.concat([Buffer.from('MZ'), Buffer.alloc(510)]),
    token: meeting.doctor.token,
  })
  expect(said.status).toBe(415)
  return id
}

/** Keeps a file that the patient has sent. */
async function keptDocument({ world, doctor, patient }: Meeting): Promise<string> {
  const { id: file } = fileIn(
    await patient.offer([{ name: 'Kept-Letter.pdf', size: pdf.length }], await requested(doctor)),
  )
  await patient.patch(file, pdf)
  const id = randomUUID()
  const said = await world.as(doctor.token, 'POST', pathOf(routes.keepFile, { id: file }), { id })
  expect(said.status).toBe(200)
  return id
}

test('a library knows its documents and bytes exactly while they are sent, kept, refused and deleted at once', async () => {
  const meeting = await meet()
  const many = <Result>(count: number, work: () => Promise<Result>): Promise<Result[]> =>
    Promise.all(Array.from({ length: count }, work))
  const ready = await many(4, () => readyDocument(meeting))
  const [sent, offered, refused, kept] = await Promise.all([
    many(4, () => readyDocument(meeting)),
    many(4, () => offerDocument(meeting, { size: 700 })),
    many(2, () => refusedDocument(meeting)),
    keptDocument(meeting),
    // Each twice: the second time changes nothing.
    Promise.all([...ready, ...ready].map((id) => remove(meeting, id))),
  ])
  expect(await told(meeting)).toEqual({ total: 9, used: 5 * pdf.length + 4 * 700 })
  expect(await told(meeting)).toEqual(summed(meeting))
  for (const id of [...sent, ...offered, ...refused, kept]) await remove(meeting, id)
  expect(await told(meeting)).toEqual({ total: 0, used: 0 })
  expect(summed(meeting)).toEqual({ total: 0, used: 0 })
})

test('of offers that come at once a library takes exactly those for which it has room, and what is deleted makes room', async () => {
  const meeting = await meet({ limits: { library: 1000 } })
  const { world, doctor } = meeting
  const offer = async (): Promise<string | undefined> => {
    const id = randomUUID()
    const said = await world.as(doctor.token, 'POST', pathOf(routes.createDocument), {
      ...{ id, name: 'Offered-Paper.pdf', size: 150, policy: 'material' },
    })
    if (said.status === 200) return id
    expect(said.headers.get('chairside-error')).toBe('LIBRARY_FULL')
    return undefined
  }
  const taken = (await Promise.all(Array.from({ length: 20 }, offer))).filter((id) => id !== undefined)
  expect(taken).toHaveLength(6)
  expect(await offer()).toBeUndefined()
  const [first = ''] = taken
  await remove(meeting, first)
  expect(await offer()).toBeDefined()
  expect(await told(meeting)).toEqual({ total: 6, used: 900 })
})

test('a database of before is counted once, when it is opened', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'chairside-'))
  atEnd(() => rmSync(dataDir, { recursive: true, force: true }))
  const earlier = Object.fromEntries(Object.entries(migrations).filter(([name]) => name < '013'))
  const before = new Kysely<unknown>({ dialect: openSqlite(dataDir).dialect })
  const provider = { getMigrations: async () => earlier }
  await new Migrator({ db: before, provider }).migrateToLatest()
  await before.destroy()
  const file = new DatabaseSync(join(dataDir, 'records.sqlite'))
  const rows = [
    ['1', 'eva', 'ready', 10],
    ['2', 'eva', 'receiving', 5],
    ['3', 'eva', 'deleted', 100],
    ['4', 'eva', 'rejected', 100],
    ['5', 'other', 'checking', 7],
  ] as const
  const insert = file.prepare(
    `insert into documents (id, practitioner, state, size, name, folded, offer, policy, waiting, sensitivity, visibility, created_at)
     values (?, ?, ?, ?, 'n', 'n', 'o', 'material', 0, 'normal', 'all', 1)`,
  )
  for (const row of rows) insert.run(...row)
  file.close()
  const records = await openRecords(openSqlite(dataDir))
  atEnd(() => records.close())
  expect(await findLibrary(records.db, 'eva')).toEqual({ documents: 2, bytes: 15 })
  expect(await findLibrary(records.db, 'other')).toEqual({ documents: 1, bytes: 7 })
  expect(await findLibrary(records.db, 'nobody')).toBeUndefined()
})
