import { execFile } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { ListMultipartUploadsCommand, ListObjectsV2Command } from '@aws-sdk/client-s3'
import { Redis } from 'ioredis'
import pg from 'pg'
import { beforeAll, expect, test, vi } from 'vitest'
import { systemClock } from '../../../server/src/adapters/clock.ts'
import { startChairside } from '../../../server/src/chairside.ts'
import { lineOf } from '../../../server/src/check/finding.ts'
import { tryPart } from '../../../server/src/check/try.ts'
import { tryAll } from '../../../server/src/check.ts'
import { readConfig } from '../../../server/src/config.ts'
import { defaultLimits } from '../../../server/src/limits.ts'
import { createLog } from '../../../server/src/log.ts'
import { migrations } from '../../../server/src/records/migrations/all.ts'
import { installClamd, startClamd } from '../../services/clamd.ts'
import { startPgBouncer } from '../../services/pgbouncer.ts'
import { folder } from '../../world/folder.ts'
import { openSigningApp } from '../../world/jwks.ts'
import { useNodes } from '../../world/nodes.ts'
import { freePort } from '../../world/port.ts'
import { atEnd } from '../../world/until.ts'
import { serverLog } from '../../world/world.ts'

vi.setConfig({ testTimeout: 120_000 })

const services = useNodes()
beforeAll(installClamd, 120_000)

type Env = Readonly<Record<string, string>>
const all = Object.keys(migrations).length

/** Tries the settings. Gives the line of each part, and whether a server would start. */
async function check(env: Env) {
  const config = readConfig({ PORT: '0', DATA_DIR: join(folder(), 'data'), ...env })
  // Longer than the beats of the servers here: another one has beaten meanwhile.
  const limits = { ...config.limits, nodeBeat: 500 }
  const found = await Promise.all(tryAll({ ...config, limits }, new AbortController().signal))
  const lines = Object.fromEntries(found.map((finding) => [finding.part, lineOf(finding)]))
  const bad = found.filter((finding) => finding.state === 'wrong')
  return { lines, bad: bad.map(({ part }) => part), stops: bad.some(({ stops }) => stops) }
}

/** Expects one part to be wrong, and to be told so. */
async function expectWrong(env: Env, part: string, said: RegExp, stops = true): Promise<void> {
  const { lines, ...rest } = await check(env)
  expect(lines[part]).toMatch(said)
  expect(lines[part]?.startsWith('!!  ')).toBe(true)
  expect(rest).toEqual({ bad: [part], stops })
}

/** Runs statements in a database. */
async function sql(url: string, ...statements: string[]): Promise<unknown[]> {
  const client = new pg.Client(url)
  await client.connect()
  try {
    const rows: unknown[] = []
    for (const statement of statements) rows.push(...(await client.query(statement)).rows)
    return rows
  } finally {
    await client.end()
  }
}

/** Starts a server, in real time. It stops with the test, or when told to. */
async function serve(env: Env): Promise<() => Promise<void>> {
  const limits = { ...defaultLimits, nodeBeat: 100 }
  const config = readConfig({ DATA_DIR: folder(), PORT: '0', ...env })
  const server = await startChairside(
    { ...config, limits },
    { clock: systemClock, log: createLog('debug', serverLog()) },
  )
  let stopped: Promise<void> | undefined
  const stop = () => (stopped ??= server.stop())
  atEnd(stop)
  return stop
}

/** Runs the program as an operator does. */
function run(env: Env, ...args: string[]): Promise<{ code: number; printed: string }> {
  const program = ['--conditions=chairside-source', 'server/src/main.ts', ...args]
  const where = { cwd: join(import.meta.dirname, '../../..'), env: { PATH: process.env.PATH, ...env } }
  return new Promise((resolve) =>
    execFile(process.execPath, program, where, (error, stdout, stderr) =>
      resolve({ code: error === null ? 0 : Number(error.code), printed: stdout + stderr }),
    ),
  )
}

