import { join } from 'node:path'
import { MB, type Snapshot, type Transfer } from '@chairside/protocol'
import { build } from 'vite'
import { expect, test } from 'vitest'
import { ask } from '../world/http.ts'
import { openLine } from '../world/line.ts'
import { bring } from '../world/party.ts'
import { anna, eva } from '../world/people.ts'
import { allowed, bytesOf, grownPdf, pick } from '../world/samples.ts'
import { serve } from '../world/serve.ts'
import { until } from '../world/until.ts'
import { onDisk, openWindow, stayed } from './browser.ts'
import { openRealWorld } from './visits.ts'

/** Bundles the script of the page, as another app does. Gives its text. */
async function bundled(): Promise<string> {
  const built = await build({
    configFile: false,
    logLevel: 'warn',
    root: import.meta.dirname,
    build: { write: false, rolldownOptions: { input: join(import.meta.dirname, 'uppy-page.ts') } },
  })
  const [{ output }] = [built].flat() as { output: { type: string; code?: string }[] }[] as [
    { output: { type: string; code?: string }[] },
  ]
  return output.find(({ type }) => type === 'chunk')?.code ?? ''
}

/** Starts another app on a server of its own. Its page sends by Uppy to a Chairside server behind a line. */
async function openApp() {
  const script = await bundled()
  const page =
    '<!doctype html><html lang="en"><title>A page of another app</title><input type="file" multiple><output></output><script type="module" src="/page.js"></script>'
  const { url: origin } = await serve((request, response) => {
    const isScript = request.url === '/page.js'
    response.writeHead(200, { 'content-type': isScript ? 'text/javascript' : 'text/html; charset=utf-8' })
    response.end(isScript ? script : page)
  })
  const world = await openRealWorld({ env: { ALLOWED_ORIGINS: origin } })
  const line = await openLine(world.url)
  const id = await world.appointment()
  const person = await openWindow(origin)
  const patient = await bring(world, id, anna.id)
  await person.page.exposeFunction('currentToken', () => world.token(id, eva.id))

  /** Chooses files and sends them. The page shows the outcome. */
  const send = async (files: readonly File[]): Promise<void> => {
    await person.page.locator('input').setInputFiles(await onDisk(files))
    await person.page.evaluate(
      ([server, appointment, to]) => {
        const { send, currentToken } = window as unknown as {
          send: (given: object) => Promise<void>
          currentToken: () => Promise<string>
        }
        void send({ server, appointment, to, token: currentToken })
      },
      [line.url, id, anna.id],
    )
  }
  const transfer = async (): Promise<Transfer> => {
    const socket = await patient.connect()
    const reply = await socket.command<Snapshot>('snapshot', { appointment: id })
    const found = reply.ok ? reply.value.transfers[0] : undefined
    if (found === undefined) throw new Error('nothing was offered')
    return found
  }
  return { world, line, person, patient, send, transfer }
}

test('a page of another origin sends several files by Uppy, each to its own upload address', async () => {
  const { person, patient, send, transfer } = await openApp()
  const names = [allowed.pdf, allowed.png, allowed.docx]
  await send(names.map((name) => pick(name)))
  await person.reads('3 sent, 0 failed')
  const { files } = await transfer()
  expect(files.map(({ name, state }) => [name, state])).toEqual(names.map((name) => [name, 'ready']))
  for (const file of files)
    expect((await ask(await patient.ticket(file.id), 'GET')).body.equals(bytesOf(file.name))).toBe(true)
  expect(await stayed(person)).toBe(true)
})

test('Uppy goes on from where each file stood when the line was cut, and leaves no name behind in the browser', async () => {
  const { world, line, person, patient, send, transfer } = await openApp()
  const scans = ['Hüftbild Quintavalle.pdf', 'Kniebild Quintavalle.pdf'].map((name) => grownPdf(6 * MB, name))
  line.hold(5 * MB)
  await send(scans)
  await until('some of it is stored', async () => ((await world.stored()).at(-1) ?? 0) > MB)
  const stood = (await world.stored()).at(-1) ?? 0
  line.cut()
  line.flow()
  line.mend()
  await person.reads('2 sent, 0 failed')
  const { files } = await transfer()
  for (const [at, scan] of scans.entries()) {
    const { body } = await ask(await patient.ticket(files[at]?.id ?? ''), 'GET')
    expect(body.equals(Buffer.from(await scan.arrayBuffer()))).toBe(true)
  }
  // When a kept connection breaks, Chromium itself repeats the request from byte 0. The server refuses that by its
  // head.
  const onward = line.offsets.filter((offset) => offset > 0)
  expect(Math.max(...onward)).toBeGreaterThanOrEqual(stood)
  const kept = await person.page.evaluate(() => JSON.stringify({ ...localStorage, ...sessionStorage }))
  expect(kept).toBe('{}')
})
