import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  chmodSync,
  chownSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect, test, vi } from 'vitest'
import { ConfigError, readConfig } from '../../../server/src/config.ts'
import { ownNames } from '../../../server/src/data-folder.ts'
import { freePort } from '../../world/port.ts'
import { atEnd } from '../../world/until.ts'
import { openWorld } from '../../world/world.ts'

// Whole processes start here, and bodies are waited for.
vi.setConfig({ testTimeout: 120_000 })

const root = join(import.meta.dirname, '../../..')
const isRoot = process.getuid?.() === 0

function makeFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'chairside-start-'))
  atEnd(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

const production = {
  NODE_ENV: 'production',
  API_KEY: 'a-key-of-at-least-thirty-two-characters',
  TOKEN_SECRET: 'a-secret-of-at-least-thirty-two-characters',
  PUBLIC_URL: 'https://files.clinic.example',
  DATA_DIR: '/srv/chairside',
  SCANNER: 'none',
  LOG_LEVEL: 'silent',
}

/** Whether this machine lets the tests mount a file system that only they see. */
const mounts = ((): boolean => {
  try {
    execFileSync('unshare', ['-rm', 'true'], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
})()

/**
 * Starts the program, which must end. Gives its exit code and what it printed.
 *
 * @param before a line of the shell that runs first, and prefixes of the command
 */
async function start(env: Record<string, string>, before: { line?: string; through?: string[] } = {}) {
  const program = [process.execPath, '--conditions=chairside-source', 'server/src/main.ts']
  const shell = ['/bin/sh', '-c', `${before.line ?? 'true'} && exec "$0" "$@"`]
  const [command = '', ...args] = [...(before.through ?? []), ...shell, ...program]
  const child = spawn(command, args, {
    cwd: root,
    env: {
      PATH: process.env.PATH ?? '',
      PORT: String(await freePort()),
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  atEnd(() => void child.kill('SIGKILL'))
  let said = ''
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => {
      said += chunk
    })
  const [code] = await once(child, 'close')
  return { code: code as number | null, said }
}

/** Expects that a start ended with 1, and said one sentence that names the thing and what to do. */
function expectRefusal({ code, said }: { code: number | null; said: string }, ...words: string[]): void {
  for (const word of words) expect(said).toContain(word)
  expect(said.trim().split('\n')).toHaveLength(1)
  expect(said).toMatch(/(Set|set|Start) \w/)
  expect(code).toBe(1)
}

test('a Node that is too old is told which one is needed, before anything else is loaded', async () => {
  const module = join(makeFolder(), 'older.mjs')
  writeFileSync(
    module,
    `Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '24.8.0' } })`,
  )
  const ended = await start({ NODE_OPTIONS: `--import=${pathToFileURL(module)}` })
  expectRefusal(ended, 'Chairside needs Node 24.9 or newer; this is 24.8.0.')
})

test.each([
  ['a data folder', []],
  ['a folder above the data folder', ['below', 'that']],
])('%s that belongs to another user is named with both users', async (_, below) => {
  const folder = makeFolder()
  if (isRoot) chownSync(folder, 1234, 1234)
  else chmodSync(folder, 0o500)
  // Without its capabilities root is a user like any other (capabilities(7)).
  const through = isRoot ? ['setpriv', '--bounding-set=-all', '--inh-caps=-all'] : []
  const dataDir = join(folder, ...below)
  const ended = await start({ DATA_DIR: dataDir }, { through })
  const owner = isRoot ? 1234 : process.getuid?.()
  expectRefusal(ended, dataDir, 'cannot be written by the user', `${folder} belongs to user ${owner}`)
})

test('a file in the data folder that belongs to another user is named', async () => {
  const folder = makeFolder()
  const records = join(folder, 'records.sqlite')
  writeFileSync(records, '', { mode: 0o400 })
  if (isRoot) chownSync(records, 1234, 1234)
  const through = isRoot ? ['setpriv', '--bounding-set=-all', '--inh-caps=-all'] : []
  expectRefusal(await start({ DATA_DIR: folder }, { through }), folder, `${records} belongs to user`)
})

test('what others keep in the data folder is in nobody’s way: `lost+found`, snapshots, a link that leads nowhere', async () => {
  const folder = makeFolder()
  for (const name of ['lost+found', '.snapshot']) {
    mkdirSync(join(folder, name), { mode: 0o000 })
    if (isRoot) chownSync(join(folder, name), 1234, 1234)
  }
  symlinkSync(join(folder, 'nowhere'), join(folder, 'a-link'))
  const through = isRoot ? ['setpriv', '--bounding-set=-all', '--inh-caps=-all'] : []
  const { port } = await occupied()
  // What stops the start is the last thing of all.
  const ended = await start({ DATA_DIR: folder, PORT: port }, { through })
  expectRefusal(ended, `Port ${port} of 127.0.0.1 is in use`)
})

test('a start looks at all that the server itself writes at the top of its data folder', async () => {
  const world = await openWorld()
  expect(readdirSync(world.dataDir).filter((name) => !ownNames.includes(name))).toEqual([])
})

test('a data folder under one in which none can be made ends the start at once', async () => {
  expectRefusal(await start({ DATA_DIR: '/proc/chairside/data' }), '/proc/chairside/data', 'cannot be made')
})

test.each([
  ['is a file', []],
  ['is below a file', ['below']],
])('a data folder that %s is named', async (_, below) => {
  const file = join(makeFolder(), 'data')
  writeFileSync(file, 'x')
  const dataDir = join(file, ...below)
  expectRefusal(await start({ DATA_DIR: dataDir }), dataDir, 'is no folder')
})

test.skipIf(!mounts)('a full disk is named, and not taken for another server', async () => {
  const folder = makeFolder()
  const line = `mount -t tmpfs -o size=64k tmpfs ${folder}`
  const ended = await start({ DATA_DIR: folder }, { through: ['unshare', '-rm'], line })
  expectRefusal(ended, folder, 'has no room left')
})

test.skipIf(!mounts)('a file system that can only be read is named', async () => {
  const folder = makeFolder()
  const line = `mount -t tmpfs -o ro tmpfs ${folder}`
  const dataDir = join(folder, 'data')
  const ended = await start({ DATA_DIR: dataDir }, { through: ['unshare', '-rm'], line })
  expectRefusal(ended, dataDir, 'can only be read')
})

test('records that are no records are named, and left as they are', async () => {
  const folder = makeFolder()
  writeFileSync(join(folder, 'records.sqlite'), 'x'.repeat(8192))
  expectRefusal(await start({ DATA_DIR: folder }), folder, 'file is not a database')
})

/** A port on which another program listens. */
async function occupied(): Promise<{ port: string }> {
  const other = createServer().listen(0, '127.0.0.1')
  atEnd(() => void other.close())
  await once(other, 'listening')
  const address = other.address()
  return { port: typeof address === 'object' ? String(address?.port) : '' }
}

test('a port that is in use is named', async () => {
  const { port } = await occupied()
  expectRefusal(await start({ DATA_DIR: makeFolder(), PORT: port }), `Port ${port} of 127.0.0.1 is in use`)
})

test('an address that this machine does not have is named', async () => {
  const ended = await start({ ...production, DATA_DIR: makeFolder(), HOST: '192.0.2.1' })
  expectRefusal(ended, 'HOST is "192.0.2.1", which is no address of this machine')
})

test.each([
  ['a letter beyond ASCII', 'schlüssel-of-at-least-thirty-two-characters'],
  ['a blank inside', 'a key-of-at-least-thirty-two-characters'],
  ['a line break at its end', 'another-key-of-at-least-thirty-two-characters\n'],
  ['a blank in front', ' another-key-of-at-least-thirty-two-characters'],
  ['a control character', 'another-key-of-at-least-thirty-two-characters\u0007'],
])('a key with %s is refused: no header carries it as it is', (_, value) => {
  for (const name of ['API_KEY', 'API_KEY_SECOND']) {
    let problems: readonly string[] = []
    try {
      readConfig({ ...production, [name]: value })
    } catch (error) {
      if (error instanceof ConfigError) problems = error.problems
    }
    expect(problems).toEqual([
      expect.stringMatching(new RegExp(`^${name} has a blank, a line break or a character beyond ASCII`)),
    ])
  }
  // No header carries these, and a server that runs with one must start again.
  for (const name of ['TOKEN_SECRET', 'TOKEN_SECRET_SECOND'])
    expect(readConfig({ ...production, [name]: value }).secrets.tokenSecrets).toContain(value.trim())
})