test('chairside --check tries the defaults, says a line for each part, ends with 0, and leaves no folder behind', async () => {
  const inside = folder()
  const dataDir = join(inside, 'some', 'data')
  const { code, printed } = await run({ DATA_DIR: dataDir, PORT: String(await freePort()) }, '--check')
  expect(printed).toContain(`ok  data folder: ${dataDir} can be written, no other server uses it`)
  expect(printed).toContain(`It is empty: the first start makes its tables (${all} migrations).`)
  expect(printed).toContain('--  redis: REDIS_URL is not set, so this server runs alone.\n')
  expect(printed).toMatch(/\n\nA server starts with these settings\.\n$/)
  expect(code).toBe(0)
  expect(readdirSync(inside)).toEqual([])
})

test('it ends with 1 where settings are missing, and where a server would not start; an unknown word starts nothing', async () => {
  const missing = await run({ NODE_ENV: 'production', SCANNER: 'none' }, '--check')
  expect(missing.printed).toMatch(/API_KEY is missing.*TOKEN_SECRET is missing/s)
  expect(missing.code).toBe(1)
  const away = {
    DATA_DIR: folder(),
    PORT: '0',
    REDIS_URL: `redis://user:kept-to-itself@127.0.0.1:${await freePort()}`,
  }
  const { code, printed } = await run(away, '--check')
  expect(printed).toMatch(
    /^!! {2}redis: The Redis of REDIS_URL cannot be reached at 127\.0\.0\.1:\d+ \(ECONNREFUSED\)/m,
  )
  expect(printed).toMatch(/\nA server would not start\. Correct what is said of redis\.\n$/)
  expect(printed).not.toContain('kept-to-itself')
  expect(code).toBe(1)
  expect(await run({ DATA_DIR: folder() }, '--chekc')).toEqual({
    code: 2,
    printed: expect.stringContaining('--check'),
  })
})

test('with all real things it says what each is, and that it is new; it leaves no table, no object and no key', async () => {
  const clamd = await startClamd()
  const app = await openSigningApp('ES256')
  const env: Env = {
    ...(await services.env()),
    CLAMD_URL: clamd.url,
    JWKS_URL: app.url,
    TOKEN_ISSUER: 'https://app.clinic.example',
    PUBLIC_URL: `http://127.0.0.1:${await freePort()}`,
    METRICS_TOKEN: 'token-of-the-metrics-0123456789-abcdef',
  }
  const { lines, bad } = await check(env)
  expect(bad).toEqual([])
  expect(lines.database).toMatch(
    /^ok {2}database: PostgreSQL \d+\.\d+ answers and takes writes\. It is empty: /,
  )
  expect(lines.redis).toMatch(/^ok {2}redis: Redis \d+\.\d+\.\d+ answers, and messages cross it\.$/)
  expect(lines.files).toMatch(
    /takes objects whole and in parts, gives them back, and removes them\. It belongs to nobody/,
  )
  expect(lines.scanner).toMatch(
    /^ok {2}scanner: ClamAV [\d.]+ answers at .*, and finds the EICAR test file\.$/,
  )
  expect(lines['keys of the app']).toMatch(/^ok {2}keys of the app: JWKS_URL gives \d keys?\.$/)
  expect(lines['public address']).toMatch(/^ok {2}public address: Nothing answers at /)
  expect(
    await sql(
      env.DATABASE_URL ?? '',
      "select * from information_schema.tables where table_schema = 'public'",
    ),
  ).toEqual([])
  const Bucket = env.S3_BUCKET
  expect((await services.s3.client.send(new ListObjectsV2Command({ Bucket }))).KeyCount).toBe(0)
  expect((await services.s3.client.send(new ListMultipartUploadsCommand({ Bucket }))).Uploads ?? []).toEqual(
    [],
  )
  const redis = new Redis(services.redis.url)
  expect(await redis.dbsize()).toBe(0)
  redis.disconnect()
})

test('it says which migrations are waiting, makes none, and knows whose the bucket is', async () => {
  const env = await services.env()
  const [url = '', dataDir] = [env.DATABASE_URL, folder()]
  await (await serve({ ...env, DATA_DIR: dataDir }))()
  const { lines } = await check(env)
  expect(lines.database).toContain(`All ${all} migrations are done.`)
  expect(lines.files).toMatch(/removes them\.(?! It belongs)/)
  const [{ last } = { last: '' }] = (await sql(url, 'select max(name) as last from kysely_migration')) as {
    last: string
  }[]
  const records = await sql(url, 'select * from nodes', `delete from kysely_migration where name = '${last}'`)
  expect((await check(env)).lines.database).toContain(
    `1 migration is waiting, which the next start makes (${last}).`,
  )
  expect(await sql(url, 'select * from nodes')).toEqual(records)
  await sql(url, "insert into kysely_migration (name, timestamp) values ('999-later', '')")
  const { lines: newer, bad } = await check(env)
  expect(newer.database).toContain(
    'The records are of a newer version of Chairside: they have had 999-later.',
  )
  // Whose the bucket is cannot be said then, and nothing is wrong with it.
  expect(bad).toEqual(['database'])
})

