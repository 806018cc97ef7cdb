import { expect, test } from 'vitest'
import { allowed, bytesOf, pick } from '../world/samples.ts'
import { broken } from './axe.ts'
import { choose, type Person, phone, picture, saves, stayed } from './browser.ts'
import { openLibraryApp, shown } from './library-page.ts'
import { patientAt, practitionerAt } from './visits.ts'

/* What came in a call is kept as a document of the practitioner's library. */

/** Eva asks Anna for files, who sends these. `options`: how Eva's window is opened. */
async function received(
  files: readonly File[],
  settings: Parameters<typeof openLibraryApp>[0] = {},
  options: Parameters<typeof practitionerAt>[2] = {},
) {
  const app = await openLibraryApp(settings)
  const id = await app.world.appointment()
  const practitioner = await practitionerAt(app.world, id, options)
  const patient = await patientAt(app.world, id)
  await practitioner.button('Request patient to share files').click()
  await choose(patient, patient.button('Select files to share'), files)
  await patient.button('Send files').click()
  for (const { name } of files) await practitioner.button(`Download ${name}`).waitFor()
  return { app, practitioner, patient }
}

const keep = (person: Person, name: string) => person.button(`Keep in Documents: ${name}`)
const kept = (person: Person, name: string) => person.button(`Kept in Documents: ${name}`)

test('a practitioner keeps a received file with one tap, before or after saving it: it is in the library, once', async () => {
  const { app, practitioner, patient } = await received([pick(allowed.pdf), pick(allowed.jpeg)])
  expect(await patient.button(/Documents/).count()).toBe(0)
  await keep(practitioner, allowed.pdf).click()
  await kept(practitioner, allowed.pdf).waitFor()
  await practitioner
    .row(allowed.pdf)
    .getByText(/ · Kept in Documents$/)
    .waitFor()
  await practitioner.page.getByRole('status').getByText(`Kept in Documents: ${allowed.pdf}`).waitFor()
  await saves(practitioner, practitioner.button(`Download ${allowed.jpeg}`))
  await practitioner.button(`Save ${allowed.jpeg} again`).waitFor()
  await keep(practitioner, allowed.jpeg).focus()
  await practitioner.page.keyboard.press('Enter')
  await kept(practitioner, allowed.jpeg).waitFor()
  // Its button stays where it is, with the focus, and has nothing left to do.
  const focused = practitioner.panel.locator('button:focus')
  expect(await focused.getAttribute('aria-disabled')).toBe('true')
  await practitioner.page.keyboard.press('Enter')
  expect(await broken(practitioner)).toEqual([])
  await picture(practitioner, 'practitioner-kept')

  expect(await stayed(practitioner)).toBe(true)

  // After a reload the page no longer knows, and keeping the file again makes no second document.
  await practitioner.page.reload()
  await keep(practitioner, allowed.pdf).click()
  await kept(practitioner, allowed.pdf).waitFor()
  const eva = await app.open()
  await eva.button(allowed.pdf).waitFor()
  expect((await shown(eva)).toSorted()).toEqual([allowed.pdf, allowed.jpeg].toSorted())
  const saved = await saves(eva, eva.button(allowed.pdf))
  expect(saved.bytes.equals(bytesOf(allowed.pdf))).toBe(true)
})

test('neither a file of one’s own nor one that was withdrawn can be kept', async () => {
  const { practitioner, patient } = await received([pick(allowed.pdf)])
  await choose(practitioner, practitioner.button('Select files to share'), [pick(allowed.png)])
  await practitioner.button('Send files').click()
  await practitioner.row(allowed.png).getByText('Delivered').waitFor()
  expect(await keep(practitioner, allowed.png).count()).toBe(0)
  await keep(practitioner, allowed.pdf).waitFor()
  await patient.button(`Withdraw ${allowed.pdf}`).click()
  await keep(practitioner, allowed.pdf).waitFor({ state: 'detached' })
})

test('a full library says what there is room for, in the row of the file, which can be tried again', async () => {
  const { practitioner } = await received([pick(allowed.pdf)], { limits: { library: 1_000 } })
  await keep(practitioner, allowed.pdf).click()
  await practitioner
    .row(allowed.pdf)
    .getByText(/ is the limit\. Delete what you do not need any more\.$/)
    .waitFor()
  await keep(practitioner, allowed.pdf).waitFor()
  expect(await kept(practitioner, allowed.pdf).count()).toBe(0)
})

test('on a window of 320 px the row is whole, in Slovak too, and nothing scrolls sideways', async () => {
  const long = 'Recommendations for the neck, shoulders and upper back after the third week.pdf'
  const options = { ...phone, viewport: { width: 320, height: 568 } }
  const { practitioner } = await received([pick(allowed.pdf, long)], {}, options)
  const fits = async (person: Person) => {
    expect(await person.page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBe(0)
    expect(await broken(person)).toEqual([])
  }
  await picture(practitioner, 'practitioner-keep-small')
  await fits(practitioner)
  await keep(practitioner, long).tap()
  await kept(practitioner, long).waitFor()
  await picture(practitioner, 'practitioner-kept-small')
  await fits(practitioner)
  await practitioner.page.reload()
  await practitioner.panel.evaluate((panel) => panel.setAttribute('lang', 'sk'))
  await practitioner.button(`Uložiť do Dokumentov: ${long}`).tap()
  await practitioner.button(`Uložené v Dokumentoch: ${long}`).waitFor()
  await fits(practitioner)
})
