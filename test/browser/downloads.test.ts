import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { Download, Route } from 'playwright-core'
import { expect, test } from 'vitest'
import { allowed, bytesOf, pick } from '../world/samples.ts'
import { keepSecret } from '../world/secrets.ts'
import { until } from '../world/until.ts'
import { choose, type Person, stayed } from './browser.ts'
import { openRealWorld, patientAt, practitionerAt } from './visits.ts'

/** Eva sends these files. Resolves once Anna's page shows them. */
async function received(names: readonly string[]) {
  const world = await openRealWorld()
  const id = await world.appointment()
  const practitioner = await practitionerAt(world, id)
  const patient = await patientAt(world, id)
  const files = names.map((name) => pick(name))
  await choose(practitioner, practitioner.button('Select files to share'), files)
  await practitioner.button('Send files').click()
  for (const name of names) await patient.button(`Download ${name}`).waitFor()
  return { world, practitioner, patient }
}

/** Waits until the row of a file shows these words. The promise is two seconds; the rest is for a busy machine. */
const says = (person: Person, file: string, words: string | RegExp) =>
  person.row(file).getByText(words).waitFor({ timeout: 10_000 })

test('a download whose content is gone from the store says so in its row, and the page stays', async () => {
  const { world, patient } = await received([allowed.pdf])
  rmSync(join(world.dataDir, 'objects', 'sealed'), { recursive: true })
  await patient.button(`Download ${allowed.pdf}`).click()
  await says(
    patient,
    allowed.pdf,
    'This file was lost on our side and cannot be opened any more. It has to be sent again.',
  )
  await patient.button(`Download ${allowed.pdf}`).waitFor()
  expect(await stayed(patient)).toBe(true)
})

test('a file that is withdrawn between its ticket and its request says so in its row', async () => {
  const { practitioner, patient } = await received([allowed.pdf])
  await patient.page.route(/\/v1\/content\//, async (route) => {
    keepSecret(new URL(route.request().url()).pathname.split('/').at(-1) ?? '')
    await practitioner.button(`Withdraw ${allowed.pdf}`).click()
    await practitioner.button(`Undo: ${allowed.pdf}`).waitFor()
    await route.continue()
  })
  await patient.button(`Download ${allowed.pdf}`).click()
  await says(patient, allowed.pdf, /withdrew this file/)
  expect(await stayed(patient)).toBe(true)
  // The row may say so before the held request has gone on.
  await patient.page.unrouteAll({ behavior: 'wait' })
})

test('on a line that carries nothing the row says that the download has not begun; then it comes', async () => {
  const { patient } = await received([allowed.pdf])
  const held: Route[] = []
  await patient.page.route(/\/ticket$/, (route) => void held.push(route))
  const coming = patient.page.waitForEvent('download')
  await patient.button(`Download ${allowed.pdf}`).click()
  await says(patient, allowed.pdf, 'The download has not begun yet. It is tried for some seconds more.')
  for (const route of held) await route.continue()
  const download = await coming
  keepSecret(new URL(download.url()).pathname.split('/').at(-1) ?? '')
  expect(download.suggestedFilename()).toBe(allowed.pdf)
  await patient.readsNoMore(/has not begun yet/)
})

test('three downloads that are clicked at once all come, byte for byte', async () => {
  const names = [allowed.pdf, allowed.docx, allowed.png]
  const { patient } = await received(names)
  const came: Download[] = []
  patient.page.on('download', (download) => void came.push(download))
  await patient.panel.evaluate((element) => {
    const buttons = [...(element.shadowRoot?.querySelectorAll('button') ?? [])]
    for (const button of buttons.filter(({ ariaLabel }) => ariaLabel?.startsWith('Download '))) button.click()
  })
  await until('all three have begun', () => came.length === names.length, 10_000)
  for (const download of came) {
    keepSecret(new URL(download.url()).pathname.split('/').at(-1) ?? '')
    const bytes = readFileSync(await download.path())
    expect(bytes.equals(bytesOf(download.suggestedFilename()))).toBe(true)
  }
  expect(new Set(came.map((download) => download.suggestedFilename())).size).toBe(names.length)
})
