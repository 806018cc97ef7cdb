import { existsSync } from 'node:fs'
import { basename, join } from 'node:path'
import { expect, test } from 'vitest'
import { licencesOf } from './licences.ts'
import { root, type Source, sourceAt, sourcesIn } from './sources.ts'

const protocol = sourcesIn('protocol/src')
const server = sourcesIn('server/src')
const client = [...sourcesIn('client/src'), ...sourcesIn('client/pages'), ...sourcesIn('client/demo')]
const product = [...protocol, ...server, ...client]
const tests = sourcesIn('test')

/**
 * The order of the places in a folder, highest first. A file imports from lower lines and from its own place. `*`
 * stands for every file of the folder that no line names.
 */
type Order = readonly (readonly string[])[]

const serverOrder: Order = [
  ['main.ts', 'check-files.ts'],
  ['serving.ts', 'check.ts', 'doctor.ts', 'backup.ts'],
  ['demo.ts'],
  ['chairside.ts'],
  ['http', 'realtime', 'check', 'doctor', 'backup'],
  ['domain'],
  ['records', 'adapters'],
  ['*'],
]

const domainOrder: Order = [
  ['commands.ts', 'rate.ts'],
  ['counted.ts'],
  ['bucket.ts', 'keyed.ts'],
  ['domain.ts'],
  ['sweep.ts', 'waiting.ts', 'health.ts', 'readiness.ts'],
  ['in-time.ts'],
  ['reading.ts', 'erasing.ts'],
  ['snapshot.ts', 'from-live.ts'],
  ['live', 'documents'],
  ['bytes'],
  ['people', 'webhooks'],
  ['events'],
  ['gate'],
]

const adapterOrder: Order = [
  ['announcer', 'clamd', 'disk', 'metrics', 'rates', 's3', 'sql', 'thumbnailer', 'webhook', '*'],
  ['async', 'chunks'],
]

const clientOrder: Order = [
  ['*'],
  ['elements'],
  ['appointment'],
  ['live', 'documents'],
  ['links'],
  ['upload', 'download', 'viewer'],
  ['connection', 'photo'],
  ['async', 'messages'],
]

const elementOrder: Order = [
  ['*'],
  ['viewer'],
  ['panel', 'desk', 'documents'],
  ['request'],
  ['tray', 'file'],
  ['speech', 'joining'],
  ['kit', 'style'],
]

/** The imports in a folder that break its order, and the files that have no place in it. */
function disorder(sources: readonly Source[], folder: string, order: Order): string[] {
  const inside = sources.filter(({ path }) => path.startsWith(`${folder}/`))
  const placeIn = (path: string): string => path.slice(folder.length + 1).split('/')[0] ?? ''
  const lineOf = (path: string): number => {
    const place = placeIn(path)
    const named = order.findIndex((line) => line.includes(place))
    return named >= 0 || !place.endsWith('.ts') ? named : order.findIndex((line) => line.includes('*'))
  }
  const homeless = inside.filter(({ path }) => lineOf(path) < 0).map(({ path }) => `${path} has no place`)
  const wrong = inside.flatMap(({ path, imports }) =>
    imports
      .filter((target) => inside.some((other) => other.path === target))
      .filter((target) => {
        const both = [path, target].every(
          (one) => order[lineOf(one)]?.includes('*') && placeIn(one).endsWith('.ts'),
        )
        return !(lineOf(target) > lineOf(path) || placeIn(target) === placeIn(path) || both)
      })
      .map((target) => `${path} imports ${target}, which does not stand lower`),
  )
  return [...homeless, ...wrong]
}

/** The imports of files that do not exist or are outside the importing package. */
const strays = (sources: readonly Source[], folder: string): string[] =>
  sources.flatMap(({ path, imports }) =>
    imports
      .filter(
        (target) =>
          target.includes('/') &&
          /\.\w+$/.test(target) &&
          /^(\.\.|protocol|server|client|test)\//.test(target),
      )
      .filter((target) => !target.startsWith(folder) || !existsSync(join(root, target)))
      .map((target) => `${path} imports ${target}`),
  )

