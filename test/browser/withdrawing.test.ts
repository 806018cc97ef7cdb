import { KB, MB } from '@chairside/protocol'
import { expect, test } from 'vitest'
import { openLine } from '../world/line.ts'
import { allowed, bytesOf, grownPdf, pick } from '../world/samples.ts'
import { choose, type Person, picture, resize, saves } from './browser.ts'
import { meetInCall, openRealWorld, patientAt, practitionerAt } from './visits.ts'

const names = (person: Person) =>
  person.page.locator('[part="file"]').evaluateAll((rows) => rows.map((row) => row.textContent ?? ''))

/** Which places two buttons have: how far apart they are, in px. */
async function apart(person: Person, one: string, other: string): Promise<number> {
  const [a, b] = [await person.button(one).boundingBox(), await person.button(other).boundingBox()]
  if (!a || !b) throw new Error('both buttons are there')
  return Math.max(b.x - (a.x + a.width), b.y - (a.y + a.height), a.x - (b.x + b.width))
}

test('a practitioner withdraws a file by its word, and Undo sends it again in the same place', async () => {
  const { practitioner, patient } = await meetInCall()
  const files = [pick(allowed.pdf), pick(allowed.xlsx), pick(allowed.png)]
  await choose(practitioner, practitioner.button('Select files to share'), files)
  await practitioner.button('Send files').click()
  await patient.button(`Download ${allowed.xlsx}`).waitFor()

  const word = practitioner.button(`Withdraw ${allowed.xlsx}`)
  expect(await word.textContent()).toContain('Withdraw')
  await word.click()
  await practitioner.reads(`“${allowed.xlsx}” was withdrawn. Anna can no longer open it.`)
  await patient
    .row(allowed.xlsx)
    .getByText(/ withdrew this file$/)
    .waitFor()
  expect(await patient.button(`Download ${allowed.xlsx}`).count()).toBe(0)
  await picture(practitioner, 'practitioner-withdrew')

  await practitioner.button(`Undo: ${allowed.xlsx}`).click()
  const saved = await saves(patient, patient.button(`Download ${allowed.xlsx}`))
  expect(saved.bytes.equals(bytesOf(allowed.xlsx))).toBe(true)
  await practitioner.button(`Withdraw ${allowed.xlsx}`).waitFor({ state: 'detached' })
  const shown = await names(practitioner)
  expect(shown.map((text) => files.findIndex(({ name }) => text.includes(name)))).toEqual([0, 1, 2])
})

/** A practitioner's file on its way over a slow line. It is not held: a line without bytes has no Pause. */
async function sendSlowly() {
  const world = await openRealWorld()
  const line = await openLine(world.url, { speed: 64 * KB })
  const practitioner = await practitionerAt(world, await world.appointment(), { over: line.url })
  const scan = grownPdf(4 * MB, 'shoulder-scan.pdf')
  await choose(practitioner, practitioner.button('Select files to share'), [scan])
  await practitioner.button('Send files').click()
  await practitioner.reads(/^Sending · \d+% of 4\sMB$/)
  return { practitioner, scan }
}

test('of a file that was still on its way is only said that it was withdrawn: its receiver could never open it', async () => {
  const { practitioner, scan } = await sendSlowly()
  await practitioner.button(`Withdraw ${scan.name}`).click()
  await practitioner.reads(new RegExp(`^“${scan.name}” was withdrawn\\.$`))
})

test('after its time Undo becomes Send again', async () => {
  const { practitioner, patient } = await meetInCall()
  await choose(practitioner, practitioner.button('Select files to share'), [pick(allowed.xlsx)])
  await practitioner.button('Send files').click()
  await practitioner.button(`Withdraw ${allowed.xlsx}`).click()
  // Undo stays for as long as the pointer is on it.
  await practitioner.page.mouse.move(10, 10)
  await practitioner.row(allowed.xlsx).getByText('You withdrew this file').waitFor({ timeout: 20_000 })
  await practitioner.button(`Send again: ${allowed.xlsx}`).click()
  const saved = await saves(patient, patient.button(`Download ${allowed.xlsx}`))
  expect(saved.bytes.equals(bytesOf(allowed.xlsx))).toBe(true)
})