test('records in the data folder are read as they are, also while a server has it, which a second one could not', async () => {
  const dataDir = folder()
  const port = String(await freePort())
  const env = { DATA_DIR: dataDir, PORT: port }
  const stop = await serve(env)
  const { lines, bad } = await check(env)
  expect(lines['data folder']).toContain(`The data folder ${dataDir} is in use by another Chairside server.`)
  expect(lines.port).toContain(`Port ${port} of 127.0.0.1 is in use.`)
  expect(lines.database).toContain(`All ${all} migrations are done.`)
  expect(bad).toEqual(['data folder', 'port'])
  await stop()
  const before = readdirSync(dataDir)
  expect((await check(env)).bad).toEqual([])
  expect(readdirSync(dataDir)).toEqual(before)
})

test('a database that cannot be used is told with its reason, and without its password', async () => {
  const { DATABASE_URL = '' } = await services.env()
  const at = (change: (url: URL) => void): string => {
    const url = new URL(DATABASE_URL)
    change(url)
    return url.href
  }
  const tell = (url: string, said: RegExp) => expectWrong({ DATABASE_URL: url }, 'database', said)
  const closed = String(await freePort())
  await tell(
    at((url) => Object.assign(url, { port: closed })),
    /cannot be reached at 127\.0\.0\.1:\d+ \(ECONNREFUSED\)\. Start it/,
  )
  await tell(
    at((url) => Object.assign(url, { pathname: '/nowhere' })),
    /is not there at .* Create it, or correct its name/,
  )
  await tell(
    at((url) => Object.assign(url, { username: 'nobody', password: 'kept-to-itself' })),
    /^(?!.*kept-to-itself).*refuses this user/,
  )
  await tell(
    at((url) => Object.assign(url, { search: '?sslmode=no-verify' })),
    /The server does not support SSL connections/,
  )
  await sql(DATABASE_URL, 'drop role if exists reader', 'create role reader login')
  await tell(
    at((url) => Object.assign(url, { username: 'reader' })),
    /The user of DATABASE_URL may not write/,
  )
  await tell(
    at((url) => Object.assign(url, { search: '?options=-c%20default_transaction_read_only%3Don' })),
    /takes no writes/,
  )
  const other = await services.postgres.database()
  await expectWrong(
    { DATABASE_URL, DATABASE_MIGRATION_URL: other },
    'database',
    /leads to another database than DATABASE_URL/,
  )
})

test('a pooler is seen, and the address past it is tried as well', async () => {
  const { DATABASE_URL = '' } = await services.env()
  const bouncer = await startPgBouncer(services.postgres)
  atEnd(() => bouncer.stop())
  const through = { DATABASE_URL: bouncer.through(DATABASE_URL) }
  const one = await check(through)
  expect(one.lines.database).toContain('A pooler such as PgBouncer stands in between. If it limits')
  const both = await check({ ...through, DATABASE_MIGRATION_URL: DATABASE_URL })
  expect(both.lines.database).toMatch(
    /leads to the same database\. A pooler such as PgBouncer stands in between\.$/,
  )
  expect([one.bad, both.bad]).toEqual([[], []])
})

test('an address for migrations leads to the same database, also where its user has another time zone', async () => {
  const { DATABASE_URL = '' } = await services.env()
  const other = Object.assign(new URL(DATABASE_URL), { search: '?options=-c%20timezone%3DAsia/Tokyo' })
  const { lines } = await check({ DATABASE_URL, DATABASE_MIGRATION_URL: other.href })
  expect(lines.database).toContain('DATABASE_MIGRATION_URL leads to the same database.')
})

test('another server that lives on the same records is named where this one lacks a setting of several', async () => {
  const { REDIS_URL: _, ...env } = await services.env()
  const stop = await serve(env)
  await expectWrong(
    env,
    'database',
    /Another Chairside server uses these records\. Several servers need REDIS_URL/,
  )
  await stop()
  expect((await check(env)).bad).toEqual([])
})

