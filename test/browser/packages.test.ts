import { execFile, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { promisify } from 'node:util'
import { checkPackage, createPackageFromTarballData } from '@arethetypeswrong/core'
import { publint } from 'publint'
import { formatMessage } from 'publint/utils'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Installed, installPacked, packageNames, undeclared } from '../world/packed.ts'
import { anna, eva } from '../world/people.ts'
import { freePort } from '../world/port.ts'
import { openServer } from '../world/process.ts'
import { allowed, bytesOf, pick } from '../world/samples.ts'
import { keepSecret } from '../world/secrets.ts'
import { atEnd, until } from '../world/until.ts'
import { choose, openWindow, phone, saves } from './browser.ts'
import { openRealWorld } from './visits.ts'

/* The packages as a user gets them: packed, installed into a blank folder, built by the user's own bundler. */

const run = promisify(execFile)
const tools = join(import.meta.dirname, '../../node_modules')
const [tsc, vite] = [join(tools, 'typescript/bin/tsc'), join(tools, 'vite/bin/vite.js')]

let installed: Installed
beforeAll(async () => {
  installed = await installPacked()
}, 240_000)
afterAll(() => installed?.remove(), 120_000)

test.each(packageNames)('publint and attw find nothing wrong with the packed %s', async (name) => {
  const tarball = new Uint8Array(readFileSync(installed.tgz(name)))
  const { messages, pkg } = await publint({ pack: { tarball: tarball.buffer }, strict: true })
  expect(messages.map((message) => formatMessage(message, pkg ?? {}))).toEqual([])
  const entrypoints = name === 'client' ? ['.', './define', './react', './chairside-sdk.js'] : ['.']
  const checked = await checkPackage(createPackageFromTarballData(tarball), { entrypoints })
  // They are modules (ESM) alone, and have more entries than one: a resolution older than both is not served.
  const told = checked.types === false ? [] : checked.problems.filter((one) => !isOfOldResolution(one))
  expect([checked.types === false, told]).toEqual([false, []])
  const built = readdirSync(join(installed.folder, 'node_modules/@chairside', name, 'dist'), {
    recursive: true,
    encoding: 'utf8',
  }).filter((path) => path.endsWith('.js') && !path.startsWith('pages') && !path.startsWith('demo'))
  expect(
    undeclared(
      installed,
      name,
      built.map((path) => `dist/${path}`),
    ),
  ).toEqual([])
})

/** Whether a problem is that of programs that are no modules, or resolve as Node 10 did. */
function isOfOldResolution(problem: { kind: string; resolutionKind?: string }): boolean {
  return problem.kind === 'CJSResolvesToESM' || problem.resolutionKind === 'node10'
}

test('a program that imports the SDK, the elements and their React components type-checks, and a wrong one does not', async () => {
  const write = (name: string, text: string) => writeFileSync(join(installed.folder, name), text)
  write('sdk.ts', sdkProgram)
  write('elements.ts', elementsProgram)
  write('components.tsx', reactProgram)
  // As Node resolves; the examples below resolve as bundlers do.
  const compilerOptions = {
    ...{ module: 'nodenext', target: 'es2022', lib: ['es2023', 'dom', 'dom.iterable'] },
    ...{ strict: true, noEmit: true, skipLibCheck: true, jsx: 'react-jsx', types: [] },
  }
  write(
    'tsconfig.json',
    JSON.stringify({ compilerOptions, files: ['sdk.ts', 'elements.ts', 'components.tsx'] }),
  )
  const { stdout } = await run(process.execPath, [tsc, '-p', '.'], { cwd: installed.folder }).catch(
    (error: { stdout: string }) => error,
  )
  expect(stdout).toBe('')
})

test('where there is no page every import works, and a server renders a bare tag without its token', async () => {
  const printed = await installed.node(`
    for (const name of ['define', 'define-documents', 'define-patient-documents'])
      console.log(Object.keys(await import('@chairside/client/' + name)).join())
    const { createElement } = await import('react')
    const { renderToString } = await import('react-dom/server')
    const { ChairsideTransfer } = await import('@chairside/client/react')
    const props = { url: 'https://files.example', token: 'text-of-a-token', open: false, className: 'panel' }
    console.log(renderToString(createElement(ChairsideTransfer, props)))
    console.log(globalThis.customElements?.get('chairside-transfer'))`)
  expect(printed.split('\n')).toEqual([
    'ChairsideDesk,ChairsideTransfer',
    'ChairsideFiles,ChairsideLibrary,ChairsideSessionDocuments',
    'ChairsidePatientDocuments',
    '<chairside-transfer class="panel"></chairside-transfer>',
    'undefined',
  ])
})

