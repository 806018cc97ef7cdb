import { MB } from '@chairside/protocol'
import { beforeAll, expect, test } from 'vitest'
import { installNginx, openNginx, passSockets, serverOf } from '../services/nginx.ts'
import { anna, eva } from '../world/people.ts'
import { openServer } from '../world/process.ts'
import { grownPdf } from '../world/samples.ts'
import { keepSecret } from '../world/secrets.ts'
import { openApp } from './app.ts'
import { choose, type Person, picture, saves } from './browser.ts'
import { openRealWorld, patientAt, practitionerAt } from './visits.ts'

beforeAll(installNginx, 120_000)

/** One sends a file, and the other one saves the same bytes. */
async function carry(from: Person, to: Person, file: File): Promise<void> {
  await choose(from, from.button('Select files to share'), [file])
  await from.button('Send files').click()
  await to.button(`Download ${file.name}`).waitFor({ timeout: 30_000 })
  const { bytes } = await saves(to, to.button(`Download ${file.name}`))
  expect(bytes.equals(Buffer.from(await file.arrayBuffer()))).toBe(true)
}

test('a page whose network lets only GET and POST pass, in small bodies, sends a file and saves one', async () => {
  const world = await openRealWorld()
  const only = 'if ($request_method !~ ^(GET|POST)$) { return 405; }'
  const nginx = await openNginx(serverOf(world.url, `${passSockets} client_max_body_size 1m; ${only}`))
  const id = await world.appointment()
  const practitioner = await practitionerAt(world, id, { over: nginx })
  const patient = await patientAt(world, id)
  let refused = 0
  await patient.page.route(/\/v1\/content\//, async (route) => {
    keepSecret(new URL(route.request().url()).pathname.split('/').at(-1) ?? '')
    if (route.request().method() !== 'HEAD') return route.continue()
    refused += 1
    await route.fulfill({ status: 405, body: 'no' })
  })
  await carry(practitioner, patient, grownPdf(3 * MB, 'network-letter.pdf'))
  expect(refused).toBe(1)
  await patient.page.unrouteAll({ behavior: 'wait' })
})

test('so does a page on another origin, which cannot read what the network answers', async () => {
  const app = await openApp()
  const server = await openServer({ ALLOWED_ORIGINS: app.origin })
  const only = 'if ($request_method !~ ^(GET|HEAD|POST|OPTIONS)$) { return 405; }'
  const nginx = await openNginx(serverOf(server.url, `${passSockets} client_max_body_size 1m; ${only}`))
  const id = await server.backend.appointment()
  const practitioner = await app.open(nginx, await server.backend.token(id, eva.id))
  const patient = await app.open(server.url, await server.backend.token(id, anna.id))
  await practitioner.reads('Anna is in the call')
  await carry(practitioner, patient, grownPdf(3 * MB, 'origin-letter.pdf'))
})

test('panels whose network lets no WebSocket through say so once, and work', async () => {
  const world = await openRealWorld()
  const nginx = await openNginx(serverOf(world.url, 'if ($http_upgrade) { return 403; }'))
  const id = await world.appointment()
  const practitioner = await practitionerAt(world, id, { over: nginx })
  // The socket of the patient is accepted, and silent.
  const patient = await patientAt(world, id, {
    before: (page) => page.routeWebSocket(/\/v1\/socket/, () => {}),
  })
  await patient.button('Enter the call').click()
  await practitioner.reads('Anna is in the call')
  const said = 'This network lets no live connection through.'
  const notice = patient.page.getByText(said).filter({ visible: true })
  await Promise.all([
    notice.first().waitFor({ timeout: 40_000 }),
    carry(practitioner, patient, grownPdf(3 * MB, 'polled-letter.pdf')),
  ])
  await picture(practitioner, 'networks-practitioner')
  await picture(patient, 'networks-patient')
  await notice.first().waitFor({ state: 'hidden', timeout: 60_000 })
  await picture(patient, 'networks-patient-later')
})