test('a Redis that wants a password, or lets a user say nothing, is told as that', async () => {
  const { REDIS_URL = '' } = await services.env()
  const redis = new Redis(REDIS_URL)
  atEnd(() => redis.disconnect())
  await redis.call(
    'ACL',
    'SETUSER',
    'mute',
    'on',
    '>kept-to-itself',
    '+ping',
    '+info',
    '+subscribe',
    'allchannels',
  )
  atEnd(async () => void (await redis.call('ACL', 'DELUSER', 'mute')))
  const by = (user: string) => ({ REDIS_URL: REDIS_URL.replace('//', `//${user}@`) })
  await expectWrong(
    by('mute:kept-to-itself'),
    'redis',
    /answers, and lets no message through\. Its user needs/,
  )
  await expectWrong(by('mute:wrong-one'), 'redis', /^(?!.*wrong-one).*refuses the user or the password/)
})

test('a part that still waits when the check is ended is told as that, and not as too slow', async () => {
  const ending = new AbortController()
  const found = tryPart('redis', true, ending.signal, () => new Promise(() => {}))
  ending.abort()
  expect(lineOf(await found)).toBe('!!  redis: it was not tried to its end, because the check was ended.')
})

test('a bucket that is not there, of others, or behind wrong credentials is told as that', async () => {
  const env = await services.s3.env()
  await expectWrong(
    { ...env, S3_BUCKET: 'there-is-none' },
    'files',
    /"there-is-none" of S3_BUCKET is not there/,
  )
  const closed = `http://127.0.0.1:${await freePort()}`
  await expectWrong(
    { ...env, S3_ENDPOINT: closed },
    'files',
    /cannot be reached at http.* Correct S3_ENDPOINT/,
  )
  await (await serve(env))()
  await expectWrong(env, 'files', /belongs to other records than those of DATA_DIR/)
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'kept-to-itself-and-wrong')
  atEnd(() => void vi.unstubAllEnvs())
  await expectWrong(env, 'files', /^(?!.*kept-to-itself).*cannot be used with these credentials/)
})

test('a scanner that is away or blind, and keys that are not there, keep no server from starting and are told', async () => {
  const away = { CLAMD_URL: `tcp://127.0.0.1:${await freePort()}` }
  await expectWrong(away, 'scanner', /does not answer at 127\.0\.0\.1:\d+\. A server would start/, false)
  const blind = await startClamd({ signatures: false })
  await expectWrong({ CLAMD_URL: blind.url }, 'scanner', /does not find the EICAR test file/, false)
  const jwks = {
    JWKS_URL: `http://127.0.0.1:${await freePort()}/keys`,
    TOKEN_ISSUER: 'https://app.clinic.example',
  }
  await expectWrong(jwks, 'keys of the app', /JWKS_URL gives no answer that could be read/, false)
})

test('a database and a Redis that accept and never answer hold it up for no longer than their time', async () => {
  const env = await services.env()
  services.redis.signal('SIGSTOP')
  services.postgres.signal('SIGSTOP')
  atEnd(() => {
    services.redis.signal('SIGCONT')
    services.postgres.signal('SIGCONT')
  })
  const { lines, bad } = await check(env)
  expect(bad).toEqual(['database', 'redis'])
  expect(lines.database).toMatch(/cannot be (used|reached) at/)
  expect(lines.redis).toMatch(/cannot be reached at/)
})

test('of a Redis that does not answer to rediss:// is said that it may be one without TLS', async () => {
  const { REDIS_URL = '' } = await services.env()
  await expectWrong(
    { REDIS_URL: REDIS_URL.replace('redis:', 'rediss:') },
    'redis',
    /cannot be reached at 127\.0\.0\.1:\d+ \(ETIMEDOUT\)\. .* Perhaps it does not speak TLS\.$/,
  )
})

test('it needs no folder of its own: a data folder that cannot be made is told, and nothing else is wrong', async () => {
  await expectWrong(
    { DATA_DIR: '/proc/chairside' },
    'data folder',
    /cannot be made or written|cannot be written by the user/,
  )
  expect(existsSync('/proc/chairside')).toBe(false)
})
