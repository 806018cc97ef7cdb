import { test } from 'vitest'
import { allowed, pick } from '../world/samples.ts'
import { until } from '../world/until.ts'
import type { Person } from './browser.ts'
import { openCodeFiles } from './code-files-page.ts'
import { drawnPicture, minute, openClinic, prepared } from './files-page.ts'
import { drawnPages } from './link-visit.ts'
import { openPatientDocumentsApp } from './patient-documents-page.ts'

/*
 * Escape ends a dialog at once. The browser tells that it closed one frame later; here that never comes. And Escape stays in
 * the dialog: the app around may end a call by it.
 */

const elements = 'chairside-patient-documents, chairside-files'

/** Keeps the browser's word that a dialog closed from the element. */
const keepWord = ({ page }: Person): Promise<void> =>
  page.evaluate((selector) => {
    addEventListener('keydown', ({ key }) => {
      if (key === 'Escape') throw new Error('Escape came to the app around')
    })
    document
      .querySelector(selector)
      ?.shadowRoot?.addEventListener('close', (event) => event.stopImmediatePropagation(), true)
  }, elements)

/** The name of what has the focus in the element. */
const focused = ({ page }: Person): Promise<string> =>
  page.evaluate((selector) => {
    const inner = document.querySelector(selector)?.shadowRoot?.activeElement
    return inner?.getAttribute('aria-label') ?? inner?.textContent?.trim() ?? ''
  }, elements)

/** Presses Escape; the dialog is gone, and the focus is where it was before. */
async function escapes(person: Person, focus: string): Promise<void> {
  await person.page.keyboard.press('Escape')
  await person.page.locator('dialog').waitFor({ state: 'detached' })
  await until('the focus is back', async () => (await focused(person)) === focus)
}

test('sharing a document and uploading one end with Escape', async () => {
  const app = await openPatientDocumentsApp()
  await app.put(['Plan.pdf'])
  const eva = await app.open()
  const { page } = eva
  await eva.button('Share link: Plan.pdf').focus()
  await keepWord(eva)
  await page.keyboard.press('Enter')
  await page.getByRole('dialog', { name: 'Share with Anna' }).waitFor()
  await escapes(eva, 'Share link: Plan.pdf')
  await eva.button('Upload Document').focus()
  await page.keyboard.press('Enter')
  await page.getByRole('dialog', { name: 'Upload Document' }).waitFor()
  await escapes(eva, 'Upload Document')
})

test('a picture ends with Escape, at the row of the picture that was seen last', async () => {
  const { world, open } = await openClinic()
  const pictures = await Promise.all([drawnPicture('one.jpg', '#335577'), drawnPicture('two.jpg', '#aa6633')])
  await prepared(world, 20 * minute, [...pictures, pick(allowed.pdf)])
  const client = await open()
  await client.button('Open one.jpg').focus()
  await keepWord(client)
  await client.page.keyboard.press('Enter')
  await client.page.locator('dialog .picture > *').waitFor()
  await client.page.keyboard.press('ArrowRight')
  await client.reads(/^2 of 2 · /)
  await escapes(client, 'Open two.jpg')
})

test('a document that a code opened ends with Escape, but first what is open in it', async () => {
  const { newCode, person, field } = await openCodeFiles({ viewport: { width: 390, height: 844 } })
  const { page } = person
  await keepWord(person)
  await person.button('Open Sensitive-Letter.pdf').click()
  await field.fill(await newCode())
  await field.press('Enter')
  await drawnPages(person).first().waitFor()
  await person.button('More').focus()
  await page.keyboard.press('Enter')
  await page.getByRole('menu').waitFor()
  await page.keyboard.press('Escape')
  await page.getByRole('menu').waitFor({ state: 'detached' })
  const search = page.locator('#viewer-search')
  await person.button('Search in the document').click()
  await search.fill('letter')
  await search.press('Escape')
  await until('the search is over', async () => (await search.inputValue()) === '')
  await drawnPages(person).first().waitFor()
  await person.button('Back').focus()
  await escapes(person, 'Open Sensitive-Letter.pdf')
})
