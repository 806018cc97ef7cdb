import { expect, test } from 'vitest'
import { anna, eva } from '../world/people.ts'
import { openServer } from '../world/process.ts'
import { allowed, bytesOf, pick } from '../world/samples.ts'
import { passUpgrade, serve } from '../world/serve.ts'
import { until } from '../world/until.ts'
import { openApp } from './app.ts'
import { choose, drop, onDisk, picture, saves, stayed } from './browser.ts'
import { openRealWorld } from './visits.ts'

/** A proxy in front of a server. It serves the script, and answers everything else with 502 until it is opened. */
async function openProxy(server: string) {
  let [isOpen, refused] = [false, 0]
  const { url, server: proxy } = await serve(async (request, response) => {
    if (request.url !== '/chairside.js') {
      refused += 1
      response.writeHead(502).end()
      return
    }
    const { origin = '' } = request.headers
    const script = await fetch(`${server}/chairside.js`, { headers: { origin } })
    const headers = { 'content-type': 'text/javascript', 'access-control-allow-origin': origin }
    response.writeHead(200, headers).end(await script.text())
  })
  proxy.on('upgrade', (request, socket, head) => {
    if (!isOpen) {
      refused += 1
      socket.on('error', () => {})
      socket.end('HTTP/1.1 502 Bad Gateway\r\nconnection: close\r\ncontent-length: 0\r\n\r\n')
      return
    }
    passUpgrade(server, request, socket, head)
  })
  return {
    url,
    get refused() {
      return refused
    },
    open: () => {
      isOpen = true
    },
  }
}

/** Opens Eva's and Anna's pages of an app whose origin the server allows. */
async function meetInApp() {
  const app = await openApp()
  const server = await openRealWorld({ env: { ALLOWED_ORIGINS: app.origin } })
  const id = await server.appointment()
  const practitioner = await app.open(server.url, await server.token(id, eva.id))
  const patient = await app.open(server.url, await server.token(id, anna.id))
  await practitioner.reads('Anna is in the call')
  return { app, server, id, practitioner, patient }
}

test('one script tag in a page of another origin sends files and saves them', async () => {
  const { practitioner, patient } = await meetInApp()
  await choose(practitioner, practitioner.button('Select files to share'), [
    pick(allowed.pptx),
    pick(allowed.jpeg),
  ])
  await practitioner.button('Send files').click()
  for (const sample of [allowed.pptx, allowed.jpeg]) {
    const saved = await saves(patient, patient.button(`Download ${sample}`))
    expect(saved.name === sample && saved.bytes.equals(bytesOf(sample))).toBe(true)
    await practitioner
      .row(sample)
      .getByText(/^Sent to Anna’s device at /)
      .waitFor()
  }
  await picture(practitioner, 'bare-practitioner')
  for (const person of [practitioner, patient]) expect(await stayed(person)).toBe(true)
})

test('a file dropped beside the panel comes to it, and does not open in the place of the call', async () => {
  const { app, practitioner } = await meetInApp()
  const [file = ''] = await onDisk([pick(allowed.pdf)])
  // When a page does not handle a drop, the browser opens the file.
  const plain = await app.openPlain()
  await Promise.all([
    plain.page.context().waitForEvent('page'),
    drop(plain, plain.page.locator('h1'), [file]),
  ])

  const pages: string[] = []
  practitioner.page.context().on('page', (page) => pages.push(page.url()))
  await drop(practitioner, practitioner.page.locator('h1'), [file])
  await practitioner.row(allowed.pdf).waitFor()
  expect(pages).toEqual([])
  expect(await practitioner.page.locator('[part="file"]').count()).toBe(1)
  expect(await stayed(practitioner)).toBe(true)
})

test('a download of a file that was withdrawn a moment before leaves the page where it is', async () => {
  const { practitioner, patient } = await meetInApp()
  await choose(practitioner, practitioner.button('Select files to share'), [pick(allowed.pdf)])
  await practitioner.button('Send files').click()
  const begun = Promise.withResolvers<void>()
  const withdrawn = Promise.withResolvers<void>()
  await patient.page.route('**/v1/content/**', async (route) => {
    // The HEAD of the page comes before, while the file is still there.
    if (route.request().method() === 'HEAD') return route.continue()
    begun.resolve()
    await withdrawn.promise
    await route.continue()
  })
  const [answer] = await Promise.all([
    patient.page.waitForEvent(
      'response',
      (response) => response.request().method() === 'GET' && response.url().includes('/v1/content/'),
    ),
    (async () => {
      await patient.button(`Download ${allowed.pdf}`).click()
      await begun.promise
      await practitioner.button(`Withdraw ${allowed.pdf}`).click()
      await patient
        .row(allowed.pdf)
        .getByText(/ withdrew this file$/)
        .waitFor()
      withdrawn.resolve()
    })(),
  ])
  expect(answer.status()).toBeGreaterThanOrEqual(400)
  // The error's headers forbid framing, so the browser shows its own error page in the hidden frame.
  await until('the frame shows that it failed', () =>
    patient.page.frames().some((frame) => frame.url().startsWith('chrome-error:')),
  )
  expect(await stayed(patient)).toBe(true)
  expect(await patient.row(allowed.pdf).count()).toBe(1)
})

test('a place that is said while the panel still connects is heard', async () => {
  const { app, server, id } = await meetInApp()
  const other = await server.appointment()
  const practitioner = await app.open(server.url, await server.token(other, eva.id))
  await practitioner.reads('No files yet')
  const patient = await app.open(server.url, await server.token(id, anna.id))
  const token = await server.token(other, anna.id)
  await patient.panel.evaluate(async (panel, wanted) => {
    Object.assign(panel, { place: 'waiting-room', token: wanted })
    await (panel as HTMLElement & { updateComplete: Promise<boolean> }).updateComplete
    Object.assign(panel, { place: 'call' })
  }, token)
  await practitioner.reads('Anna is in the call')
})

test('a proxy’s error is not taken for a refusal: the panel comes by itself once the server is there', async () => {
  const app = await openApp()
  const server = await openRealWorld({ env: { ALLOWED_ORIGINS: app.origin } })
  const proxy = await openProxy(server.url)
  const id = await server.appointment()
  const practitioner = await app.open(proxy.url, await server.token(id, eva.id))
  await until('the page was refused a few times', () => proxy.refused > 3, 2000)
  expect(await practitioner.page.getByText('Pages of this origin').count()).toBe(0)
  proxy.open()
  await practitioner.reads('No files yet')
})

test('in a page of an origin that is not allowed the panel says so, and nothing else is broken', async () => {
  const app = await openApp()
  const server = await openServer({ ALLOWED_ORIGINS: 'https://app.example' })
  const id = await server.backend.appointment()
  const practitioner = await app.open(server.url, await server.backend.token(id, eva.id))
  await practitioner.reads(/^Pages of this origin may not use this server\.$/)
  await practitioner.button('Try again').click()
  await practitioner.reads(/^Pages of this origin may not use this server\.$/)
  await practitioner.page.getByRole('heading', { name: 'A page of another app' }).waitFor()
  await picture(practitioner, 'bare-not-allowed')
  expect(await stayed(practitioner)).toBe(true)
})