/** Each circle of imports, once, as the list of its files. */
function circles(sources: readonly Source[]): string[] {
  const known = new Map(sources.map((source) => [source.path, source]))
  const done = new Set<string>()
  const found: string[] = []
  const walk = (path: string, way: readonly string[]): void => {
    if (way.includes(path)) {
      found.push([...way.slice(way.indexOf(path)), path].join(' → '))
      return
    }
    if (done.has(path)) return
    for (const target of known.get(path)?.imports ?? []) if (known.has(target)) walk(target, [...way, path])
    done.add(path)
  }
  for (const { path } of sources) walk(path, [])
  return found
}

/** The names of the packages that a file imports. */
const packagesOf = ({ imports }: Source): string[] =>
  imports
    .filter((target) => !/^(protocol|server|client|test)\/|^\.\./.test(target))
    .map((target) =>
      target.startsWith('@') ? target.split('/').slice(0, 2).join('/') : (target.split('/')[0] ?? ''),
    )

const holding = (sources: readonly Source[], mark: Parameters<Source['marks']['has']>[0]): string[] =>
  sources.filter((source) => source.marks.has(mark)).map((source) => source.path)

test('the sources were found', () => {
  expect([protocol.length, server.length, client.length, tests.length].every((count) => count > 10)).toBe(
    true,
  )
  expect(server.find(({ path }) => path === 'server/src/chairside.ts')?.imports).toContain(
    'server/src/domain/domain.ts',
  )
})

test('every file of the server has its place, and imports only what stands lower and what stands beside it', () => {
  expect(disorder(server, 'server/src', serverOrder)).toEqual([])
  expect(disorder(server, 'server/src/domain', domainOrder)).toEqual([])
  expect(disorder(server, 'server/src/adapters', adapterOrder)).toEqual([])
  expect(strays(server, 'server/src/')).toEqual([])
})

test('only the composition root and what tries the settings name adapters; the doctor and the backup name their clock', () => {
  const named = server.filter(({ path, imports }) => {
    const isAdapter = path.startsWith('server/src/adapters/')
    const tries = path.startsWith('server/src/check/')
    return !isAdapter && !tries && imports.some((target) => target.startsWith('server/src/adapters/'))
  })
  const [backup, composed, doctor] = named
  expect([backup, composed, doctor].map((one) => one?.path)).toEqual([
    'server/src/backup.ts',
    'server/src/chairside.ts',
    'server/src/doctor.ts',
  ])
  expect(named).toHaveLength(3)
  for (const one of [backup, doctor])
    expect(one?.imports.filter((target) => target.includes('/adapters/'))).toEqual([
      'server/src/adapters/clock.ts',
    ])
})

test('every file of the client imports only from lower rooms and its own', () => {
  const sdk = client.filter(({ path }) => path.startsWith('client/src/'))
  expect(disorder(sdk, 'client/src', clientOrder)).toEqual([])
  expect(disorder(sdk, 'client/src/elements', elementOrder)).toEqual([])
  expect(strays(sdk, 'client/src/')).toEqual([])
})

test('nothing imports in a circle', () => {
  expect([...circles(protocol), ...circles(server), ...circles(client)]).toEqual([])
})

test('the protocol needs nothing but its schemas, the client nothing of the server, and nobody the client', () => {
  expect(new Set(protocol.flatMap(packagesOf))).toEqual(new Set(['typebox']))
  expect(strays(protocol, 'protocol/src/')).toEqual([])
  const ours = (sources: readonly Source[]) =>
    [...new Set(sources.flatMap(packagesOf))].filter((name) => name.startsWith('@chairside/'))
  expect(ours(server)).toEqual(['@chairside/protocol'])
  expect(ours(client.filter(({ path }) => path.startsWith('client/src/')))).toEqual(['@chairside/protocol'])
})

