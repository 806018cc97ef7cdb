import { isDeepStrictEqual } from 'node:util'
import type { AuditEntry, ExportedEntry } from '@chairside/protocol'
import type { Db } from './database.ts'
import { prepareFirst, prepareList, prepareOne, prepareRun } from './prepared.ts'
import type { AuditRow } from './tables.ts'

/** An entry of an appointment's audit, without its instant. */
export type Fact = Omit<AuditEntry, 'at'>

/** Appends entries in order, and gives their rows. The appointment's row counts them, so that each number is unique. */
export async function appendEntries(
  db: Db,
  appointment: string,
  at: number,
  all: readonly Fact[],
): Promise<AuditRow[]> {
  const { entries } = await countEntries(db, appointment, all.length)
  const rows = rowsOf(appointment, entries - all.length, at, all)
  for (const row of rows) await insertEntry(db, row)
  return rows
}

/** The key of a document's audit. */
export const documentKey = (document: string): string => `//${document}`

/** What an audit with this key is about: a desk, a document, a patient's files, or an appointment. */
export function subjectOf(key: string): Pick<ExportedEntry, 'desk' | 'document' | 'patient' | 'appointment'> {
  if (key.startsWith('///')) return { patient: key.slice(3) }
  if (key.startsWith('//')) return { document: key.slice(2) }
  return key.startsWith('/') ? { desk: key.slice(1) } : { appointment: key }
}

/** Appends entries to the audit of a desk, a document or a patient's files, and gives their rows. */
export async function appendEntriesOf(
  db: Db,
  key: string,
  at: number,
  all: readonly Fact[],
): Promise<AuditRow[]> {
  for (;;) {
    const { last } = await findLast(db, key)
    const rows = rowsOf(key, Number(last ?? 0), at, all)
    const [first, ...others] = rows
    // Another transaction that has taken this number has ended by now, and is seen at the next look.
    if (first !== undefined && (await insertNext(db, first)) === undefined) continue
    for (const row of others) await insertEntry(db, row)
    return rows
  }
}

/** The rows of entries after the one with the number `last`. */
const rowsOf = (appointment: string, last: number, at: number, all: readonly Fact[]): AuditRow[] =>
  all.map(({ kind, ...facts }, index) => ({ appointment, number: last + index + 1, at, kind, facts }))

/** Appends entries to several such audits, by their keys, and gives their rows. */
export async function appendEntriesOfAll(
  db: Db,
  at: number,
  all: ReadonlyMap<string, readonly Fact[]>,
): Promise<AuditRow[]> {
  const [first, ...others] = all
  if (first === undefined) return []
  if (others.length === 0) return appendEntriesOf(db, first[0], at, first[1])
  const found = await listLast(db, [...all.keys()])
  const last = new Map(found.map((row) => [row.appointment, Number(row.last)]))
  const rows = [...all].flatMap(([key, entries]) => rowsOf(key, last.get(key) ?? 0, at, entries))
  for (let done = 0; done < rows.length; done += page) await insertEntries(db, rows.slice(done, done + page))
  return rows
}

/** How many entries one statement inserts. */
const page = 100

const listLast = prepareList((db, keys: readonly string[]) =>
  db
    .selectFrom('audit')
    .select(({ fn }) => ['appointment', fn.max('number').as('last')])
    .where('appointment', 'in', keys)
    .groupBy('appointment'),
)

const findLast = prepareOne((db, appointment: string) =>
  db
    .selectFrom('audit')
    .select(({ fn }) => fn.max('number').as('last'))
    .where('appointment', '=', appointment),
)

const countEntries = prepareOne((db, appointment: string, more: number) =>
  db
    .updateTable('appointments')
    .set(({ eb }) => ({ entries: eb('entries', '+', more) }))
    .where('id', '=', appointment)
    .returning('entries'),
)

const insertEntry = prepareRun((db, row: AuditRow) => db.insertInto('audit').values(row))

/** Inserts an entry, unless its number is taken; a transaction that has just taken it is waited for. */
const insertNext = prepareFirst((db, row: AuditRow) =>
  db
    .insertInto('audit')
    .values(row)
    .onConflict((conflict) => conflict.columns(['appointment', 'number']).doNothing())
    .returning('number'),
)

const insertEntries = prepareRun((db, rows: readonly AuditRow[]) => db.insertInto('audit').values(rows))

/** The newest entry of a kind in one audit. */
export const findLastEntry = prepareFirst((db, key: string, kind: AuditRow['kind']) =>
  db
    .selectFrom('audit')
    .selectAll()
    .where('appointment', '=', key)
    .where('kind', '=', kind)
    .orderBy('number', 'desc')
    .limit(1),
)

/** Whether an audit has this entry of this instant. */
export async function hasEntry(db: Db, key: string, at: number, { kind, ...facts }: Fact): Promise<boolean> {
  const rows = await listEntriesOf(db, key, kind, at)
  return rows.some((row) => isDeepStrictEqual(row.facts, JSON.parse(JSON.stringify(facts))))
}

const listEntriesOf = prepareList((db, key: string, kind: AuditRow['kind'], at: number) =>
  db
    .selectFrom('audit')
    .select('facts')
    .where('appointment', '=', key)
    .where('kind', '=', kind)
    .where('at', '=', at),
)

/** Up to `limit` entries with a number greater than `after`, oldest first. */
export function listEntries(db: Db, appointment: string, after: number, limit: number): Promise<AuditRow[]> {
  return db
    .selectFrom('audit')
    .selectAll()
    .where('appointment', '=', appointment)
    .where('number', '>', after)
    .orderBy('number')
    .limit(limit)
    .execute()
}

/** Where an entry stands in all audits together. */
export type AuditPlace = Pick<AuditRow, 'at' | 'appointment' | 'number'>

/** The next `limit` entries of all audits after `place`, oldest first. */
export function listEntriesBehind(db: Db, place: AuditPlace, limit: number): Promise<AuditRow[]> {
  return db
    .selectFrom('audit')
    .selectAll()
    .where(({ eb, refTuple, tuple }) =>
      eb(refTuple('at', 'appointment', 'number'), '>', tuple(place.at, place.appointment, place.number)),
    )
    .orderBy('at')
    .orderBy('appointment')
    .orderBy('number')
    .limit(limit)
    .execute()
}

/**
 * Drops the entries of desks, documents and patients' files older than `before` (ms since the epoch). It keeps the newest
 * of each, because the next number is counted from it.
 */
export async function dropOtherEntries(db: Db, before: number): Promise<void> {
  await db
    .deleteFrom('audit')
    // All keys but those of appointments begin with '/'. The character after it is '0', so this range holds them only.
    .where('appointment', '>=', '/')
    .where('appointment', '<', '0')
    .where('at', '<', before)
    .where(({ eb, selectFrom }) =>
      eb(
        'number',
        '<',
        selectFrom('audit as newer')
          .select(({ fn }) => fn.max('newer.number').as('last'))
          .whereRef('newer.appointment', '=', 'audit.appointment'),
      ),
    )
    .execute()
}
