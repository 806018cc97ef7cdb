import { randomUUID } from 'node:crypto'
import { setTimeout as rest } from 'node:timers/promises'
import { pathOf, type RegisteredAppointment, routes } from '@chairside/protocol'
import pg from 'pg'
import { expect, test } from 'vitest'
import { defaultLimits } from '../../../server/src/limits.ts'
import { type Postgres, type Standby, startPostgres } from '../../services/postgres.ts'
import type { Said } from '../../world/http.ts'
import { bring } from '../../world/party.ts'
import { openPassage, type Passage } from '../../world/passage.ts'
import { anna, eva } from '../../world/people.ts'
import { atEnd, until } from '../../world/until.ts'
import { openWorld } from '../../world/world.ts'

/* A PostgreSQL that is killed, and whose standby takes its place behind one address. The figures are printed. */

interface Pair {
  readonly primary: Postgres
  readonly standby: Standby
  /** The way on which the standby follows. */
  readonly following: Passage
  /** The address that leads to one of both. */
  readonly url: string
  /** Kills the primary, promotes the standby, and lets the address lead there. */
  failOver(): Promise<void>
}

async function openPair(): Promise<Pair> {
  const primary = await startPostgres()
  atEnd(primary.stop)
  const url = new URL(await primary.database())
  const [door, following] = [await openPassage(primary.port), await openPassage(primary.port)]
  for (const passage of [door, following]) atEnd(passage.close)
  const standby = await primary.standby(following.port)
  atEnd(standby.stop)
  url.port = String(door.port)
  const failOver = async (): Promise<void> => {
    await primary.kill()
    await standby.promote()
    door.to(standby.port)
  }
  return { primary, standby, following, url: url.href, failOver }
}

/** Asks a PostgreSQL as its administrator. */
async function ask<Row extends object>(postgres: Postgres, ...questions: readonly string[]): Promise<Row[]> {
  const client = new pg.Client(postgres.address('postgres'))
  await client.connect()
  let rows: Row[] = []
  for (const question of questions) rows = (await client.query<Row>(question)).rows
  await client.end()
  return rows
}

/** From now on each commit waits until the standby has it. */
async function followAtOnce({ primary }: Pair): Promise<void> {
  await ask(primary, "alter system set synchronous_standby_names = '*'", 'select pg_reload_conf()')
  await until('each commit waits for the standby', async () => {
    const rows = await ask(primary, "select 1 from pg_stat_replication where sync_state = 'sync'")
    return rows.length === 1
  })
}

/** Waits until the standby has all that the primary has. */
async function caughtUp({ primary, standby }: Pair): Promise<void> {
  const [at] = await ask<{ lsn: string }>(primary, 'select pg_current_wal_insert_lsn()::text as lsn')
  await until('the standby has all', async () => {
    const rows = await ask(standby, `select 1 where pg_last_wal_replay_lsn() >= '${at?.lsn}'`)
    return rows.length === 1
  })
}

