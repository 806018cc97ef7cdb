import { sql } from 'kysely'
import type { Records } from '../../server/src/records/database.ts'

/** Whose past is long, and when it ended. */
export interface History {
  /** How many appointments are over. One of a hundred is with the practitioner, one of ten thousand with the patient too. */
  readonly past: number
  /** How many appointments have people connected. Twenty of them, at most, are the practitioner's. */
  readonly present: number
  /** How many documents the practitioner's library has. */
  readonly library: number
  readonly practitioner: string
  readonly patient: string
  /** Milliseconds since the epoch. */
  readonly now: number
}

const minute = 60_000

/**
 * Fills records with the past of a whole deployment, one statement for each table, on either kind of database. Each appointment has two people,
 * a request that was withdrawn, a transfer of one file that was fetched and has expired, and two entries of its audit. Then lets the database count its rows, as PostgreSQL does by itself.
 */
export async function fillHistory(
  { db, write }: Records,
  { past, present, library, practitioner, patient, now }: History,
): Promise<void> {
  const numbers = (count: number) =>
    sql`with recursive counted(n) as (select 1 union all select n + 1 from counted where n < ${sql.lit(count)})`
  const who = sql`case when n % 100 = 0 then ${sql.lit(practitioner)} else 'practitioner-' || (n % 997) end`
  const whom = sql`case when n % 10000 = 0 then ${sql.lit(patient)} else 'patient-' || (n % 49999) end`
  const began = sql`${sql.lit(now)} - cast(n as bigint) * ${sql.lit(minute)} - ${sql.lit(60 * 24 * minute)}`
  const statements = [
    sql`insert into appointments (id, practitioner, starts_at, ends_at, plan, title, ended_at, blanked_at, named, entries)
      ${numbers(past)} select 'past-' || n, ${who}, ${began}, ${began} + 1800000, 'pro', '', ${began} + 1800000, ${began} + 1800000, 0, 2 from counted`,
    sql`insert into participants (appointment, id, role, name, paid, position, revision, erased)
      ${numbers(past)} select 'past-' || n, ${who}, 'practitioner', '', 1, 0, 9, 0 from counted`,
    sql`insert into participants (appointment, id, role, name, paid, position, revision, erased)
      ${numbers(past)} select 'past-' || n, ${whom}, 'patient', '', 1, 1, 9, 0 from counted`,
    sql`insert into transfers (id, appointment, sender, receiver, state, offer, at)
      ${numbers(past)} select 'transfer-' || n, 'past-' || n, ${who}, ${whom}, 'settled', '', ${began} from counted`,
    sql`insert into uploads (id, owner, policy, sender, size, bytes, epoch, paused, whole, checked)
      ${numbers(past)} select 'file-' || n, 'file', 'transfer', 'practitioner', 1000, 1000, 1, 0, 0, 1 from counted`,
    sql`insert into files (id, transfer, appointment, position, name, offer, state, waiting, ready_at, downloaded_at, ended_at)
      ${numbers(past)} select 'file-' || n, 'transfer-' || n, 'past-' || n, 0, '', '', 'expired', 0, ${began}, ${began}, ${began} + 1800000 from counted`,
    sql`insert into requests (id, appointment, asker, asked, state, at, ended_at)
      ${numbers(past)} select 'request-' || n, 'past-' || n, ${who}, ${whom}, 'withdrawn', ${began}, ${began} from counted`,
    sql`insert into receipts (file, participant, kind, at)
      ${numbers(past)} select 'file-' || n, ${whom}, 'downloaded', ${began} from counted`,
    ...[1, 2].map(
      (number) => sql`insert into audit (appointment, number, at, kind, facts)
      ${numbers(past)} select 'past-' || n, ${sql.lit(number)}, ${began}, 'appointment-ended', '{}' from counted`,
    ),
    ...(present === 0 ? [] : nowOn(numbers(present), practitioner, patient, now)),
    ...(library === 0 ? [] : libraryOf(numbers(library), practitioner, now)),
    sql`insert into libraries (practitioner, documents, bytes) values (${sql.lit(practitioner)}, ${sql.lit(library)}, ${sql.lit(library * 1000)})`,
    sql`insert into libraries (practitioner, documents, bytes)
      ${numbers(2000)} select 'library-' || n, 1, 1000 from counted`,
  ]
  await write(async (tx) => {
    for (const statement of statements) await statement.execute(tx)
  })
  await sql`analyze`.execute(db)
}

