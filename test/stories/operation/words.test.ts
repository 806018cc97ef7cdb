import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { joinAppointment } from '@chairside/client'
import { pathOf, type RegisteredAppointment, routes } from '@chairside/protocol'
import { expect, test } from 'vitest'
import { ask } from '../../world/http.ts'
import { anna, eva, sam } from '../../world/people.ts'
import { remains } from '../../world/remains.ts'
import { atEnd, until } from '../../world/until.ts'
import { writeWords } from '../../world/wordy.ts'
import { openWorld, type World } from '../../world/world.ts'

const hour = 3_600_000
/** A retention of one hour. */
const kept = { RETENTION_HOURS: '1' }

const people = [eva.name, anna.name, sam.name]

/** Lets `ms` milliseconds pass, and then runs a sweep. */
async function pass(world: World, ms: number): Promise<void> {
  await world.clock.advance(ms)
  await world.chairside.sweep()
}

const registered = async (world: World, id: string): Promise<Response> =>
  world.backend('GET', pathOf(routes.readAppointment, { id }))

/** Opens the records for reading, as another process does. */
function readRecords(world: World): DatabaseSync {
  const records = new DatabaseSync(join(world.dataDir, 'records.sqlite'), { readOnly: true })
  atEnd(() => records.close())
  return records
}

const tablesOf = (records: DatabaseSync): string[] =>
  records
    .prepare("select name from sqlite_master where type = 'table' and name not like '%kysely%'")
    .all()
    .map(({ name }) => String(name))

test('when the retention is over no word that people wrote is left in the data folder', async () => {
  const world = await openWorld({ env: kept })
  const { id, words, patient, ready } = await writeWords(world, { mark: 'Kieselgur' })
  const all = [...people, ...words]
  const page = await world.join(id, anna.id)
  expect(remains(world.dataDir, all)).toEqual(all)

  await world.end(id)
  await pass(world, hour - 60_000)
  expect(remains(world.dataDir, people)).toEqual(people)
  const url = await patient.ticket(ready)
  await pass(world, 60_000)
  expect(remains(world.dataDir, all)).toEqual([])
  expect(await world.stored()).toEqual([])

  // An open page still shows the records, but without words.
  await until('the page has no name any more', () => page.participants.every(({ name }) => name === ''))
  const files = page.transfers.flatMap((transfer) => transfer.files)
  expect(new Set(files.map(({ name }) => name))).toEqual(new Set(['']))
  expect(page.requests.map(({ note }) => note)).toEqual([undefined, undefined])
  expect(page.requests.map(({ status }) => 'reason' in status)).toEqual([false, false])
  expect((await ask(url, 'GET')).error).toMatchObject({ code: 'EXPIRED', limit: 1 })
  expect(await (await registered(world, id)).json()).toMatchObject({
    practitioner: { id: eva.id, name: '' },
    patients: [{ id: anna.id, name: '' }],
    blankedAt: '2026-11-20T15:00:00.000Z',
  })
  expect((await world.record(id)).at(-1)?.kind).toBe('appointment-blanked')
})

test('a page that was away when the retention ended has no word left when it is back', async () => {
  const world = await openWorld({ env: kept })
  const { id, words } = await writeWords(world, { mark: 'Labradorit' })
  // A fixed token that outlives the retention, as an app may sign it. After the retention the server issues no token.
  const page = await joinAppointment({ url: world.url, token: await world.token(id, anna.id) })
  atEnd(() => page.close())
  const shown = () =>
    JSON.stringify([
      page.participants,
      page.transfers.map(({ files }) => files.map((file) => file.status)),
      page.requests.map(({ status }) => status),
    ])
  expect(words.filter((word) => shown().includes(word)).length).toBeGreaterThan(8)
  await world.end(id)
  await world.restart(hour)
  // After a start the senders of files on their way have one minute to come back.
  await pass(world, 60_000)
  const isBlank = () => page.participants.every(({ name }) => name === '')
  await until('it is back', () => page.connection.state === 'up' && isBlank(), 2000)
  expect([anna.name, eva.name, ...words].filter((word) => shown().includes(word))).toEqual([])
  expect(page.transfers.flatMap(({ from, to }) => [from.name, to.name]).join('')).toBe('')
})

test('names that come after the retention are refused, because nothing would blank them', async () => {
  const world = await openWorld({ env: kept })
  const id = await world.appointment()
  await world.end(id)
  await pass(world, hour)
  const answer = await world.backend('PUT', pathOf(routes.registerAppointment, { id }), { patients: [anna] })
  expect(answer.headers.get('chairside-error')).toBe('APPOINTMENT_ENDED')
  expect(remains(world.dataDir, [anna.name])).toEqual([])
})

