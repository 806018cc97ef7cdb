import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { ChairsideError, pathOf, routes } from '@chairside/protocol'
import { expect, test } from 'vitest'
import { createMetrics } from '../../../server/src/adapters/metrics/prometheus.ts'
import { openSqlite } from '../../../server/src/adapters/sql/sqlite.ts'
import { counters, gauges, timings } from '../../../server/src/metrics.ts'
import type { Database } from '../../../server/src/seams.ts'
import { startRedis } from '../../services/redis.ts'
import { folder } from '../../world/folder.ts'
import { ask } from '../../world/http.ts'
import { anna, eva } from '../../world/people.ts'
import { freePort } from '../../world/port.ts'
import { output } from '../../world/prepare.ts'
import { allowed, bytesOf, pick, saved } from '../../world/samples.ts'
import { type Sample, scrape, withMetrics } from '../../world/scrape.ts'
import { atEnd, until } from '../../world/until.ts'
import { meet, openWorld } from '../../world/world.ts'

test('without METRICS_TOKEN nobody reads metrics, not even the holder of the API key', async () => {
  const world = await openWorld()
  for (const token of [undefined, world.apiKey, withMetrics.METRICS_TOKEN]) {
    const said = await ask(`${world.url}/metrics`, 'GET', { token })
    expect([said.status, said.error?.code]).toEqual([404, 'UNKNOWN_COMMAND'])
  }
})

test('metrics are for the holder of their token alone, and that token opens nothing else', async () => {
  const world = await openWorld({ env: withMetrics })
  const { type, text } = await scrape(world)
  expect(type).toMatch(/^text\/plain; version=0\.0\.4/)
  expect(text).toContain('# TYPE chairside_errors_total counter')
  const id = await world.appointment()
  for (const token of [
    undefined,
    world.apiKey,
    `${withMetrics.METRICS_TOKEN}x`,
    await world.token(id, anna.id),
  ]) {
    const said = await ask(`${world.url}/metrics`, 'GET', { token })
    expect([said.status, said.error?.code]).toEqual([401, 'UNAUTHENTICATED'])
    expect(said.body.toString()).not.toContain('chairside_')
  }
  const health = await ask(world.url + pathOf(routes.readHealth), 'GET', { token: withMetrics.METRICS_TOKEN })
  expect(health.status).toBe(401)
})

test('what people send, get and are refused is counted, with the time until the prompt', async () => {
  const { world, practitioner, patient } = await meet({}, { env: withMetrics })
  const pdf = bytesOf(allowed.pdf)
  const transfer = await practitioner.send([pick('animation.gif', 'holiday.jpg'), pick(allowed.pdf)])
  await until('both have their verdict', () => transfer.state === 'settled')
  const [prompt] = await until('the patient is prompted', () => patient.prompts.length > 0 && patient.prompts)
  if (prompt === undefined) throw new Error('nothing is prompted')
  prompt.shown()
  await until('the server knows that it was seen', async () => {
    const { valueIn } = await scrape(world)
    return valueIn('chairside_prompt_seconds_count', { since: 'ready' }) === 1
  })
  await saved(prompt)
  await until('the download is told', () => transfer.files[1]?.state === 'downloaded')

  const { valueIn } = await scrape(world)
  expect(valueIn('chairside_sockets')).toBe(2)
  expect(valueIn('chairside_transfers_total', { sender: 'practitioner' })).toBe(1)
  expect(valueIn('chairside_transfers_total', { sender: 'patient' })).toBe(0)
  expect(valueIn('chairside_facts_total', { fact: 'file-offered' })).toBe(2)
  expect(valueIn('chairside_facts_total', { fact: 'file-downloaded' })).toBe(1)
  expect(valueIn('chairside_verdicts_total', { verdict: 'ready' })).toBe(1)
  expect(valueIn('chairside_verdicts_total', { verdict: 'TYPE_NOT_ALLOWED' })).toBe(1)
  expect(valueIn('chairside_received_bytes_total', { owner: 'file' })).toBeGreaterThanOrEqual(pdf.length)
  expect(valueIn('chairside_sent_bytes_total', { owner: 'file' })).toBe(pdf.length)
  expect(valueIn('chairside_prompt_seconds_count', { since: 'offered' })).toBe(1)
  expect(valueIn('chairside_prompt_seconds_count', { since: 'ready' })).toBe(1)
  expect(valueIn('chairside_budget_bytes', { part: 'all' })).toBe(128 * 1024 * 1024)
  for (const call of ['append', 'seal', 'read'])
    expect(valueIn('chairside_store_seconds_count', { call, outcome: 'ok' })).toBeGreaterThan(0)
  for (const call of ['query', 'commit', 'durable'])
    expect(valueIn('chairside_database_seconds_count', { call, outcome: 'ok' })).toBeGreaterThan(0)
  expect(valueIn('chairside_database_seconds_count', { call: 'query', outcome: 'failed' })).toBe(0)
  expect(valueIn('chairside_event_loop_delay_seconds', { quantile: '0.99' })).toBeGreaterThanOrEqual(0)
  expect(valueIn('process_resident_memory_bytes')).toBeGreaterThan(0)
})