test('custom-elements.json says of each element what its class has', async () => {
  const printed = await installed.node(`
    import { readFileSync } from 'node:fs'
    import { createRequire } from 'node:module'
    const found = {}
    for (const name of ['define', 'define-documents', 'define-patient-documents'])
      for (const [key, element] of Object.entries(await import('@chairside/client/' + name)))
        found[key] = [...element.observedAttributes].sort()
    console.log(JSON.stringify(found))`)
  const manifest: {
    modules: {
      path: string
      declarations: {
        name: string
        tagName: string
        attributes: { name: string }[]
        events: { name: string; description: string }[]
      }[]
    }[]
  } = JSON.parse(
    readFileSync(join(installed.folder, 'node_modules/@chairside/client/dist/custom-elements.json'), 'utf8'),
  )
  const elements = manifest.modules.flatMap(({ declarations }) => declarations)
  expect(
    Object.fromEntries(
      elements.map(({ name, attributes }) => [name, attributes.map((one) => one.name).sort()]),
    ),
  ).toEqual(JSON.parse(printed))
  for (const { events } of elements) {
    expect(events.map(({ name }) => name)).toContain('chairside-error')
    expect(events.every(({ description }) => description !== '')).toBe(true)
  }
  const panel = elements.find(({ tagName }) => tagName === 'chairside-transfer')
  expect(panel?.events.map(({ name }) => name)).toEqual(
    expect.arrayContaining(['badge', 'chairside-close', 'chairside-nothing', 'chairside-open-request']),
  )
})

