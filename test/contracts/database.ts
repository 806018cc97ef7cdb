import { sql } from 'kysely'
import { describe, expect, test } from 'vitest'
import {
  changeAppointment,
  findAppointment,
  insertAppointment,
} from '../../server/src/records/appointment.ts'
import {
  appendEntries,
  appendEntriesOf,
  listEntries,
  listEntriesBehind,
  subjectOf,
} from '../../server/src/records/audit.ts'
import { openRecords, type Records } from '../../server/src/records/database.ts'
import { insertFiles, listParties } from '../../server/src/records/file.ts'
import { migrations } from '../../server/src/records/migrations/all.ts'
import { changeObject, findObject, insertObject } from '../../server/src/records/object.ts'
import {
  findParticipant,
  nextRevisions,
  replaceParticipants,
  setPaid,
} from '../../server/src/records/participant.ts'
import { prepareFirst, prepareList, prepareOne, prepareRun } from '../../server/src/records/prepared.ts'
import type { AppointmentRow, FileRow } from '../../server/src/records/tables.ts'
import { insertTransfer } from '../../server/src/records/transfer.ts'
import type { Database } from '../../server/src/seams.ts'
import { atEnd } from '../world/until.ts'

/** An empty database to test. `again` opens it again after its records were closed. */
export interface OpenDatabase {
  readonly database: Database
  again(): Promise<Database>
}

const appointment = {
  id: 'a-1',
  practitioner: 'p-1',
  starts_at: 1_795_183_200_000,
  ends_at: 1_795_185_000_000,
  plan: 'pro',
  ended_at: null,
  title: '',
  template: null,
} as const

const patient = {
  appointment: appointment.id,
  id: 'c-1',
  role: 'patient',
  name: 'C',
  paid: true,
  position: 0,
  revision: 0,
  erased: false,
} as const

const fileRow = (of: Pick<FileRow, 'id' | 'transfer' | 'appointment' | 'position'>): FileRow => ({
  ...of,
  name: 'scan.pdf',
  offer: '',
  state: 'offered',
  waiting: false,
  code: null,
  details: null,
  ready_at: null,
  downloaded_at: null,
  ended_at: null,
  thumbnail: null,
})