test('a transaction that met another one and is run again is no call that failed', async () => {
  const real = openSqlite(folder())
  const undone = new ChairsideError('STORAGE_UNAVAILABLE')
  let meets = 0
  const busy: Database = {
    ...real,
    isUndone: (error) => error === undone,
    dialect: {
      createAdapter: () => real.dialect.createAdapter(),
      createIntrospector: (db) => real.dialect.createIntrospector(db),
      createQueryCompiler: () => real.dialect.createQueryCompiler(),
      createDriver: () => {
        const driver = real.dialect.createDriver()
        const commit = driver.commitTransaction.bind(driver)
        driver.commitTransaction = async (connection) => {
          if (meets === 0) return commit(connection)
          meets -= 1
          throw undone
        }
        return driver
      },
    },
  }
  const world = await openWorld({ env: withMetrics, overrides: { database: busy } })
  meets = 2
  await world.appointment()
  const { valueIn } = await scrape(world)
  const count = (outcome: string) => valueIn('chairside_database_seconds_count', { call: 'commit', outcome })
  expect([meets, count('again'), count('failed')]).toEqual([0, 2, 0])
})

test('errors are counted by their code, also those of commands and those that the log counts together', async () => {
  const { world, id } = await meet({}, { env: withMetrics })
  const before = await scrape(world)
  const token = await world.token(id, anna.id)
  for (let times = 0; times < 3; times++) await ask(`${world.url}/v1/nothing`, 'GET')
  await ask(world.url + pathOf(routes.readHealth), 'GET', { token })
  const after = await scrape(world)
  const more = (code: string): number =>
    after.valueIn('chairside_errors_total', { code }) - before.valueIn('chairside_errors_total', { code })
  expect(more('UNKNOWN_COMMAND')).toBe(3)
  expect(more('UNAUTHENTICATED')).toBe(1)
  expect(more('INTERNAL')).toBe(0)
})

test('a scanner that is away shows as calls that failed and as checks that wait', async () => {
  const port = await freePort()
  const { world, practitioner } = await meet(
    {},
    { env: { ...withMetrics, CLAMD_URL: `tcp://127.0.0.1:${port}` } },
  )
  await practitioner.send([pick(allowed.pdf)])
  const { valueIn } = await until('the check waits', async () => {
    const seen = await scrape(world)
    return seen.valueIn('chairside_waiting', { queue: 'checks-again' }) === 1 && seen
  })
  expect(valueIn('chairside_scanner_seconds_count', { call: 'scan', outcome: 'failed' })).toBe(1)
  expect(valueIn('chairside_scanner_seconds_count', { call: 'scan', outcome: 'ok' })).toBe(0)
})