test('a patient whose request is answered can undo a withdrawal', async () => {
  const { practitioner, patient } = await meetInCall()
  await practitioner.button('Request patient to share files').click()
  await choose(patient, patient.button('Select files to share'), [pick(allowed.jpeg)])
  await patient.button('Send files').click()
  await practitioner.button(`Download ${allowed.jpeg}`).waitFor()
  await resize(patient, { width: 390, height: 844 })
  await patient.button(`Withdraw ${allowed.jpeg}`).click()
  await patient.reads(new RegExp(`^“${allowed.jpeg}” was withdrawn\\. Dr\\.\\s.* can no longer open it\\.$`))
  await picture(patient, 'patient-withdrew')
  await practitioner.row(allowed.jpeg).getByText('Anna withdrew this file').waitFor()
  await patient.button(`Undo: ${allowed.jpeg}`).click()
  await saves(practitioner, practitioner.button(`Download ${allowed.jpeg}`))
  expect((await names(patient)).length).toBe(1)
})

test('while a file is sent, Pause and Withdraw are words, 8 px apart', async () => {
  const { practitioner, scan } = await sendSlowly()
  for (const width of [1280, 390, 320]) {
    await resize(practitioner, { width, height: 844 })
    expect(await apart(practitioner, `Pause ${scan.name}`, `Withdraw ${scan.name}`)).toBeGreaterThanOrEqual(8)
    await picture(practitioner, `practitioner-words-${width}`)
  }
  await practitioner.button(`Pause ${scan.name}`).click()
  await practitioner.button(`Resume ${scan.name}`).waitFor()
})

test('a withdrawal without a connection waits for it, and the row says so', async () => {
  const world = await openRealWorld()
  const line = await openLine(world.url)
  const id = await world.appointment()
  const practitioner = await practitionerAt(world, id, { over: line.url })
  const patient = await patientAt(world, id)
  await choose(practitioner, practitioner.button('Select files to share'), [pick(allowed.pdf)])
  await practitioner.button('Send files').click()
  await patient.button(`Download ${allowed.pdf}`).waitFor()
  line.cut()
  await practitioner.button(`Withdraw ${allowed.pdf}`).click()
  await practitioner.row(allowed.pdf).getByText('Will be withdrawn when the connection is back').waitFor()
  expect(await practitioner.button(`Withdraw ${allowed.pdf}`).count()).toBe(0)
  await picture(practitioner, 'withdraw-offline')
  line.mend()
  await patient
    .row(allowed.pdf)
    .getByText(/ withdrew this file$/)
    .waitFor({ timeout: 20_000 })
  await practitioner.button(`Undo: ${allowed.pdf}`).waitFor()
})

test('“Delivered” is one line at every width, in both languages', async () => {
  const world = await openRealWorld()
  const id = await world.appointment()
  const practitioner = await practitionerAt(world, id)
  const patient = await patientAt(world, id)
  await patient.button('Enter the call').click()
  await choose(practitioner, practitioner.button('Select files to share'), [
    pick(allowed.pdf, 'Laboratory results of November.pdf'),
  ])
  await practitioner.button('Send files').click()
  const state = practitioner.page.locator('[part="file-state"]')
  await state.getByText('Delivered').waitFor()
  for (const lang of ['en', 'sk']) {
    await practitioner.panel.evaluate((panel, to) => panel.setAttribute('lang', to), lang)
    await practitioner.panel.locator(`[part="panel"][lang="${lang}"]`).waitFor()
    for (const width of [320, 360, 390, 768, 1280]) {
      await resize(practitioner, { width, height: 844 })
      expect([lang, width, (await state.boundingBox())?.height]).toEqual([lang, width, 20])
    }
  }
})

test('the other’s refused file goes after it was seen, and does not come back with a reload', async () => {
  const { practitioner, patient } = await meetInCall()
  await choose(practitioner, practitioner.button('Select files to share'), [
    pick('animation.gif', 'holiday.jpg'),
    pick(allowed.pdf),
  ])
  await practitioner.button('Send files').click()
  await patient
    .row('holiday.jpg')
    .getByText(/ file was refused: did not pass the check$/)
    .waitFor()
  await patient.button(`Download ${allowed.pdf}`).waitFor()
  await patient.button('Dismiss holiday.jpg').click()
  await patient.button('Undo: holiday.jpg').click()
  await patient
    .row('holiday.jpg')
    .getByText(/ file was refused/)
    .waitFor()
  await patient.page.reload()
  await patient.button('Enter the call').click()
  await patient.button(`Download ${allowed.pdf}`).waitFor()
  expect(await patient.row('holiday.jpg').count()).toBe(0)
  // Its sender still reads why.
  await practitioner.row('holiday.jpg').getByText('Refused').waitFor()
})