test('a file that may still finish keeps its name until then, also where nothing is kept after the end', async () => {
  const world = await openWorld({ env: { RETENTION_HOURS: '0' } })
  const { id, words } = await writeWords(world, { mark: 'Bimsstein' })
  const half = words.filter((word) => word.startsWith('Half'))
  await world.end(id)
  await pass(world, 1000)
  expect(remains(world.dataDir, half)).toEqual(half)
  await pass(world, 15 * 60_000)
  expect(remains(world.dataDir, [...people, ...words])).toEqual([])
})

test('a record with its audit stays for AUDIT_DAYS, and then every row of it goes', async () => {
  const world = await openWorld({ env: { AUDIT_DAYS: '1' } })
  const { id } = await writeWords(world, { mark: 'Feldspat' })
  await world.end(id)
  await pass(world, 23 * hour)
  expect((await world.record(id)).length).toBeGreaterThan(10)
  await pass(world, hour + 1000)
  expect((await registered(world, id)).status).toBe(404)
  const records = readRecords(world)
  const left = tablesOf(records).filter(
    (table) => records.prepare(`select count(*) as rows from ${table}`).get()?.rows !== 0,
  )
  expect(left).toEqual(['identity'])
})

test('what an earlier version deleted lies in no file of the records after the start', async () => {
  const word = 'Margarethe Quellwasser-Überlingen'
  const world = await openWorld({
    fill: (dataDir) => {
      const records = new DatabaseSync(join(dataDir, 'records.sqlite'))
      const landed = readFileSync(join(import.meta.dirname, 'landed', 'records.sql'), 'utf8')
      records.exec(`pragma secure_delete=off; ${landed}`)
      records.exec(
        `insert into participants select appointment, id || 'x', role, '${word}', paid, 9, 0 from participants`,
      )
      records.exec("delete from participants where id like '%x'")
      records.close()
      expect(remains(dataDir, [word])).toEqual([word])
    },
  })
  expect(remains(world.dataDir, [word])).toEqual([])
})

/** The columns with texts that people wrote. `records/words.ts` blanks them. */
const words = [
  'appointments.title',
  'documents.details',
  'documents.folded',
  'documents.name',
  'documents.offer',
  'files.details',
  'files.name',
  'files.offer',
  'participants.name',
  'request_aliases.note',
  'requests.note',
  'requests.reason',
  'transfers.offer',
]

/** The other columns with texts: ids, keys, digests, states and kinds. */
const others = [
  'accesses.device,document,id,key,link,patient,way',
  'appointments.id,practitioner,plan,template',
  'attachments.appointment,availability,document,visibility',
  'audit.appointment,facts,kind',
  'deliveries.event,failure,state,webhook',
  'connections.appointment,id,node,participant,place,practitioner',
  'desks.id,node,practitioner',
  'documents.code,id,kept_from,kind,policy,practitioner,sensitivity,state,thumbnail,visibility',
  'erasures.person',
  'fetched.person,ranges,upload,use',
  'files.appointment,code,id,state,thumbnail,transfer',
  'identity.id',
  'links.code,asked_key,code_key,document,id,patient,secret',
  'libraries.practitioner',
  'nodes.id',
  'objects.flags,key,mime,sha256,type,upload',
  'openings.appointment,availability,document,patient',
  'participants.appointment,id,role',
  'profile_documents.document,patient',
  'proofs.access,nonce',
  'receipts.file,kind,participant',
  'request_aliases.id,request',
  'requests.appointment,asked,asker,id,state,transfer',
  'templates.documents,id',
  'tickets.access,appointment,id,owner,person,role,subject,use',
  'transfers.appointment,id,receiver,request,sender,state',
  'uploads.digest,doubt,id,node,object,owner,policy,sender',
  'views.device,document,id,patient,way',
  'webhook_events.data,id,type',
  'webhooks.hears,id,pause,secret,secret_before,url',
]

test('of every column with texts it is decided whether people write there', async () => {
  const records = readRecords(await openWorld())
  const columns = tablesOf(records).flatMap((table) =>
    records
      .prepare(`select name from pragma_table_info('${table}') where lower(type) = 'text'`)
      .all()
      .map(({ name }) => `${table}.${name}`),
  )
  const known = others.flatMap((line) => {
    const [table = '', names = ''] = line.split('.')
    return names.split(',').map((name) => `${table}.${name}`)
  })
  expect(columns.toSorted()).toEqual([...words, ...known].toSorted())
})

test('a registration that is read says when its words were blanked', async () => {
  const world = await openWorld({ env: kept })
  const id = await world.appointment()
  const before = (await (await registered(world, id)).json()) as RegisteredAppointment
  expect('blankedAt' in before).toBe(false)
  await world.end(id)
  await pass(world, hour)
  const after = (await (await registered(world, id)).json()) as RegisteredAppointment
  expect({ ...after, patients: [], practitioner: 0 }).toEqual({
    ...before,
    patients: [],
    practitioner: 0,
    state: 'ended',
    endedAt: '2026-11-20T14:00:00.000Z',
    blankedAt: '2026-11-20T15:00:00.000Z',
  })
})
