import { ChairsideError, pathOf, routes } from '@chairside/protocol'
import { expect, test } from 'vitest'
import { openDisk } from '../../../server/src/adapters/disk/store.ts'
import { openSqlite } from '../../../server/src/adapters/sql/sqlite.ts'
import type { Database, ObjectStore } from '../../../server/src/seams.ts'
import { startImpostor } from '../../services/impostor.ts'
import { folder } from '../../world/folder.ts'
import { ask } from '../../world/http.ts'
import { freePort } from '../../world/port.ts'
import { allowed, pick, saved } from '../../world/samples.ts'
import { until } from '../../world/until.ts'
import { meet, openWorld, type World } from '../../world/world.ts'

/** What the server says of itself once it looks anew. */
async function ready({ url, clock }: World) {
  await clock.advance(5000)
  const said = await ask(url + pathOf(routes.isReady), 'GET')
  const { status, parts, error } = said.json<{
    status: string
    parts?: Record<string, string>
    error?: { code: string }
  }>()
  return { http: said.status, status, parts, code: error?.code }
}

test('a server with all its parts is ready, and names them', async () => {
  expect(await ready(await openWorld())).toEqual({
    http: 200,
    status: 'ok',
    parts: { database: 'ok', store: 'ok', scanner: 'none' },
    code: undefined,
  })
})

test('while the store is away the server is degraded, says so by name, and is ready: people still talk', async () => {
  const store = await openDisk(folder())
  let away = false
  const flaky: ObjectStore = {
    ...store,
    length: (...given) =>
      away ? Promise.reject(new ChairsideError('STORAGE_UNAVAILABLE')) : store.length(...given),
  }
  const { world, practitioner, patient } = await meet({}, { overrides: { store: flaky } })
  away = true
  const parts = { database: 'ok', store: 'down', scanner: 'none' }
  expect(await ready(world)).toMatchObject({ http: 200, status: 'degraded', parts })
  await practitioner.send([pick(allowed.pdf)])
  const [prompt] = await until('it arrives', () => patient.prompts.length > 0 && patient.prompts)
  if (prompt !== undefined) await saved(prompt)
  away = false
  expect(await ready(world)).toMatchObject({ http: 200, status: 'ok', parts: { store: 'ok' } })
})

test('a scanner that is away is down, one that finds nothing is degraded; the server is ready all the same', async () => {
  const away = await openWorld({ env: { CLAMD_URL: `tcp://127.0.0.1:${await freePort()}` } })
  expect(await ready(away)).toMatchObject({ http: 200, status: 'degraded', parts: { scanner: 'down' } })
  const { port } = await startImpostor((line) => line.end('PONG\0'), 'at once')
  const odd = await openWorld({ env: { CLAMD_URL: `tcp://127.0.0.1:${port}` } })
  expect(await ready(odd)).toMatchObject({ http: 200, status: 'degraded', parts: { database: 'ok' } })
})

test('a scanner that never answers holds nobody up for longer than two seconds of the clock', async () => {
  const { port } = await startImpostor(() => undefined, 'at once')
  const world = await openWorld({ env: { CLAMD_URL: `tcp://127.0.0.1:${port}` } })
  const said = ask(world.url + pathOf(routes.isReady), 'GET')
  await until('the answer is there', async () => {
    await world.clock.advance(500)
    return Promise.race([said, undefined])
  })
  expect((await said).json()).toMatchObject({ status: 'degraded', parts: { scanner: 'down' } })
})

test('without its records the server is not ready, and says which part it is', async () => {
  const real = openSqlite(folder())
  let away = false
  const flaky: Database = {
    ...real,
    dialect: {
      createAdapter: () => real.dialect.createAdapter(),
      createIntrospector: (db) => real.dialect.createIntrospector(db),
      createQueryCompiler: () => real.dialect.createQueryCompiler(),
      createDriver: () => {
        const driver = real.dialect.createDriver()
        const connect = driver.acquireConnection.bind(driver)
        driver.acquireConnection = async (...given) => {
          const connection = await connect(...given)
          const execute = connection.executeQuery.bind(connection)
          return {
            executeQuery: (...query) =>
              away ? Promise.reject(new ChairsideError('STORAGE_UNAVAILABLE')) : execute(...query),
            streamQuery: connection.streamQuery.bind(connection),
          }
        }
        return driver
      },
    },
  }
  const world = await openWorld({ overrides: { database: flaky } })
  away = true
  expect(await ready(world)).toEqual({
    http: 503,
    status: 'down',
    parts: { database: 'down', store: 'ok', scanner: 'none' },
    code: 'STORAGE_UNAVAILABLE',
  })
  away = false
  expect(await ready(world)).toMatchObject({ http: 200, status: 'ok' })
})

test('anyone may ask, so that many questions at once are one look at the parts', async () => {
  const store = await openDisk(folder())
  let looks = 0
  const counted: ObjectStore = {
    ...store,
    length: (key, epoch) => {
      looks += key === 'health' ? 1 : 0
      return store.length(key, epoch)
    },
  }
  const world = await openWorld({ overrides: { store: counted } })
  await Promise.all(Array.from({ length: 50 }, () => ask(world.url + pathOf(routes.isReady), 'GET')))
  expect(looks).toBe(1)
  await ready(world)
  expect(looks).toBe(2)
})

test('a server that stops is not ready any more, while what runs comes to its end', async () => {
  const store = await openDisk(folder())
  const { promise: held, resolve: release } = Promise.withResolvers<void>()
  let isHeld = false
  const slow: ObjectStore = {
    ...store,
    append: async (...given) => {
      isHeld = true
      await held
      return store.append(...given)
    },
  }
  const { world, practitioner } = await meet({}, { overrides: { store: slow } })
  await practitioner.send([pick(allowed.pdf)])
  await until('bytes are on their way', () => isHeld)
  const stopped = world.chairside.stop()
  const said = await ready(world).finally(release)
  expect(said).toEqual({ http: 503, status: 'draining', parts: undefined, code: 'SHUTTING_DOWN' })
  await stopped
})
