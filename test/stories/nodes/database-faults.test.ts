import { rmSync, statfsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { defaultLimits, type Limits } from '../../../server/src/limits.ts'
import { type Postgres, startPostgres } from '../../services/postgres.ts'
import type { Said } from '../../world/http.ts'
import { bring, type Party } from '../../world/party.ts'
import { openPassage } from '../../world/passage.ts'
import { eva } from '../../world/people.ts'
import { atEnd, until } from '../../world/until.ts'
import { openWorld } from '../../world/world.ts'

/* A server whose PostgreSQL fails. The figures of each fault are printed. */

let postgres: Postgres
beforeAll(async () => {
  postgres = await startPostgres()
}, 300_000)
afterAll(() => postgres?.stop())

/** In ms. */
const patience = { connect: 30_000, statement: 1_000, lock: 500, idle: 3_000 }

async function meet(url: string, limits: Partial<Limits> = {}): Promise<{ doctor: Party }> {
  const world = await openWorld({
    env: { DATABASE_URL: url, DATABASE_CONNECTIONS: '5' },
    limits: { records: { ...defaultLimits.records, ...patience }, pastTransfers: 100_000, ...limits },
  })
  return { doctor: await bring(world, await world.appointment(), eva.id) }
}

const offer = (doctor: Party): Promise<Said> => doctor.tryOffer([{ name: 'Fault.pdf', size: 10 }])

/** How long a call takes, in ms, and its answer. */
async function timed(call: Promise<Said>): Promise<{ took: number; said: Said }> {
  const begun = performance.now()
  const said = await call
  return { said, took: Math.round(performance.now() - begun) }
}

/** A call waits, or, where it was on a connection that broke, may have to be sent again. */
function requireWaited(all: readonly Said[]): void {
  expect(all.filter(({ status }) => status === 200).length).toBeGreaterThan(0)
  for (const said of all) if (said.status !== 200) expect(said).toMatchObject(unavailable)
}

const unavailable = { status: 503, error: { code: 'STORAGE_UNAVAILABLE' } }

test('while PostgreSQL is killed and starts again, calls wait for it', async () => {
  const { doctor } = await meet(await postgres.database())
  await postgres.kill()
  const waiting = Promise.all(Array.from({ length: 10 }, () => timed(offer(doctor))))
  await postgres.start()
  const answers = await waiting
  requireWaited(answers.map(({ said }) => said))
  expect((await offer(doctor)).status).toBe(200)
  console.log(
    'killed and started again: calls waited at most',
    Math.max(...answers.map((one) => one.took)),
    'ms',
  )
})

test('a PostgreSQL that stays away is told as an error to try again, and the server works once it is back', async () => {
  const { doctor } = await meet(await postgres.database(), {
    records: { ...defaultLimits.records, ...patience, connect: 500 },
  })
  await postgres.kill()
  const { said, took } = await timed(offer(doctor))
  expect(said).toMatchObject(unavailable)
  await postgres.start()
  const back = await timed(offer(doctor))
  expect(back.said.status).toBe(200)
  console.log('away: refused after', took, 'ms; back: answered after', back.took, 'ms')
})

test('a PostgreSQL that stands still hangs no call past its time limit', async () => {
  const { doctor } = await meet(await postgres.database(), {
    records: { ...defaultLimits.records, ...patience, connect: 2_000 },
  })
  // A connection that is open, and one that must be opened.
  await Promise.all([offer(doctor), offer(doctor)])
  postgres.signal('SIGSTOP')
  onTestFinished(() => postgres.signal('SIGCONT'))
  const answers = await Promise.all(Array.from({ length: 8 }, () => timed(offer(doctor))))
  postgres.signal('SIGCONT')
  for (const { said } of answers) expect(said).toMatchObject(unavailable)
  const back = await until('the server works again', async () => {
    const answer = await timed(offer(doctor))
    return answer.said.status === 200 ? answer : undefined
  })
  console.log(
    'stands still: refused after at most',
    Math.max(...answers.map((one) => one.took)),
    'ms; goes on: answered after',
    back.took,
    'ms',
  )
})

test('a PostgreSQL that fails over to another address behind a proxy loses nothing that was answered', async () => {
  const mine = await startPostgres()
  onTestFinished(() => mine.stop())
  const passage = await openPassage(mine.port)
  onTestFinished(passage.close)
  const url = new URL(await mine.database())
  url.port = String(passage.port)
  const { doctor } = await meet(url.href)
  const before = await doctor.offer([{ name: 'Before.pdf', size: 10 }])
  await mine.kill()
  const waiting = Promise.all(Array.from({ length: 10 }, () => timed(offer(doctor))))
  await mine.move()
  passage.to(mine.port)
  const answers = await waiting
  requireWaited(answers.map(({ said }) => said))
  expect((await offer(doctor)).status).toBe(200)
  expect(await doctor.see(before.id)).toMatchObject({ id: before.id })
  console.log('failed over: calls waited at most', Math.max(...answers.map((one) => one.took)), 'ms')
})

const isRoot = process.getuid?.() === 0
if (!isRoot) console.log('a full disk under PostgreSQL is not tried: only root may make a small one')

test.skipIf(!isRoot)(
  'a full disk under PostgreSQL is told as such, and the server goes on once there is room',
  async () => {
    const small = await startPostgres({ room: 200 })
    atEnd(() => small.stop())
    const { doctor } = await meet(await small.database(), { liveFiles: 100_000, pastFiles: 100_000 })
    expect((await offer(doctor)).status).toBe(200)
    const { bavail, bsize } = statfsSync(small.folder)
    const filler = join(small.folder, 'filler')
    writeFileSync(filler, Buffer.alloc(Math.max(0, bavail * bsize - 64 * 1024)))
    const refused = await until(
      'the disk is full',
      async () => {
        const files = Array.from({ length: 5 }, (_, at) => ({
          name: `Full-${at}-${'x'.repeat(200)}.pdf`,
          size: 10,
        }))
        const said = await doctor.tryOffer(files)
        return said.status === 200 ? undefined : said
      },
      3_000,
    )
    expect(refused).toMatchObject({ status: 507, error: { code: 'STORAGE_FULL' } })
    rmSync(filler)
    const back = await until('the server works again', async () => {
      const answer = await timed(offer(doctor))
      return answer.said.status === 200 ? answer : undefined
    })
    console.log('a full disk: with room again, answered after', back.took, 'ms')
  },
)
