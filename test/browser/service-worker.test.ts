import { MB } from '@chairside/protocol'
import { beforeAll, expect, test } from 'vitest'
import { installNginx, openNginx, passSockets, serverOf } from '../services/nginx.ts'
import { anna, eva } from '../world/people.ts'
import { grownPdf } from '../world/samples.ts'
import { serve } from '../world/serve.ts'
import { choose, openWindow, type Person, saves, stayed } from './browser.ts'
import { openRealWorld } from './visits.ts'

beforeAll(installNginx, 120_000)

/** What many apps have: it answers every navigation with the app's own page, and passes every other request on. */
const worker = `
  self.addEventListener('install', (event) => event.waitUntil(self.skipWaiting()))
  self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()))
  self.addEventListener('fetch', (event) => {
    const { request } = event
    if (request.mode !== 'navigate') return event.respondWith(fetch(request))
    const page = new Response('<!doctype html><title>The app</title><h1>The app</h1>', {
      headers: { 'content-type': 'text/html' },
    })
    if (new URL(request.url).pathname !== '/call') event.respondWith(page)
  })`

/** An app whose service worker answers navigations; below its path /files/ it has Chairside's server, which is also elsewhere. */
async function openWorked() {
  const world = await openRealWorld()
  const id = await world.appointment()
  const app = await serve(({ url = '' }, answer) => {
    const isWorker = url === '/worker.js'
    answer.setHeader('content-type', isWorker ? 'text/javascript' : 'text/html; charset=utf-8')
    answer.end(isWorker ? worker : page)
  })
  const page = `<!doctype html><title>A call</title>
    <script type="module">
      await navigator.serviceWorker.register('/worker.js')
      if (!navigator.serviceWorker.controller)
        await new Promise((controlled) => navigator.serviceWorker.addEventListener('controllerchange', controlled))
      const [url, token] = location.hash.slice(1).split("%20").map(decodeURIComponent)
      await import(url + '/chairside.js')
      const panel = document.createElement('chairside-transfer')
      Object.assign(panel, { url, token })
      document.querySelector('main').append(panel)
    </script>
    <main></main>`
  const below = `location /files/ { proxy_pass ${world.url}/; client_max_body_size 0; ${passSockets} }`
  const origin = await openNginx(serverOf(app.url, '', below))
  const open = async (who: string, server: string): Promise<Person> => {
    const token = await world.token(id, who)
    const person = await openWindow(`${origin}/call#${encodeURIComponent(server)}%20${token}`)
    return person
  }
  return { world, origin, open }
}

test.each(['below a path of the app', 'on an origin of its own'])(
  'an app whose service worker answers navigations and passes everything else on sends and saves files, with the server %s',
  async (where) => {
    const { world, origin, open } = await openWorked()
    const server = where === 'below a path of the app' ? `${origin}/files` : world.url
    const practitioner = await open(eva.id, server)
    const patient = await open(anna.id, server)
    await practitioner.reads('Anna is in the call')
    const file = grownPdf(6 * MB, 'worker-letter.pdf')
    await choose(practitioner, practitioner.button('Select files to share'), [file])
    await practitioner.button('Send files').click()
    await patient.button(`Download ${file.name}`).waitFor({ timeout: 30_000 })
    const { name, bytes } = await saves(patient, patient.button(`Download ${file.name}`))
    expect(name).toBe(file.name)
    expect(bytes.equals(Buffer.from(await file.arrayBuffer()))).toBe(true)
    expect(await stayed(patient)).toBe(true)
  },
)

test('below a path of such an app the frame of the viewer is the server’s, and the page of share links the app’s', async () => {
  const { origin, open } = await openWorked()
  const { page } = await open(eva.id, `${origin}/files`)
  await page.locator('chairside-transfer').waitFor()
  await page.evaluate(async (src) => {
    const frame = document.createElement('iframe')
    frame.setAttribute('sandbox', 'allow-scripts')
    frame.src = src
    const loaded = new Promise((resolve) => frame.addEventListener('load', resolve))
    document.body.append(frame)
    await loaded
  }, `${origin}/files/viewer`)
  const [frame] = page.frames().filter((one) => one.url().endsWith('/viewer'))
  expect(await frame?.locator('script[type="module"]').count()).toBe(1)
  // docs/packages.md says to leave the path out of what answers navigations.
  await page.goto(`${origin}/files/d#no-secret`)
  await page.getByRole('heading', { name: 'The app' }).waitFor()
})