/** What every Database promises, tested through the records in it. */
export function databaseContract(name: string, open: () => Promise<OpenDatabase>): void {
  const begin = async () => {
    const { database, again } = await open()
    let records = await openRecords(database)
    let closed = false
    const close = async (): Promise<void> => {
      if (!closed) await records.close()
      closed = true
    }
    atEnd(close)
    const reopen = async (): Promise<Records> => {
      await close()
      records = await openRecords(await again())
      closed = false
      return records
    }
    return { database, records, reopen }
  }

  describe(`the database ${name}`, () => {
    test('makes its tables once and keeps what is in them', async () => {
      const { records, reopen } = await begin()
      const steps = ({ db }: Records) =>
        sql<{ name: string; timestamp: string }>`select name, timestamp from kysely_migration`.execute(db)
      const made = (await steps(records)).rows
      expect(made.map((row) => row.name)).toEqual(Object.keys(migrations))
      await insertAppointment(records.db, appointment)
      const next = await reopen()
      expect((await steps(next)).rows).toEqual(made)
      expect(await findAppointment(next.db, appointment.id)).toEqual({
        ...appointment,
        blanked_at: null,
        named: false,
        entries: 0,
      })
    })

    test('counts the audit of each appointment and each desk by itself, and pages through all by time', async () => {
      const { records } = await begin()
      const fact = { kind: 'token-issued' } as const
      await records.write(async (tx) => {
        await insertAppointment(tx, appointment)
        await appendEntries(tx, appointment.id, 2, [fact, fact])
        await appendEntriesOf(tx, '/p-1', 1, [fact])
        await appendEntriesOf(tx, '/p-1', 2, [fact, fact])
        await appendEntriesOf(tx, '/p-2', 3, [fact])
      })
      const seen: (string | number)[][] = []
      for (let place = { at: 1, appointment: '', number: 0 }; ; ) {
        const rows = await listEntriesBehind(records.db, place, 2)
        const last = rows.at(-1)
        if (last === undefined) break
        place = last
        seen.push(
          ...rows.map((row) => [row.at, subjectOf(row.appointment).desk ?? row.appointment, row.number]),
        )
      }
      expect(seen).toEqual([
        [1, 'p-1', 1],
        [2, 'p-1', 2],
        [2, 'p-1', 3],
        [2, appointment.id, 1],
        [2, appointment.id, 2],
        [3, 'p-2', 1],
      ])
    })

    test('keeps a commit that was answered', async () => {
      const { records, reopen } = await begin()
      await records.write(async (tx) => {
        await insertAppointment(tx, appointment)
        await replaceParticipants(tx, appointment.id, [patient])
      })
      const next = await reopen()
      expect(await findParticipant(next.db, appointment.id, patient.id)).toEqual(patient)
    })

    test('answers a commit when it would survive a loss of power, and not before', async () => {
      const { database } = await open()
      const asked: PromiseWithResolvers<void>[] = []
      const slow = {
        ...database,
        durable: async () => {
          const gate = Promise.withResolvers<void>()
          asked.push(gate)
          await gate.promise
          return database.durable()
        },
      }
      const records = await openRecords(slow)
      atEnd(() => records.close())
      let answered = false
      const writing = records
        .write((tx) => insertAppointment(tx, appointment))
        .then(() => {
          answered = true
        })
      await expect.poll(() => asked.length).toBe(1)
      expect(await findAppointment(records.db, appointment.id)).toBeDefined()
      expect(answered).toBe(false)
      asked[0]?.resolve()
      await writing
      expect(answered).toBe(true)
    })

    test('undoes everything of a transaction that fails, and goes on', async () => {
      const { records } = await begin()
      await insertAppointment(records.db, appointment)
      const failing = records.write(async (tx) => {
        await changeAppointment(tx, { ...appointment, plan: 'basic' })
        await replaceParticipants(tx, appointment.id, [patient])
        await appendEntries(tx, appointment.id, 1, [{ kind: 'appointment-registered' }])
        throw new RangeError('as the domain throws')
      })
      await expect(failing).rejects.toThrow(RangeError)
      expect(await findAppointment(records.db, appointment.id)).toEqual({
        ...appointment,
        blanked_at: null,
        named: false,
        entries: 0,
      })
      expect(await findParticipant(records.db, appointment.id, patient.id)).toBeUndefined()
      expect(await listEntries(records.db, appointment.id, 0, 10)).toEqual([])
      await records.write((tx) => replaceParticipants(tx, appointment.id, [patient]))
      expect(await findParticipant(records.db, appointment.id, patient.id)).toEqual(patient)
    })

    test('shows a transaction its own changes, and nobody else before it is committed', async () => {
      const { records } = await begin()
      await insertAppointment(records.db, appointment)
      const reached = Promise.withResolvers<void>()
      const seen: (string | undefined)[] = []
      const writing = records.write(async (tx) => {
        await changeAppointment(tx, { ...appointment, plan: 'clinic' })
        seen.push((await findAppointment(tx, appointment.id))?.plan)
        reached.resolve()
        throw new RangeError('never mind')
      })
      await reached.promise
      const looking = findAppointment(records.db, appointment.id)
      await expect(writing).rejects.toThrow(RangeError)
      seen.push((await looking)?.plan)
      expect(seen).toEqual(['clinic', 'pro'])
    })

    test('counts without a gap and without a repetition in 200 transactions at once', async () => {
      const { records } = await begin()
      await insertAppointment(records.db, appointment)
      await replaceParticipants(records.db, appointment.id, [patient])
      const numbers = await Promise.all(
        Array.from({ length: 200 }, (_, index) =>
          records.write(async (tx) => {
            await appendEntries(tx, appointment.id, index, [
              { kind: 'appointment-registered' },
              { kind: 'appointment-ended' },
            ])
            const [counted] = await nextRevisions(tx, appointment.id, [patient.id, 'somebody who left'])
            if (index % 10 === 9) throw new RangeError('this one does not count')
            return counted?.revision
          }),
        ).map((work) => work.catch(() => undefined)),
      )
      const counted = numbers.filter((number) => number !== undefined).sort((one, other) => one - other)
      expect(counted).toEqual(Array.from({ length: 180 }, (_, index) => index + 1))
      const lines = await listEntries(records.db, appointment.id, 0, 500)
      expect(lines.map((line) => line.number)).toEqual(Array.from({ length: 360 }, (_, index) => index + 1))
      expect(lines.every((line, at) => (line.kind === 'appointment-ended') === (at % 2 === 1))).toBe(true)
      expect((await findAppointment(records.db, appointment.id))?.entries).toBe(360)
    })

    test('runs a prepared query with other values, other columns and lists of other lengths each time', async () => {
      const { records } = await begin()
      const ids = Array.from({ length: 150 }, (_, at) => `a-${at}`)
      for (const id of ids) await insertAppointment(records.db, { ...appointment, id })
      const list = prepareList((db, some: readonly string[], plan: string) =>
        db
          .selectFrom('appointments')
          .select('id')
          .where('id', 'in', some)
          .where('plan', '=', plan as 'pro'),
      )
      const change = prepareRun((db, id: string, columns: Partial<AppointmentRow>) =>
        db.updateTable('appointments').set(columns).where('id', '=', id),
      )
      for (const length of [1, 150, 2, ...ids.map((_, at) => at + 1), 1]) {
        const found = await list(records.db, ids.slice(0, length), 'pro')
        expect(found.map(({ id }) => id).sort()).toEqual(ids.slice(0, length).sort())
      }
      await change(records.db, 'a-1', { plan: 'basic' })
      await change(records.db, 'a-2', { ended_at: 5, plan: 'clinic' })
      await change(records.db, 'a-2', { plan: 'basic', ended_at: null })
      await records.write((tx) => change(tx, 'a-3', { plan: 'basic' }))
      expect((await list(records.db, ids.slice(0, 5), 'basic')).map(({ id }) => id).sort()).toEqual([
        'a-1',
        'a-2',
        'a-3',
      ])
      expect(await findAppointment(records.db, 'a-2')).toMatchObject({ plan: 'basic', ended_at: null })
    })

    test('gives the people of any number of files', async () => {
      const { records } = await begin()
      await insertAppointment(records.db, appointment)
      await replaceParticipants(records.db, appointment.id, [patient])
      const about = { transfer: 't-1', appointment: appointment.id }
      const sent = {
        sender: 'p-1',
        receiver: patient.id,
        request: null,
        state: 'open',
        offer: '',
        at: 0,
      } as const
      await insertTransfer(records.db, { id: about.transfer, appointment: about.appointment, ...sent })
      const files = Array.from({ length: 17_000 }, (_, position) =>
        fileRow({ ...about, id: `f-${position}`, position }),
      )
      for (let at = 0; at < files.length; at += 500) await insertFiles(records.db, files.slice(at, at + 500))
      for (const count of [0, 1, 3, 4096, 5000, 17_000]) {
        const some = files.slice(0, count).map(({ id }) => id)
        const found = await listParties(records.db, some)
        expect(found.map(({ file }) => file).sort()).toEqual(some.sort())
      }
      const { sender, receiver } = sent
      expect(await listParties(records.db, ['f-1'])).toEqual([
        {
          file: 'f-1',
          state: 'offered',
          appointment: appointment.id,
          sender,
          receiver,
          id: patient.id,
          role: 'patient',
        },
      ])
    })

    test('says that a prepared query has found nothing, and throws where there must be something', async () => {
      const { records } = await begin()
      const build = (db: Records['db'], id: string) =>
        db.selectFrom('appointments').select('id').where('id', '=', id)
      expect(await prepareFirst(build)(records.db, 'nowhere')).toBeUndefined()
      await expect(prepareOne(build)(records.db, 'nowhere')).rejects.toThrow('has found nothing')
      await insertAppointment(records.db, appointment)
      expect(await prepareOne(build)(records.db, appointment.id)).toEqual({ id: appointment.id })
    })

    test('refuses what points at nothing, and one key twice', async () => {
      const { records } = await begin()
      await expect(replaceParticipants(records.db, 'nowhere', [patient])).rejects.toThrow()
      await insertAppointment(records.db, appointment)
      const twice = () =>
        records.db
          .insertInto('appointments')
          .values({ ...appointment, named: false, entries: 0 })
          .execute()
      await expect(twice()).rejects.toThrow()
    })

    test('gives numbers as numbers, also instants and sums', async () => {
      const { records } = await begin()
      await insertAppointment(records.db, appointment)
      const row = await records.db
        .selectFrom('appointments')
        .select(({ fn }) => ['starts_at', fn.countAll().as('count'), fn.sum('entries').as('sum')])
        .groupBy('starts_at')
        .executeTakeFirstOrThrow()
      expect(row.starts_at).toBe(appointment.starts_at)
      expect([Number(row.count), Number(row.sum)]).toEqual([1, 0])
      const { numUpdatedRows } = await records.db
        .updateTable('appointments')
        .set({ ended_at: appointment.ends_at })
        .executeTakeFirst()
      expect(numUpdatedRows).toBe(1n)
    })

    test('keeps booleans, lists and objects, whether a query is prepared or not', async () => {
      const { records } = await begin()
      await insertAppointment(records.db, appointment)
      await replaceParticipants(records.db, appointment.id, [patient, { ...patient, id: 'c-2', paid: false }])
      const paid = async () => [
        (await findParticipant(records.db, appointment.id, patient.id))?.paid,
        (await findParticipant(records.db, appointment.id, 'c-2'))?.paid,
      ]
      expect(await paid()).toEqual([true, false])
      await setPaid(records.db, appointment.id, patient.id, false)
      expect(await paid()).toEqual([false, false])
      const { rows } = await sql<{ kept: unknown }>`select paid as kept from participants`.execute(records.db)
      expect(rows.map(({ kept }) => kept)).toEqual([0, 0])
      const unjudged = { sha256: null, crc32: null, type: null, mime: null }
      const object = { key: 'k-1', upload: 'u-1', size: 1, ...unjudged, at: 0 }
      await insertObject(records.db, { ...object, flags: ['macros', 'encrypted'] })
      await changeObject(records.db, 'k-1', { type: 'other' })
      expect(await findObject(records.db, 'k-1')).toEqual({
        ...object,
        type: 'other',
        flags: ['macros', 'encrypted'],
      })
      await appendEntries(records.db, appointment.id, 1, [{ kind: 'appointment-ended', by: 'O\'Neill "x"' }])
      expect((await listEntries(records.db, appointment.id, 0, 1))[0]?.facts).toEqual({ by: 'O\'Neill "x"' })
    })

    test('runs work of one name alone, and work of another name meanwhile', async () => {
      const { database } = await begin()
      const happened: string[] = []
      const [begun, gate] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
      const first = database.alone('sweep', async () => {
        happened.push('first begins')
        begun.resolve()
        await gate.promise
        happened.push('first ends')
      })
      await begun.promise
      const second = database.alone('sweep', async () => {
        happened.push('second')
      })
      await database.alone('something else', async () => {
        happened.push('other')
      })
      gate.resolve()
      await Promise.all([first, second])
      expect(happened).toEqual(['first begins', 'other', 'first ends', 'second'])
    })

    test('forgets between two transactions, and loses nothing of either', async () => {
      const { records } = await begin()
      const gate = Promise.withResolvers<void>()
      const order: string[] = []
      const writing = records.write(async (tx) => {
        await insertAppointment(tx, appointment)
        await gate.promise
        order.push('written')
      })
      const forgetting = records.forget().then((done) => order.push(done ? 'forgotten' : 'not yet'))
      const later = records.write((tx) => replaceParticipants(tx, appointment.id, [patient]))
      gate.resolve()
      await Promise.all([writing, forgetting, later])
      // Where the database itself does it, there is nothing to wait for.
      expect(order.toSorted()).toEqual(['forgotten', 'written'])
      expect((await findAppointment(records.db, appointment.id))?.plan).toBe('pro')
      expect(await findParticipant(records.db, appointment.id, patient.id)).toMatchObject(patient)
    })

    test('says when work that ran alone fails, and lets the next one run', async () => {
      const { database } = await begin()
      const failing = database.alone('sweep', () => Promise.reject(new RangeError('it went wrong')))
      let ran = false
      const next = database.alone('sweep', async () => {
        ran = true
      })
      await expect(failing).rejects.toThrow(RangeError)
      await next
      expect(ran).toBe(true)
    })
  })
}
