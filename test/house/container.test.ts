import { spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { readConfig } from '../../server/src/config.ts'
import { root } from './sources.ts'

const read = (path: string): string => readFileSync(join(root, path), 'utf8')

test('the container may do no more than it must', () => {
  const compose = read('docker-compose.yml')
  for (const line of ['read_only: true', 'cap_drop: [ALL]', 'security_opt: ["no-new-privileges:true"]'])
    expect(compose).toContain(`\n    ${line}\n`)
  for (const name of ['tmpfs', 'mem_limit', 'pids_limit'])
    expect(compose).toMatch(new RegExp(`\n    ${name}: .`))
  expect(compose).not.toMatch(/^(name|version):/m)
  expect(read('Dockerfile')).toMatch(/^USER node$/m)
})

/** The settings that the table of the README has. */
const settings = [...read('README.md').matchAll(/^\| `([A-Z][A-Z0-9_]+)` \|/gm)].map(([, name]) => name)

test('every setting of the README reaches the container', () => {
  expect(settings.length).toBeGreaterThan(20)
  const compose = read('docker-compose.yml')
  const image = read('Dockerfile')
  expect(
    settings.filter((name) => !compose.includes(`\n      ${name}:`) && !image.includes(`${name}=`)),
  ).toEqual([])
})

test('.env.example has every setting: with two secrets it starts production, and shows the right defaults', () => {
  const lines = read('.env.example').split('\n')
  /** The settings of the lines that begin so. */
  const after = (begin: string) =>
    Object.fromEntries(
      lines
        .map((line) => line.split('='))
        .filter(([name = '']) => name.startsWith(begin) && /^[A-Z][A-Z0-9_]+$/.test(name.slice(begin.length)))
        .map(([name = '', ...value]) => [name.slice(begin.length), value.join('=')]),
    )
  const { COMPOSE_PROFILES: _, ...needed } = after('')
  const defaults = after('# ')
  expect(Object.keys({ ...needed, ...defaults }).sort()).toEqual([...settings].sort())
  const secrets = { API_KEY: randomBytes(32).toString('hex'), TOKEN_SECRET: randomBytes(32).toString('hex') }
  expect(() => readConfig(needed)).toThrow(/API_KEY[\s\S]*TOKEN_SECRET/)
  const filled = { ...needed, ...secrets }
  expect(readConfig({ ...defaults, ...filled })).toEqual(readConfig(filled))
})

test('docker compose puts Caddy in front of the server, and gives it the secrets of the environment alone', () => {
  const { services, volumes } = parse(read('docker-compose.yml')) as {
    services: Record<
      'chairside' | 'tls',
      { environment: Record<string, string>; ports: string[]; volumes: string[] }
    >
    volumes: Record<string, null>
  }
  const { chairside, tls } = services
  expect(chairside.ports).toEqual(['127.0.0.1:8080:8080'])
  expect([chairside.environment.API_KEY, chairside.environment.TOKEN_SECRET]).toEqual([
    expect.stringMatching(/^\$\{API_KEY:\?/),
    expect.stringMatching(/^\$\{TOKEN_SECRET:\?/),
  ])
  // It does not see them.
  expect(Object.keys(tls.environment)).toEqual(['PUBLIC_URL'])
  for (const place of [...chairside.volumes, ...tls.volumes].map((volume) => volume.split(':')[0] ?? ''))
    expect(place in volumes || existsSync(join(root, place))).toBe(true)
  expect(read('examples/caddy/Caddyfile')).toContain('reverse_proxy chairside:8080')
})

interface Service {
  readonly image?: string
  readonly read_only?: boolean
  readonly environment?: Readonly<Record<string, string>>
  readonly volumes?: readonly string[]
  readonly networks?: readonly string[]
  readonly command?: readonly string[]
  readonly env_file?: unknown
  readonly depends_on?: readonly string[] | Readonly<Record<string, object>>
}

const readNodes = () =>
  parse(read('docker-compose.nodes.yml'), { merge: true }) as {
    services: Record<string, Service>
    volumes: Record<string, null>
  }

/** A setting of a compose file as it is without `.env`. What must be set has a secret. */
const filled = (value: string): string =>
  value.replace(/\$\{\w+:-(.*?)\}/g, '$1').replace(/\$\{\w+:\?.*?\}/g, () => randomBytes(32).toString('hex'))

test('docker compose runs two nodes: each with a data folder of its own, and the rest of the settings of several', () => {
  const { services, volumes } = readNodes()
  const nodes = [services['node-1'], services['node-2']]
  for (const node of nodes) expect(node?.read_only).toBe(true)
  expect(nodes.map((node) => node?.volumes)).toEqual([['node-1:/data'], ['node-2:/data']])
  const given = nodes[0]?.environment ?? {}
  const config = readConfig({
    ...Object.fromEntries(Object.entries(given).map(([name, value]) => [name, filled(value)])),
    ...{ NODE_ENV: 'production', DATA_DIR: '/data' },
  })
  expect(config.missingForNodes).toEqual([])
  expect(config.trustProxy).toBe(true)
  // Each setting by name: .env has what is not for the nodes, too.
  expect(nodes.map((node) => node?.env_file)).toEqual([undefined, undefined])
  const image = read('Dockerfile')
  expect(settings.filter((name = '') => !(name in given) && !image.includes(`${name}=`)).sort()).toEqual([
    'DATABASE_MIGRATION_URL',
    'FSYNC',
    'NETWORK_DATA_DIR',
    'S3_KMS_KEY',
    'S3_REDIRECT',
    'S3_REGION',
    'SCANNER',
  ])
  for (const { volumes: mounted = [], depends_on: waits = [] } of Object.values(services)) {
    for (const place of mounted.map((volume) => volume.split(':')[0] ?? ''))
      expect(place in volumes || existsSync(join(root, place))).toBe(true)
    for (const name of Array.isArray(waits) ? waits : Object.keys(waits))
      expect(services).toHaveProperty(name)
  }
  for (const name of ['node-1', 'node-2'])
    expect(read('operations/nginx.conf')).toContain(`server ${name}:8080`)
})

test('what the nodes keep, and who scans it, is on a network that nginx is not on', () => {
  const { services } = readNodes()
  const on = (network: string) =>
    Object.keys(services).filter((name) => services[name]?.networks?.includes(network))
  expect(on('front')).toEqual(['node-1', 'node-2', 'nginx'])
  expect(on('back')).toEqual(['node-1', 'node-2', 'postgres', 'redis', 's3', 'bucket', 'clamd'])
})

/** Runs the command of a service in a shell, as compose passes it on, and says how it ended. */
function run(service: string, env: Record<string, string>, change: (command: string) => string) {
  const [command = ''] = readNodes().services[service]?.command ?? []
  return spawnSync('sh', ['-c', change(command.replaceAll('$$', '$'))], { env, encoding: 'utf8' })
}

test('the S3 server gets its keys, and the bucket is tried for sixty times and no more', () => {
  const folder = mkdtempSync(join(tmpdir(), 'chairside-compose-'))
  const keys = { AWS_ACCESS_KEY_ID: 'key-of-clinic', AWS_SECRET_ACCESS_KEY: 'a/b+c' }
  const path = join(folder, 's3.json')
  run('s3', { ...keys, PATH: process.env.PATH ?? '' }, (command) =>
    command.replace(/&& exec .*/, '').replace('/tmp/s3.json', path),
  )
  expect(JSON.parse(readFileSync(path, 'utf8'))).toMatchObject({
    identities: [{ credentials: [{ accessKey: 'key-of-clinic', secretKey: 'a/b+c' }], actions: ['Admin'] }],
  })
  const noted = join(folder, 'noted')
  // In place of the AWS CLI, which refuses, and of a second.
  const said = run(
    'bucket',
    {},
    (command) => `aws() { echo >> ${noted}; return 1; }; sleep() { :; }; ${command}`,
  )
  expect(said.status).toBe(1)
  expect(readFileSync(noted, 'utf8')).toHaveLength(2 * 60)
  expect(run('bucket', {}, (command) => `aws() { return 0; }; ${command}`).status).toBe(0)
  rmSync(folder, { recursive: true, force: true })
})

test.each(['docker-compose.yml', 'docker-compose.nodes.yml'])('docker-compose itself takes %s', (file) => {
  const found = spawnSync('docker-compose', ['version'], { encoding: 'utf8' })
  if (found.status !== 0) {
    console.log(`${file} is not tried by docker-compose: the command is not here`)
    return
  }
  const folder = mkdtempSync(join(tmpdir(), 'chairside-compose-'))
  for (const name of [file, 'Dockerfile', 'operations'])
    cpSync(join(root, name), join(folder, name), { recursive: true })
  writeFileSync(join(folder, '.env'), '')
  const needed = [
    'API_KEY',
    'TOKEN_SECRET',
    'POSTGRES_PASSWORD',
    'AWS_ACCESS_KEY_ID',
    'AWS_SECRET_ACCESS_KEY',
  ]
  const env = { PATH: process.env.PATH, ...Object.fromEntries(needed.map((name) => [name, `of-${name}`])) }
  const { status, stderr } = spawnSync('docker-compose', ['-f', file, 'config', '-q'], {
    cwd: folder,
    env,
    encoding: 'utf8',
  })
  rmSync(folder, { recursive: true, force: true })
  expect({ status, stderr }).toMatchObject({ status: 0 })
})

test('the packages of the product can be listed', () => {
  const { status, stdout } = spawnSync('npm', ['sbom', '--sbom-format', 'cyclonedx', '--omit', 'dev'], {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 50_000_000,
  })
  expect(status).toBe(0)
  const { components } = JSON.parse(stdout) as { components: { name: string }[] }
  expect(components.map(({ name }) => name)).toContain('fastify')
})