test('a standby that is promoted knows all that was acknowledged, calls wait for it, and sweeps go on there', {
  timeout: 120_000,
}, async () => {
  const pair = await openPair()
  await followAtOnce(pair)
  const many = { commandRate: 10_000, commandBurst: 100_000, liveFiles: 100_000, pastFiles: 100_000 }
  const world = await openWorld({
    env: { DATABASE_URL: pair.url, DATABASE_CONNECTIONS: '8' },
    limits: { ...many, pastTransfers: 100_000 },
  })
  const doctor = await bring(world, await world.appointment(), eva.id)
  const over = await world.appointment()
  const said: Said[] = []
  let [longest, back, isOver] = [0, 0, false]
  const work = async (): Promise<void> => {
    while (!isOver) {
      const begun = performance.now()
      const one = await doctor.tryOffer([{ name: 'Promoted.pdf', size: 10 }])
      longest = Math.max(longest, performance.now() - begun)
      said.push(one)
      if (one.status === 200 && killed > 0 && begun > killed) back ||= performance.now() - killed
      await rest(5)
    }
  }
  let killed = 0
  const working = Array.from({ length: 6 }, work)
  await until('work is done', () => said.length > 30, 2000)
  // Sweeps hold their lock on a connection of their own, which breaks.
  const sweeping = world.chairside.sweep().catch(() => {})
  killed = performance.now()
  await pair.failOver()
  const promoted = performance.now() - killed
  await until('calls work again', () => back > 0, 2000)
  isOver = true
  await Promise.all([...working, sweeping])
  console.log(
    `A standby was promoted in ${Math.round(promoted)} ms; the first call was answered ${Math.round(back)} ms after the kill, the longest wait was ${Math.round(longest)} ms.`,
  )
  const kept = said.filter(({ status }) => status === 200)
  for (const one of said.filter((one) => !kept.includes(one)))
    expect(one).toMatchObject({ status: 503, error: { code: 'STORAGE_UNAVAILABLE' } })
  for (const one of kept) {
    const { id } = one.json<{ id: string }>()
    expect(await doctor.see(id)).toMatchObject({ id })
  }

  await world.clock.advance(3 * 60 * 60_000)
  await until('a sweep ends the appointment that is over', async () => {
    // The next one begins so long after the end of the one before.
    await world.clock.advance(defaultLimits.sweep)
    const answer = await world.backend('GET', pathOf(routes.readAppointment, { id: over }))
    return ((await answer.json()) as RegisteredAppointment).endedAt !== undefined
  })
})

test('while the standby is away for which each commit waits, a change is refused as one to try again; then it is there', async () => {
  const pair = await openPair()
  await followAtOnce(pair)
  const world = await openWorld({
    env: { DATABASE_URL: pair.url },
    limits: { records: { ...defaultLimits.records, statement: 500, lock: 300 } },
  })
  const doctor = await bring(world, await world.appointment(), eva.id)
  await pair.standby.kill()
  const files = [{ id: randomUUID(), name: 'Awaited.pdf', size: 10 }]
  expect(await doctor.tryOffer(files)).toMatchObject({ status: 503, error: { code: 'STORAGE_UNAVAILABLE' } })
  await pair.standby.start()
  const again: Said[] = []
  await until('the file is known', async () => {
    again.push(await doctor.tryOffer(files))
    return again.at(-1)?.error?.code === 'CONFLICT'
  })
  expect(again.filter(({ status }) => status === 200)).toEqual([])
})

test('a server that starts on a database that takes no writes yet, or admits nobody, says so', async () => {
  const { standby } = await openPair()
  const start = (url: string) =>
    openWorld({
      env: { DATABASE_URL: url },
      limits: { records: { ...defaultLimits.records, connect: 500 } },
    })
  await expect(start(standby.address('postgres'))).rejects.toThrow(
    /^The records cannot be opened \(cannot execute .* in a read-only transaction\)\. "chairside --check" says/,
  )
  await standby.kill()
  await expect(start(standby.address('postgres'))).rejects.toThrow(
    /^The records cannot be opened \(connect ECONNREFUSED /,
  )
})

test('pages go by what a promoted standby has, which lacks the last changes where nothing waited for it', {
  timeout: 120_000,
}, async () => {
  const pair = await openPair()
  const world = await openWorld({ env: { DATABASE_URL: pair.url, DATABASE_CONNECTIONS: '8' } })
  const id = await world.appointment()
  const [practitioner, patient] = [await world.join(id, eva.id), await world.join(id, anna.id)]
  await caughtUp(pair)
  pair.following.close()
  await (await practitioner.ask({ note: 'The letter, please' })).withdraw()
  await practitioner.ask({ note: 'The other letter, please' })
  await until('the patient sees both', () => patient.requests.length === 2)

  await pair.failOver()
  const begun = performance.now()
  await until('both pages go by what there is', async () => {
    await world.clock.advance(1_000)
    return practitioner.requests.length === 0 && patient.requests.length === 0
  })
  console.log(`Pages went by the promoted standby after ${Math.round(performance.now() - begun)} ms.`)
  await until('both are present', () =>
    practitioner.participants.every(({ presence }) => presence !== undefined),
  )
  await practitioner.ask({ note: 'The third letter, please' })
  await until('the patient sees it', () => patient.requests.length === 1)
  expect(patient.requests[0]?.note).toBe('The third letter, please')
})
