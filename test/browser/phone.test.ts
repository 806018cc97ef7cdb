import type { Locator } from 'playwright-core'
import { expect, test } from 'vitest'
import { eva } from '../world/people.ts'
import { allowed, bytesOf, pick, sentBytesOf } from '../world/samples.ts'
import { keepSecret } from '../world/secrets.ts'
import { until } from '../world/until.ts'
import { choose, type Person, phone, picture, saves, stayed } from './browser.ts'
import { addNote, openRealWorld, patientAt, practitionerAt } from './visits.ts'

/** Anna joins the call on her phone, where the sheet begins lowered. Eva joins on a computer. */
async function meetOnPhone(viewport = phone.viewport ?? null) {
  const world = await openRealWorld()
  const id = await world.appointment()
  const patient = await patientAt(world, id, { ...phone, viewport })
  await patient.button('Enter the call').tap()
  const practitioner = await practitionerAt(world, id)
  await practitioner.reads('Anna is in the call')
  return { patient, practitioner }
}

const ask = async (practitioner: Person, note: string) => {
  keepSecret(note)
  await practitioner.button('Request patient to share files').click()
  await addNote(practitioner, note)
}

const heightOf = async (locator: Locator): Promise<number> => (await locator.boundingBox())?.height ?? 0

/** How far the page scrolls sideways, in px. */
const sideways = ({ page }: Person): Promise<number> =>
  page.evaluate(() => document.documentElement.scrollWidth - innerWidth)

test('a request brings the sheet up to half, a photo is chosen and sent, and the face stays in sight', async () => {
  const { patient, practitioner } = await meetOnPhone()
  const sheet = patient.page.locator('[part="panel"]')
  expect(await heightOf(sheet)).toBe(72)
  await patient.reads(/ is in the call$/)
  const { y = 0 } = (await sheet.boundingBox()) ?? {}
  for (const line of await sheet.locator('.words > *').all()) {
    const box = await line.boundingBox()
    expect(box && box.y >= y && box.y + box.height <= 844).toBe(true)
  }
  await picture(patient, 'phone-lowered')

  await ask(practitioner, 'A photo of the rash, please, and your insurance card.')
  await patient.button('Select files to share').waitFor()
  expect(await heightOf(sheet)).toBeLessThanOrEqual(844 / 2)
  expect(await heightOf(patient.page.locator('.stage'))).toBeGreaterThanOrEqual(844 / 2 - 60)
  await picture(patient, 'phone-prompt')

  await choose(patient, patient.button('Select files to share'), [
    pick('rash-photo-gps.jpg'),
    pick(allowed.jpeg),
  ])
  await picture(patient, 'phone-tray')
  await patient.button('Send files').tap()
  for (const sample of ['rash-photo-gps.jpg', allowed.jpeg]) {
    const saved = await saves(practitioner, practitioner.button(`Download ${sample}`))
    expect(saved.bytes.equals(await sentBytesOf(sample))).toBe(true)
    await patient
      .row(sample)
      .getByText(/^Sent to .*’s device at /)
      .waitFor()
  }
  await picture(patient, 'phone-sent')
  expect(await sideways(patient)).toBe(0)
  expect(await stayed(patient)).toBe(true)
})

test('a file that comes shows in the lowered sheet, which its handle makes taller and lower', async () => {
  const { patient, practitioner } = await meetOnPhone()
  const sheet = patient.page.locator('[part="panel"]')
  await choose(practitioner, practitioner.button('Select files to share'), [pick(allowed.pdf)])
  await practitioner.button('Send files').click()
  await patient.reads(/ sent you a file$/)
  expect(await heightOf(sheet)).toBe(72)
  await picture(patient, 'phone-peek')

  await patient.button('Make File Transfer taller').tap()
  await until('the sheet is at half', async () => (await heightOf(sheet)) > 72)
  expect(await heightOf(sheet)).toBeLessThanOrEqual(844 / 2)
  const saved = await saves(patient, patient.button(`Download ${allowed.pdf}`))
  expect(saved.bytes.equals(bytesOf(allowed.pdf))).toBe(true)
  await patient
    .row(allowed.pdf)
    .getByText(/^Sent to your device at /)
    .waitFor()
  await patient.reads('Find it in Files › Downloads.')
  await picture(patient, 'phone-downloaded')

  await patient.button('Make File Transfer taller').tap()
  await until('the sheet is tall', async () => (await heightOf(sheet)) > 844 / 2 + 100)
  expect(await heightOf(patient.page.locator('.stage'))).toBeGreaterThanOrEqual(120)
  await picture(patient, 'phone-tall')
  await patient.button('Make File Transfer lower').tap()
  await until('the sheet is one line again', async () => (await heightOf(sheet)) === 72)
  expect(await stayed(patient)).toBe(true)
})

test('at 320 px nothing of the prompt, the tray or a file can be moved sideways', async () => {
  const { patient, practitioner } = await meetOnPhone({ width: 320, height: 568 })
  const note = `The${' long'.repeat(20)} story, and a word: ${'Blutdruckmessgerätebedienungsanleitung'.repeat(2)}`
  await ask(practitioner, note)
  await patient.button('Select files to share').waitFor()
  expect(await sideways(patient)).toBe(0)
  await picture(patient, 'phone-320-prompt')

  const name = 'Laboratórne výsledky a vyšetrenia pacientky za obdobie november 2026.pdf'
  await choose(patient, patient.button('Select files to share'), [pick(allowed.pdf, name), pick('note.txt')])
  await patient.row(name).waitFor()
  expect(await sideways(patient)).toBe(0)
  await patient.button('Make File Transfer taller').tap()
  await picture(patient, 'phone-320-tray')
  await patient.button('Send files').tap()
  await patient.row(name).getByText('Delivered').waitFor()
  expect(await sideways(patient)).toBe(0)
  await picture(patient, 'phone-320-sent')
  const clipped = await patient.page.evaluate(() => {
    const parts =
      document.querySelector('chairside-transfer')?.shadowRoot?.querySelectorAll('button, p, h2, h3') ?? []
    return [...parts].filter((part) => part.scrollWidth > part.clientWidth + 1).length
  })
  expect(clipped).toBe(0)
})

test('of a long list the list alone scrolls: head and buttons stay where they are', async () => {
  const world = await openRealWorld()
  const id = await world.appointment()
  const patient = await patientAt(world, id, { ...phone, viewport: { width: 320, height: 568 } })
  await patient.button('Enter the call').tap()
  const practitioner = await practitionerAt(world, id)
  const sender = await world.join(id, eva.id)
  for (let batch = 0; batch < 3; batch += 1)
    await sender.send(Array.from({ length: 4 }, (_, at) => pick(allowed.pdf, `Plan ${batch}-${at}.pdf`)))
  await patient.button('Make File Transfer taller').tap()
  for (const person of [practitioner, patient]) {
    await person.row('Plan 2-3.pdf').waitFor({ state: 'attached' })
    const rest = await person.page.evaluate(() => {
      const panel = document.querySelector('chairside-transfer')?.shadowRoot?.querySelector('.panel')
      return (panel?.scrollHeight ?? 0) - (panel?.clientHeight ?? 0)
    })
    expect(rest).toBe(0)
  }
})
