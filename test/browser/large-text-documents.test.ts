import { expect, test } from 'vitest'
import { eva } from '../world/people.ts'
import { allowed, bytesOf, pick } from '../world/samples.ts'
import { brokenWords } from './broken-words.ts'
import { type Person, picture, resize } from './browser.ts'
import { cardAt, rowOf } from './cards.ts'
import { drawnPicture, openClinic, prepared } from './files-page.ts'
import { openLibraryApp } from './library-page.ts'
import { openPatientDocumentsApp } from './patient-documents-page.ts'
import { openViewer } from './viewer-page.ts'
import { openRealWorld } from './visits.ts'

/* Documents in text twice as large: the columns that a wide window shows give way to rows. */

const wide = { viewport: { width: 1280, height: 800 } } as const

const enlarge = ({ page }: Person) =>
  page.evaluate(async () => {
    document.documentElement.style.fontSize = '200%'
    await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))
  })

test('a profile in large text has no broken word, nor has the dialog of an upload on a phone', async () => {
  const app = await openPatientDocumentsApp()
  await app.put(['Plan.pdf'], 'sensitive')
  const person = await app.open(wide)
  const element = person.page.locator('chairside-patient-documents')
  await person.button(/^Share link/).waitFor()
  await enlarge(person)
  await picture(person, 'profile-large')
  expect(await brokenWords(element)).toEqual([])
  await person.button('Upload Document').click()
  const foot = element.locator('.modal-foot')
  await foot.waitFor()
  for (const width of [320, 390]) {
    await resize(person, { width, height: 844 })
    await picture(person, `upload-large-${width}`)
    expect([width, ...(await brokenWords(foot))]).toEqual([width])
    const wider = await element
      .locator('.modal-body')
      .evaluate((body) =>
        [body, ...body.querySelectorAll('*')]
          .filter((one) => one.getBoundingClientRect().right > body.getBoundingClientRect().right)
          .map((one) => `${one.localName}.${one.className}`),
      )
    expect([width, ...wider]).toEqual([width])
  }
})

test('a library in large text has no broken word, and the search no sign over its words', async () => {
  const app = await openLibraryApp()
  const library = await app.pages.library()
  library.upload([pick(allowed.pdf, 'Plan.pdf')])
  const eva = await app.open(wide)
  await eva.button('Plan.pdf').waitFor()
  await enlarge(eva)
  await picture(eva, 'library-large')
  expect(await brokenWords(eva.page.locator('chairside-library'))).toEqual([])
  const overlap = await eva.page.locator('chairside-library form.search').evaluate((search) => {
    const field = search.querySelector('input')
    const sign = search.querySelector('.icon')?.getBoundingClientRect().right ?? 0
    const inset = field ? Number.parseFloat(getComputedStyle(field).paddingInlineStart) : 0
    return sign - (field?.getBoundingClientRect().left ?? 0) - inset
  })
  expect(overlap).toBeLessThanOrEqual(0)
})

test('a session’s card in large text has rows in place of columns', async () => {
  const world = await openRealWorld()
  const { id } = await prepared(world, 3_600_000, [pick(allowed.pdf, 'Plan.pdf')])
  const card = await cardAt(world, id, { ...wide, who: eva.id, width: '1000px' })
  await rowOf(card, 'Plan.pdf').waitFor()
  await enlarge(card)
  await picture(card, 'card-large')
  expect(await brokenWords(card.page.locator('chairside-session-documents'))).toEqual([])
})

test('a tile’s name begins with its beginning at 320 px', async () => {
  const { world, open } = await openClinic()
  await prepared(world, 0, [await drawnPicture('Breathing.png', '#88aacc')])
  const client = await open({}, { viewport: { width: 320, height: 568 } })
  const start = client.page.locator('chairside-files .tile .start')
  await start.waitFor()
  await picture(client, 'tile-320')
  expect(await start.evaluate((one) => one.scrollWidth - one.clientWidth)).toBe(0)
})

test('the viewer in large text leaves the room to the pages, and its buttons in sight', async () => {
  const { person, drawn, page } = await openViewer(bytesOf(allowed.pdf), {
    name: 'Plan for the week after.pdf',
  })
  await drawn.first().waitFor()
  for (const viewport of [
    { width: 320, height: 568 },
    { width: 844, height: 390 },
    { width: 1280, height: 800 },
  ]) {
    await resize(person, viewport)
    await enlarge(person)
    await picture(person, `viewer-large-${viewport.width}`)
    const viewer = page.locator('chairside-viewer')
    const room = await viewer.locator('.viewer-room').boundingBox()
    const plus = await person.button('Larger').boundingBox()
    const name = await viewer.locator('.viewer-name').boundingBox()
    const title = await viewer.locator('h1').boundingBox()
    const seen = {
      name: (title?.width ?? 0) <= (name?.width ?? 0),
      room: (room?.height ?? 0) > viewport.height / 3,
      plus: (plus?.x ?? 0) + (plus?.width ?? 0) <= viewport.width,
    }
    expect([viewport.width, seen]).toEqual([viewport.width, { name: true, room: true, plus: true }])
  }
})