/** Appointments that go on: everybody is connected. */
function nowOn(numbered: ReturnType<typeof sql>, practitioner: string, patient: string, now: number) {
  const who = sql`case when n <= 20 then ${sql.lit(practitioner)} else 'practitioner-' || (n % 997) end`
  const whom = sql`case when n = 1 then ${sql.lit(patient)} else 'patient-' || n end`
  return [
    sql`insert into appointments (id, practitioner, starts_at, ends_at, plan, title, named, entries)
      ${numbered} select 'now-' || n, ${who}, ${sql.lit(now)}, ${sql.lit(now + 60 * minute)}, 'pro', '', 0, 0 from counted`,
    ...[who, whom].flatMap((person, at) => [
      sql`insert into participants (appointment, id, role, name, paid, position, revision, erased)
        ${numbered} select 'now-' || n, ${person}, ${sql.lit(at === 0 ? 'practitioner' : 'patient')}, 'name', 1, ${sql.lit(at)}, 1, 0 from counted`,
      sql`insert into connections (id, appointment, participant, place, since, node, practitioner)
        ${numbered} select 'socket-' || n || '-' || ${sql.lit(at)}, 'now-' || n, ${person}, 'call', ${sql.lit(now)}, 'node', ${who} from counted`,
    ]),
    sql`insert into transfers (id, appointment, sender, receiver, state, offer, at)
      ${numbered} select 'transfer-now-' || n, 'now-' || n, ${who}, ${whom}, 'open', '', ${sql.lit(now)} from counted`,
    sql`insert into uploads (id, owner, policy, sender, size, bytes, epoch, paused, whole, checked)
      ${numbered} select 'file-now-' || n, 'file', 'transfer', 'practitioner', 1000, 0, 0, 0, 0, 0 from counted`,
    sql`insert into files (id, transfer, appointment, position, name, offer, state, waiting)
      ${numbered} select 'file-now-' || n, 'transfer-now-' || n, 'now-' || n, 0, '', '', 'offered', 0 from counted`,
    sql`insert into desks (id, practitioner, since, node)
      ${numbered} select 'desk-' || n, ${who}, ${sql.lit(now)}, 'node' from counted where n > 20 or n = 1`,
  ]
}

function libraryOf(numbered: ReturnType<typeof sql>, practitioner: string, now: number) {
  const at = sql`${sql.lit(now)} - cast(n as bigint) * ${sql.lit(minute)}`
  return [
    sql`insert into objects (key, upload, size, sha256, crc32, type, flags, at)
      ${numbered} select 'object-' || n, 'document-' || n, 1000, '', 0, 'pdf', '[]', ${at} from counted`,
    sql`insert into uploads (id, owner, policy, sender, object, size, bytes, epoch, paused, whole, checked)
      ${numbered} select 'document-' || n, 'document', 'material', 'practitioner', 'object-' || n, 1000, 1000, 1, 0, 0, 1 from counted`,
    sql`insert into documents (id, practitioner, name, folded, offer, size, policy, state, waiting, kind, sensitivity, visibility, created_at, ready_at)
      ${numbered} select 'document-' || n, ${sql.lit(practitioner)}, 'plan ' || (n * 7919 % 10007), 'plan ' || (n * 7919 % 10007), 'x', 1000 + n % 997, 'material', 'ready', 0, 'pdf', 'normal', 'all', ${at}, ${at} from counted`,
  ]
}
