import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer as createPlain } from 'node:http'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { systemClock } from '../../../server/src/adapters/clock.ts'
import { serverVersion } from '../../../server/src/version.ts'
import { keepSecret } from '../../world/secrets.ts'
import { atEnd } from '../../world/until.ts'
import { openWorld } from '../../world/world.ts'

// Whole processes start here, and bodies are waited for.
vi.setConfig({ testTimeout: 120_000 })

const root = join(import.meta.dirname, '../../..')

/** Runs `chairside doctor` as an operator does. Gives its exit code and what it printed. */
async function doctor(args: readonly string[], env: Record<string, string> = {}) {
  const program = ['--conditions=chairside-source', 'server/src/main.ts', 'doctor', ...args]
  const child = spawn(process.execPath, program, { cwd: root, env: { PATH: process.env.PATH ?? '', ...env } })
  atEnd(() => void child.kill('SIGKILL'))
  let [printed, complained] = ['', '']
  child.stdout.on('data', (chunk: Buffer) => {
    printed += chunk
  })
  child.stderr.on('data', (chunk: Buffer) => {
    complained += chunk
  })
  const [code] = await once(child, 'close')
  return { code: code as number | null, printed, complained }
}

test('the doctor prints a line for each finding and a sum, ends with 0 or 1, and never shows the key', async () => {
  const world = await openWorld({ overrides: { clock: systemClock }, limits: { snapshotWait: 200 } })
  const args = [world.url, '--body-mb', '2', '--idle', '1']
  const well = await doctor([...args, '--origin', 'http://localhost:5173'], {
    CHAIRSIDE_API_KEY: world.apiKey,
  })
  expect(well.printed).toMatch(/^ok {2}bodies {6}Bodies of 1 MB, 2 MB arrive whole\.$/m)
  expect(well.printed).toMatch(/^-- {2}page /m)
  expect(well.printed).toMatch(/\n\d+ ok, 0 to change, \d+ not tried\.\n$/)
  expect(well.code).toBe(0)
  const ill = await doctor([
    ...args,
    '--origin',
    'https://app.clinic.example',
    // One word: a key may begin with a hyphen.
    `--key=${world.apiKey}`,
    '--json',
  ])
  expect([ill.code, ill.complained]).toEqual([1, ''])
  expect(JSON.parse(ill.printed)).toMatchObject({
    url: world.url,
    whole: true,
    findings: expect.arrayContaining([
      expect.objectContaining({ check: 'origin', state: 'wrong', change: expect.any(Array) }),
    ]),
  })
  for (const run of [well, ill]) {
    const { printed, complained } = run
    expect(`${printed}${complained}`.includes(world.apiKey)).toBe(false)
    const told = run === well ? `The key of CHAIRSIDE_API_KEY is used, for ${new URL(world.url).host}.\n` : ''
    expect(complained).toBe(told)
  }
})

test('a doctor that is called wrongly says how, repeats nothing that may be a key, and ends with 2', async () => {
  const secret = 'a-key-at-a-wrong-place-of-the-line'
  keepSecret(secret)
  for (const args of [
    [],
    ['files.example'],
    ['https://files.example', secret],
    [`https://files.example/?key=${secret}`],
    ['https://files.example', '--key', `-${secret}`],
  ]) {
    const { code, printed, complained } = await doctor(args)
    expect([code, printed]).toEqual([2, ''])
    expect(complained).toContain('chairside doctor URL')
    expect(complained.includes(secret)).toBe(false)
    if (args.includes('--key')) expect(complained).toContain('--key=-')
  }
})

test('a certificate of nobody whom browsers know is named, and no key is sent under it', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'chairside-tls-'))
  atEnd(() => rmSync(folder, { recursive: true, force: true }))
  const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')]
  const made = [
    'req',
    '-x509',
    '-newkey',
    'rsa:2048',
    '-nodes',
    '-subj',
    '/CN=localhost',
    '-keyout',
    key,
    '-out',
    cert,
  ]
  execFileSync('openssl', made, { stdio: 'ignore' })
  const sent: (string | undefined)[] = []
  const server = createServer({ key: readFileSync(key), cert: readFileSync(cert) }, (request, answer) => {
    sent.push(request.headers.authorization)
    answer.setHeader('content-type', 'application/json').end('{"status":"ok","allowed":true}')
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  atEnd(() => void server.close().closeAllConnections())
  const { port } = server.address() as AddressInfo
  const secret = 'a-key-that-must-stay-here-0123456789'
  keepSecret(secret)
  const { code, printed } = await doctor([`https://127.0.0.1:${port}`], { CHAIRSIDE_API_KEY: secret })
  expect(printed).toMatch(/^!! {2}certificate The certificate is signed by nobody whom browsers know/m)
  expect(printed).toContain('the key is not sent under such a certificate')
  expect(code).toBe(1)
  expect(sent.length).toBeGreaterThan(0)
  expect(sent.some((one) => one?.includes(secret))).toBe(false)
})

test('no key is sent over plain http to another machine', async () => {
  const sent: (string | undefined)[] = []
  const server = createPlain((request, answer) => {
    sent.push(request.headers.authorization)
    answer.setHeader('content-type', 'application/json').end('{"status":"ok","allowed":true}')
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  atEnd(() => void server.close().closeAllConnections())
  const { port } = server.address() as AddressInfo
  const secret = 'a-key-that-nobody-may-read-on-the-way'
  keepSecret(secret)
  // It leads to this machine, and is no name of it.
  const ended = await doctor([`http://0.0.0.0:${port}`], { CHAIRSIDE_API_KEY: secret })
  expect(ended.printed).toContain('the key is not sent over plain http to another machine')
  expect([ended.code, ended.complained]).toEqual([1, ''])
  expect(sent.length).toBeGreaterThan(0)
  expect(sent.some((one) => one?.includes(secret))).toBe(false)
})

test('the release that the server names is that of its package', () => {
  const { version } = JSON.parse(readFileSync(join(root, 'server/package.json'), 'utf8'))
  expect(serverVersion).toBe(version)
})