test('what runs in a browser imports nothing of Node', () => {
  const browser = [...protocol, ...client]
  const nodes = browser.filter((source) => packagesOf(source).some((name) => name.startsWith('node:')))
  expect(nodes.map(({ path }) => path)).toEqual([])
})

test('the rules of the domain know no transport, no SQL and no cloud', () => {
  const foreign =
    /^(fastify|@fastify|socket\.io|engine\.io|ws$|kysely|pg|node:sqlite|better-sqlite3|@aws-sdk|ioredis|redis|node:(http|https|net|fs))/
  const found = server
    .filter(({ path }) => path.startsWith('server/src/domain/'))
    .flatMap((source) =>
      packagesOf(source)
        .filter((name) => foreign.test(name))
        .map((name) => `${source.path} imports ${name}`),
    )
  expect(found).toEqual([])
})

test('one file of each process reads the environment, one asks what time it is', () => {
  expect(holding(product, 'process.env')).toEqual(['server/src/check-files.ts', 'server/src/main.ts'])
  const timeless = [...protocol, ...server]
  expect(holding(timeless, 'the time')).toEqual(['server/src/adapters/clock.ts'])
  expect(holding(timeless, 'a timer')).toEqual(['server/src/adapters/clock.ts'])
})

test('no file is too long', () => {
  const build = [sourceAt('client/build.ts'), ...sourcesIn('client/build')]
  const long = [
    ...[...product, ...build].filter(({ lines }) => lines > 350),
    ...tests.filter(({ lines }) => lines > 500),
  ]
  expect(long.map(({ path, lines }) => `${path} has ${lines} lines`)).toEqual([])
  const lengths = product.map(({ lines }) => lines).sort((one, other) => one - other)
  const median = lengths[Math.floor(lengths.length / 2)] ?? 0
  console.log(`${lengths.length} files of the product; half of them have at most ${median} lines.`)
  expect(median).toBeLessThan(90)
})

test('every file is named by what it explains', () => {
  const empty = /^(utils?|helpers?|common|misc|shared|managers?|services?|types|constants)$/
  const found = [...product, ...tests].filter(({ path }) => {
    // `test/services` keeps its name: it holds the real programs that the tests run against.
    const parts = path.replace(/\.ts$/, '').replace('test/services/', '').split('/')
    const isInner = basename(path) === 'index.ts' && !/^(protocol|client)\/src\/index\.ts$/.test(path)
    return isInner || parts.some((part) => empty.test(part) || /(manager|service|helper|util)s?$/i.test(part))
  })
  expect(found.map(({ path }) => path)).toEqual([])
})

test('nothing is exported by default, enumerated, or of any type', () => {
  const all = [...product, ...tests]
  expect(holding(all, 'a default export')).toEqual([])
  expect(holding(all, 'an enum')).toEqual([])
  expect(holding(all, 'any')).toEqual([])
})

const allowedLicences = ['MIT', 'Apache-2.0', 'BSD-2-Clause', 'BSD-3-Clause', 'ISC', '0BSD', 'BlueOak-1.0.0']

test('everything that the product brings along has a licence of the list, and so have its tools', () => {
  const { production, tools } = licencesOf()
  expect(production.length).toBeGreaterThan(50)
  const refused = production.filter(({ licence }) => !licence.some((one) => allowedLicences.includes(one)))
  // The image library below sharp: loaded as it is, and replaceable (docs/decisions/thumbnails.md).
  const libvips = /^@img\/sharp-libvips-/
  expect(
    refused.filter(({ name, licence }) => !(libvips.test(name) && licence[0] === 'LGPL-3.0-or-later')),
  ).toEqual([])
  // Only axe-core is under MPL-2.0. It checks pages in tests and is shipped with nothing.
  const odd = tools.filter(({ licence }) => !licence.some((one) => allowedLicences.includes(one)))
  expect(odd.map(({ name, licence }) => [name, ...licence])).toEqual([['axe-core', 'MPL-2.0']])
})
