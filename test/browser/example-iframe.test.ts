import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { FrameLocator } from 'playwright-core'
import { expect, test } from 'vitest'
import { startExample } from '../world/example.ts'
import { allowed, bytesOf, pick } from '../world/samples.ts'
import { serve } from '../world/serve.ts'
import { until } from '../world/until.ts'
import { choose, openWindow, type Person, saves } from './browser.ts'
import { openRealWorld } from './visits.ts'

/* examples/iframe as it is: portal, call and Chairside are three sites. */

const example = readFileSync(join(import.meta.dirname, '../../examples/iframe/index.html'), 'utf8')

test('embedding.md shows the frame as the example has it', () => {
  const docs = readFileSync(join(import.meta.dirname, '../../docs/embedding.md'), 'utf8')
  const [frame = ''] = /<iframe[\s\S]*?<\/iframe>/.exec(example) ?? []
  expect(docs.replace(/\s+/g, ' ')).toContain(frame.replace(/\s+/g, ' '))
})

interface Framed extends Person {
  readonly frame: FrameLocator
}

/** Opens the practitioner's call in a frame of a portal, whose sandbox lacks some of its words. */
async function openPortal(lacking: readonly string[] = []) {
  const world = await openRealWorld()
  const app = await startExample('html', () => [process.execPath, 'backend.mjs'], {
    CHAIRSIDE_URL: world.url,
    CHAIRSIDE_API_KEY: world.apiKey,
  })
  const call = app.url.replace('127.0.0.1', 'localhost')
  const page = example.replace('https://app.example/', `${call}/?as=dr-7`)
  const html = lacking.reduce((all, word) => all.replace(` ${word}`, ''), page)
  const { url } = await serve((_request, response) => {
    response.setHeader('content-type', 'text/html; charset=utf-8').end(html)
  })
  const doctor = await openWindow(url.replace('127.0.0.1', 'portal.localhost'))
  const frame = doctor.page.frameLocator('iframe[title="Appointment"]')
  return { doctor: { ...doctor, frame } as Framed, patient: () => openWindow(`${call}/?as=c-201`) }
}

const button = ({ frame }: Framed, name: string) => frame.getByRole('button', { name, exact: true }).first()

test('iframe: in the page of a portal files go both ways, a note is written, and the frame stays', async () => {
  const { doctor, patient: open } = await openPortal()
  const patient = await open()
  await choose(doctor, button(doctor, 'Select files to share'), [pick(allowed.pdf)])
  await button(doctor, 'Send files').click()
  await patient.button(`Download ${allowed.pdf}`).waitFor()
  await button(doctor, 'Request patient to share files').click()
  await button(doctor, 'Add a note').click()
  await doctor.frame.getByRole('textbox', { name: /^Add a note/ }).fill('A photo, please.')
  await button(doctor, 'Add').click()
  await patient.reads('A photo, please.')
  await choose(patient, patient.button('Select files to share'), [pick(allowed.jpeg)])
  await patient.button('Send files').click()
  const saved = await saves(doctor, button(doctor, `Download ${allowed.jpeg}`))
  expect(saved.bytes.equals(bytesOf(allowed.jpeg))).toBe(true)
})

test('iframe: without allow-same-origin the panel says that it has no access', async () => {
  const { doctor } = await openPortal(['allow-same-origin'])
  await doctor.frame.getByText('This page has no access to File Transfer yet.').first().waitFor()
})

test('iframe: without allow-forms no note is added, and without allow-downloads nothing is saved', async () => {
  const { doctor, patient: open } = await openPortal(['allow-forms', 'allow-downloads'])
  const [blocked, downloads]: [string[], string[]] = [[], []]
  doctor.page.on('console', (message) => blocked.push(message.text()))
  doctor.page.on('download', (download) => downloads.push(download.url()))
  const patient = await open()
  await button(doctor, 'Request patient to share files').click()
  await button(doctor, 'Add a note').click()
  await doctor.frame.getByRole('textbox', { name: /^Add a note/ }).fill('A photo, please.')
  await button(doctor, 'Add').click()
  await until('the browser blocks the form', () => blocked.some((text) => text.includes('allow-forms')))
  await choose(patient, patient.button('Select files to share'), [pick(allowed.jpeg)])
  await patient.button('Send files').click()
  await button(doctor, `Download ${allowed.jpeg}`).click()
  // The bytes went to the browser, which is all that the server can see; the browser threw them away.
  await doctor.frame
    .getByText(/^Sent to your device/)
    .first()
    .waitFor()
  expect(downloads).toEqual([])
})

test('iframe: the viewer of documents is shown once the portal is among ALLOWED_ORIGINS, too', async () => {
  const open = async (names: (portal: string) => string) => {
    const pages = { call: '', portal: '' }
    const page = (html: () => string) =>
      serve((_request, response) => {
        response.setHeader('content-type', 'text/html; charset=utf-8').end(html())
      })
    const call = (await page(() => pages.call)).url.replace('127.0.0.1', 'localhost')
    const portal = (await page(() => pages.portal)).url.replace('127.0.0.1', 'portal.localhost')
    const world = await openRealWorld({ env: { ALLOWED_ORIGINS: names(portal) } })
    pages.call = `<iframe sandbox="allow-scripts" src="${world.url}/viewer"></iframe>`
    pages.portal = example.replace('https://app.example/', call)
    const { page: shown } = await openWindow(portal)
    return until('the inner frame has loaded', () => {
      const inner = shown.frames().find((frame) => frame.parentFrame()?.parentFrame())
      return inner?.url() || undefined
    })
  }
  expect(await open((portal) => portal)).toContain('/viewer')
  expect(await open(() => 'https://app.example')).toMatch(/^chrome-error:/)
})
