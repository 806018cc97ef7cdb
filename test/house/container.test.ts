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
  readonly depends_on?: readonly string[] | Readonly<Record<string, object>>
}

test('docker compose runs two nodes: each with a data folder of its own, and the rest of the settings of several', () => {
  const { services, volumes } = parse(read('docker-compose.nodes.yml'), { merge: true }) as {
    services: Record<string, Service>
    volumes: Record<string, null>
  }
  const nodes = [services['node-1'], services['node-2']]
  for (const node of nodes) expect(node?.read_only).toBe(true)
  expect(nodes.map((node) => node?.volumes)).toEqual([['node-1:/data'], ['node-2:/data']])
  const secrets = Object.fromEntries(
    ['API_KEY', 'TOKEN_SECRET'].map((name) => [name, randomBytes(32).toString('hex')]),
  )
  const env = { ...nodes[0]?.environment, ...secrets, NODE_ENV: 'production', DATA_DIR: '/data' }
  const filled = Object.fromEntries(
    Object.entries(env).map(([name, value]) => [name, (value ?? '').replace(/\$\{PUBLIC_URL:-(.*)\}/, '$1')]),
  )
  const config = readConfig({ ...filled, DATABASE_URL: filled.DATABASE_URL?.replace(/\$\{.*?\}/, 'word') })
  expect(config.missingForNodes).toEqual([])
  expect(config.trustProxy).toBe(true)
  for (const { volumes: mounted = [], depends_on: waits = [] } of Object.values(services)) {
    for (const place of mounted.map((volume) => volume.split(':')[0] ?? ''))
      expect(place in volumes || existsSync(join(root, place))).toBe(true)
    for (const name of Array.isArray(waits) ? waits : Object.keys(waits))
      expect(services).toHaveProperty(name)
  }
  for (const name of ['node-1', 'node-2'])
    expect(read('operations/nginx.conf')).toContain(`server ${name}:8080`)
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