test('how long Redis takes is measured by what is asked of it, and so is what it could not do', async () => {
  const redis = await startRedis()
  atEnd(() => redis.stop())
  const limits = { commandRate: 1, commandBurst: 16 }
  const { world, practitioner } = await meet({}, { env: { ...withMetrics, REDIS_URL: redis.url }, limits })
  const countOf = async (call: string, outcome: string): Promise<number> =>
    (await scrape(world)).valueIn('chairside_redis_seconds_count', { call, outcome })
  await practitioner.ask({ note: 'The letter, please' })
  await ask(world.url + pathOf(routes.isReady), 'GET')
  for (const call of ['publish', 'count', 'ping']) {
    await until(`${call} is measured`, async () => (await countOf(call, 'ok')) > 0)
    expect(await countOf(call, 'failed')).toBe(0)
  }
  await redis.kill()
  await practitioner.send([pick(allowed.pdf)])
  await until('what could not be published is counted', async () => (await countOf('publish', 'failed')) > 0)
})

const listed = [...Object.values(counters), ...Object.values(timings), ...Object.values(gauges)]

/** Why a sample must not be there; undefined for one that `metrics.ts` lists. */
function whyOdd({ name, labels }: Sample): string | undefined {
  const metric = listed.find((one) =>
    [one.name, `${one.name}_bucket`, `${one.name}_sum`, `${one.name}_count`].includes(name),
  )
  if (metric === undefined) return `${name} is not listed`
  const { le, ...others } = labels
  if (le !== undefined && !/^(\d+(\.\d+)?|\+Inf)$/.test(le)) return `${le} is no bound`
  const values: Readonly<Record<string, readonly string[]>> = metric.labels
  for (const [label, value] of Object.entries(others))
    if (!values[label]?.includes(value)) return `${name} has ${label}="${value}"`
  return undefined
}

test('every label has a value of the list in the code, and no secret of the tests is in the metrics', async () => {
  const { world, id, practitioner, patient } = await meet({}, { env: withMetrics })
  await practitioner.send([
    pick(allowed.pdf, 'Surgery-Of-The-Knee.pdf'),
    pick('animation.gif', 'holiday.jpg'),
  ])
  const [prompt] = await until('the patient is prompted', () => patient.prompts.length > 0 && patient.prompts)
  if (prompt !== undefined) await saved(prompt)
  const token = await world.token(id, eva.id)
  await ask(`${world.url}/v1/files/Surgery-Of-The-Knee`, 'GET', { token })
  await ask(`${world.url}/Surgery-Of-The-Knee`, 'GET', { token })

  const { text, samples } = await scrape(world)
  expect(samples.length).toBeGreaterThan(300)
  expect(samples.map(whyOdd).filter(Boolean)).toEqual([])
  const ledger = join(output, 'secrets.txt')
  const noted = existsSync(ledger)
    ? readFileSync(ledger, 'utf8')
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line))
    : []
  const secrets: string[] = [...noted, id, token, anna.name, eva.name, eva.id, 'Surgery-Of-The-Knee']
  expect(noted.length).toBeGreaterThan(0)
  expect(secrets.filter((secret) => text.includes(secret))).toEqual([])
})

test('a label that is not listed never becomes one, whoever hands it in', async () => {
  const metrics = createMetrics()
  atEnd(() => metrics.close())
  metrics.meter.count('errors', { code: 'Anna-Novakova' as 'INTERNAL' })
  metrics.meter.time('store', { call: '42' as 'append', outcome: 'ok' }, 1)
  metrics.meter.gauge('waiting', { queue: 'a-1' as 'checks' }, () => 1)
  const text = await metrics.read()
  expect(['Anna-Novakova', '42"', 'a-1'].filter((odd) => text.includes(odd))).toEqual([])
})