test('the packed server starts, and a program in Node joins an appointment there', async () => {
  const key = randomBytes(32).toString('hex')
  keepSecret(key)
  const server = spawn(process.execPath, ['node_modules/@chairside/server/dist/main.js'], {
    cwd: installed.folder,
    env: { PATH: process.env.PATH, PORT: '0', API_KEY: key, LOG_LEVEL: 'silent' },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  atEnd(async () => {
    const ended = new Promise((resolve) => server.once('close', resolve))
    server.kill('SIGTERM')
    await ended
  })
  let url = ''
  for await (const line of createInterface({ input: server.stdout })) {
    url = /^Chairside listens on (.*)$/.exec(line)?.[1] ?? ''
    if (url !== '') break
  }
  server.stdout.resume()
  const printed = await installed.node(`
    import { joinAppointment } from '@chairside/client'
    const ask = async (method, path, body) => {
      const headers = { authorization: 'Bearer ${key}', 'content-type': 'application/json' }
      const answer = await fetch('${url}/v1' + path, { method, headers, body: JSON.stringify(body) })
      return answer.json()
    }
    const now = Date.now()
    await ask('PUT', '/appointments/42', {
      practitioner: { id: 'dr-7', name: 'Doctor' }, patients: [{ id: 'c-201', name: 'Patient' }], plan: 'pro',
      startsAt: new Date(now).toISOString(), endsAt: new Date(now + 1_800_000).toISOString(),
    })
    const { token } = await ask('POST', '/appointments/42/tokens', { participant: 'c-201' })
    const appointment = await joinAppointment({ url: '${url}', token })
    console.log(appointment.me.role, appointment.liveExchange.state)
    appointment.close()`)
  expect(printed).toBe('patient open')
  expect((await fetch(`${url}/chairside.js`, { headers: { 'accept-encoding': 'br' } })).status).toBe(200)
})

/** Type-checks and builds an example as its own `npm run build` does. */
async function buildExample(name: string, env: Record<string, string>): Promise<string> {
  const folder = installed.example(name)
  const settings = { cwd: folder, env: { ...process.env, ...env } }
  await run(process.execPath, [tsc, '-p', '.'], settings)
  await run(process.execPath, [vite, 'build'], settings)
  return folder
}

/** Serves a built example with the backend that it brings along. Gives its address. */
async function previewExample(folder: string, env: Record<string, string>): Promise<string> {
  const port = await freePort()
  const options = ['preview', '--host', '127.0.0.1', '--port', String(port), '--strictPort']
  const server = spawn(process.execPath, [vite, ...options], {
    ...{ cwd: folder, env: { ...process.env, ...env }, stdio: ['ignore', 'ignore', 'inherit'] },
  })
  atEnd(async () => {
    const ended = new Promise((resolve) => server.once('close', resolve))
    server.kill('SIGTERM')
    await ended
  })
  const url = `http://127.0.0.1:${port}`
  await until(
    'the example is served',
    () =>
      fetch(url).then(
        ({ ok }) => ok,
        () => false,
      ),
    3000,
  )
  return url
}

test.each(['vite-typescript', 'react'])(
  'examples/%s is built by Vite, and a practitioner and a patient hand over a file in its pages',
  async (name) => {
    const world = await openRealWorld()
    const env = { VITE_CHAIRSIDE_URL: world.url, CHAIRSIDE_API_KEY: world.apiKey }
    const folder = await buildExample(name, env)
    // What the page does not use is not in its script.
    const built = readdirSync(join(folder, 'dist/assets')).filter((file) => /^index.*\.js$/.test(file))
    const scripts = built.map((file) => readFileSync(join(folder, 'dist/assets', file), 'utf8')).join('')
    expect(scripts).toContain('chairside-transfer')
    expect(scripts).not.toContain('chairside-library')
    const url = await previewExample(folder, env)
    const practitioner = await openWindow(`${url}/?as=dr-7`)
    const patient = await openWindow(`${url}/?as=c-201`, phone)
    await practitioner.reads(/is in the call/)
    await patient.page.locator('chairside-transfer[sheet]').waitFor()
    await practitioner.button(/^Files/).click()
    await practitioner.readsNoMore(/is in the call/)
    // The call has the room of a closed panel.
    expect((await practitioner.page.locator('section').boundingBox())?.width).toBe(1280)
    await practitioner.button(/^Files/).click()
    await choose(practitioner, practitioner.button('Select files to share'), [pick(allowed.pdf)])
    await practitioner.button('Send files').click()
    const saved = await saves(patient, patient.button(`Download ${allowed.pdf}`))
    expect(saved.bytes.equals(bytesOf(allowed.pdf))).toBe(true)
  },
)

test('examples/capacitor runs at the origin of an app’s shell on Android, in production', async () => {
  const server = await openServer({ ALLOWED_ORIGINS: 'https://localhost,capacitor://localhost' })
  const id = await server.backend.appointment()
  const token = await server.backend.token(id, anna.id)
  const env = { VITE_CHAIRSIDE_URL: server.url, VITE_BACKEND_URL: 'https://app.clinic.example' }
  const folder = await buildExample('capacitor', env)
  const patient = await openWindow('https://localhost/index.html', {
    ...phone,
    // Chromium asks a person before a page reaches a server of this machine; a real app reaches one in the network.
    permissions: ['local-network-access'],
    before: async (page) => {
      await page.route('https://app.clinic.example/**', (route) =>
        route.fulfill({ body: token, headers: { 'access-control-allow-origin': 'https://localhost' } }),
      )
      await page.route('https://localhost/**', (route) =>
        route.fulfill({ path: join(folder, 'dist', new URL(route.request().url()).pathname) }),
      )
    },
  })
  const doctor = await server.join(id, eva.id)
  await patient.reads(/No files yet/)
  await doctor.send([pick(allowed.pdf)])
  await patient.button(`Download ${allowed.pdf}`).waitFor()
  expect(await patient.page.evaluate(() => location.origin)).toBe('https://localhost')
})

const sdkProgram = `
import { ChairsideError, joinAppointment, type Appointment, type TransferFile } from '@chairside/client'
import { openDesk } from '@chairside/client/chairside-sdk.js'
import { openLibrary } from '@chairside/client/documents.js'
import manifest from '@chairside/client/custom-elements.json' with { type: 'json' }
const appointment: Appointment = await joinAppointment({ url: 'https://files.example', token: async () => 'text' })
appointment.on('prompt', (file: TransferFile) => void file.download())
export const all = [openDesk, openLibrary, manifest.schemaVersion, new ChairsideError('NOT_FOUND').code]
// @ts-expect-error an address is a text
await joinAppointment({ url: 3, token: 'text' })
`

const elementsProgram = `
import { ChairsideTransfer, type ChairsideTransferEventMap } from '@chairside/client/define'
import '@chairside/client/define-documents'
const panel: ChairsideTransfer = document.createElement('chairside-transfer')
const prevent = (event: ChairsideTransferEventMap['chairside-open-request']) => {
  if (event.detail.reason === 'drop') event.preventDefault()
}
panel.addEventListener('chairside-open-request', prevent, { once: true })
panel.removeEventListener('chairside-open-request', prevent)
panel.addEventListener('click', ({ clientX }) => clientX)
panel.addEventListener('event-of-another', ({ type }) => type)
panel.addEventListener('chairside-error', ({ detail }) => detail.error.code === 'TOKEN_INVALID')
// @ts-expect-error a badge has no such field
panel.addEventListener('badge', ({ detail }) => detail.total)
document.createElement('chairside-files').addEventListener('badge', function ({ detail }) {
  this.view = detail.count > 3 ? 'gallery' : 'inline'
})
// @ts-expect-error a view is one of three words
document.createElement('chairside-files').view = 'tiles'
`

const reactProgram = `
import type { ChairsideTransfer as Panel } from '@chairside/client/define'
import { ChairsideDesk, ChairsideFiles, ChairsidePatientDocuments } from '@chairside/client/react'
import { useRef } from 'react'
export function Page() {
  const panel = useRef<Panel>(null)
  return (
    <>
      <chairside-transfer url="x" token={async () => 'x'} heading-level="3" ref={panel} onbadge={({ detail }) => detail.count.toFixed()} />
      <ChairsideDesk url="x" className="desk" onChairsideError={({ detail }) => detail.error.code} />
      <ChairsidePatientDocuments patient="x" onChairsideRemind={({ detail }) => detail.document.trim()} />
      {/* @ts-expect-error an address is a text */}
      <chairside-desk url={3} />
      {/* @ts-expect-error a view is one of three words */}
      <ChairsideFiles view="tiles" />
      {/* @ts-expect-error a badge has no such field */}
      <ChairsideFiles onBadge={({ detail }) => detail.total} />
    </>
  )
}
`
