import { MB } from '@chairside/protocol'
import { expect, test } from 'vitest'
import { largeLibrary } from '../world/large-library.ts'
import { nameAt } from '../world/library-rows.ts'
import { openLine } from '../world/line.ts'
import { anna } from '../world/people.ts'
import { allowed, bytesOf, grownPdf, pick } from '../world/samples.ts'
import { until } from '../world/until.ts'
import { broken } from './axe.ts'
import { choose, drop, onDisk, type Person, phone, picture, saves, stayed } from './browser.ts'
import { openLibraryApp, rowOf, shown } from './library-page.ts'

/* The practitioner's documents, in a page of the app. */

/** Chooses an act from the menu of a document. */
async function act(person: Person, name: string, what: string): Promise<void> {
  await person.button(`More for ${name}`).click()
  await person.page.getByRole('menuitem', { name: what }).click()
}

test('several files are uploaded at once, stand in the list with their pictures, and open by their names', async () => {
  const app = await openLibraryApp()
  const eva = await app.open()
  await eva.reads('No documents yet')
  await picture(eva, 'library-empty')
  const upload = eva.button('Upload Document').first()
  await choose(eva, upload, [pick(allowed.pdf, 'Plan of the week.pdf'), pick(allowed.jpeg, 'Positions.jpg')])
  await eva.button('Plan of the week.pdf').waitFor()
  await eva.button('Positions.jpg').waitFor()
  await eva.reads('2 documents')
  await drop(eva, eva.page.locator('chairside-library'), await onDisk([pick(allowed.jpeg, 'Dropped.jpg')]))
  await eva.button('Dropped.jpg').waitFor()
  await rowOf(eva, 'Positions.jpg').locator('canvas').waitFor()
  await picture(eva, 'library')

  const saved = await saves(eva, eva.button('Plan of the week.pdf'))
  expect(saved.bytes.equals(bytesOf(allowed.pdf))).toBe(true)
  const [tab] = await Promise.all([
    eva.page.context().waitForEvent('page'),
    eva.button('Positions.jpg').click(),
  ])
  await tab.waitForURL(/^http/)
  expect(await tab.evaluate(() => [document.contentType, window.opener])).toEqual(['image/jpeg', null])
  expect(await stayed(eva)).toBe(true)
})

test('documents are found by a part of their name whatever the accents, and by kind and place; others say why nothing is shown', async () => {
  const app = await openLibraryApp()
  const library = await app.pages.library()
  const [pdf, jpeg] = [allowed.pdf, allowed.jpeg]
  library.upload([pick(pdf, 'Príručka.pdf'), pick(jpeg, 'Postoj.jpg'), pick(pdf, 'Zmluva.pdf')])
  await until(
    'all are ready',
    () => library.documents.every(({ state }) => state === 'ready') && library.total === 3,
  )
  const appointment = await app.world.appointment()
  await library.documents.find(({ name }) => name === 'Zmluva.pdf')?.attach(appointment)
  const eva = await app.open()
  await eva.button('Zmluva.pdf').waitFor()

  const search = eva.page.getByRole('searchbox', { name: 'Search by name' })
  await search.fill('PRIRUC')
  await eva.reads('1 document found')
  expect(await shown(eva)).toEqual(['Príručka.pdf'])
  await search.fill('mrkva')
  await eva.reads('No document is called “mrkva”')
  await picture(eva, 'library-no-match')
  await eva.button('Clear the search').last().click()
  await eva.button('Postoj.jpg').waitFor()

  await eva.page.getByLabel('Kind').selectOption('Pictures')
  await eva.button('Zmluva.pdf').waitFor({ state: 'detached' })
  expect(await shown(eva)).toEqual(['Postoj.jpg'])
  await eva.button('Clear').click()
  await eva.page.getByLabel('Where').selectOption('In a session')
  await eva.button('Postoj.jpg').waitFor({ state: 'detached' })
  expect(await shown(eva)).toEqual(['Zmluva.pdf'])
  await eva.page.getByLabel('Where').selectOption('Nowhere')
  await eva.button('Zmluva.pdf').waitFor({ state: 'detached' })
  await eva.button('Not yet viewed').click()
  await eva.button('Zmluva.pdf').waitFor()
  await eva.button('Expired').click()
  await eva.reads('No document of this choice')
  await eva.button('Show all documents').click()
  await eva.page.getByLabel('Sort by').selectOption('Name, A to Z')
  await until(
    'they are in order',
    async () => (await shown(eva)).join() === 'Postoj.jpg,Príručka.pdf,Zmluva.pdf',
  )
})

test('a document is renamed, attached, made sensitive, given an expiry and deleted, each in its place', async () => {
  const app = await openLibraryApp()
  const library = await app.pages.library()
  const [upload] = library.upload([pick(allowed.pdf, 'Warm-up.pdf')])
  library.upload([pick(allowed.jpeg, 'Positions.jpg')])
  await until('both are ready', () => library.documents.filter(({ state }) => state === 'ready').length === 2)
  const document = upload?.document
  const appointment = await app.world.appointment({ title: 'Gentle yoga' })
  const eva = await app.open()
  await eva.page.evaluate(
    ([id]) => {
      const element = window.document.querySelector('chairside-library')
      Object.assign(element ?? {}, { sessions: [{ id, title: 'Gentle yoga', startsAt: Date.now() }] })
    },
    [appointment],
  )
  await act(eva, 'Warm-up.pdf', 'Rename')
  const field = eva.page.getByRole('textbox', { name: 'Name' })
  expect(await field.inputValue()).toBe('Warm-up')
  await picture(eva, 'library-renaming')
  await field.fill('Warm-up at home')
  await field.press('Enter')
  await eva.button('Warm-up at home.pdf').waitFor()

  await act(eva, 'Warm-up at home.pdf', 'Attach to a session')
  await eva.page.getByLabel('Session', { exact: true }).selectOption(appointment)
  await eva.button('Attach').click()
  await eva.reads(/^Attached to .*Gentle yoga/)
  await until('it is attached', () => document?.sessions === 1)

  await act(eva, 'Warm-up at home.pdf', 'Access and expiry')
  await Promise.all([eva.reads('Saved'), eva.page.getByRole('radio', { name: 'Sensitive' }).check()])
  await eva.page.getByRole('radio', { name: 'Paid' }).check()
  await until('it is for those who paid', () => document?.visibility === 'paid')
  expect(document?.sensitivity).toBe('sensitive')
  await eva.page.getByLabel('Expires at the end of').fill('2099-12-18')
  await until('it expires', () => document?.expiresAt?.getFullYear() === 2099)
  await picture(eva, 'library-access')
  await eva.button('Never expires').click()
  await until('it expires no more', () => document?.expiresAt === undefined)
  await eva.page.getByRole('radio', { name: 'Normal' }).check()
  await eva.page.getByRole('radio', { name: 'All' }).check()
  await until('all see it', () => document?.visibility === 'all' && document.sensitivity === 'normal')
  await eva.button('Close').click()

  await act(eva, 'Warm-up at home.pdf', 'Delete')
  await eva.reads(/^Delete for everyone\? 1 person can open it now\./)
  await picture(eva, 'library-deleting')
  await eva.button('Keep Warm-up at home.pdf').click()
  await act(eva, 'Warm-up at home.pdf', 'Delete')
  await eva.button('Delete Warm-up at home.pdf').click()
  await eva.reads('“Warm-up at home.pdf” was deleted. Nobody can open it. Its record stays.')
  expect(await shown(eva)).toEqual(['Positions.jpg'])
  await until('the next one has the focus', () => focused(eva).then((name) => name === 'Positions.jpg'))
  await eva.button('Deleted').click()
  await eva.reads(/^Deleted today, .* · the record stays$/)
})

/** The text of what has the focus. */
const focused = ({ page }: Person): Promise<string | undefined> =>
  page.evaluate(() => {
    const at = document.querySelector('chairside-library')?.shadowRoot?.activeElement
    return at?.querySelector('.unseen')?.textContent ?? at?.getAttribute('aria-label') ?? at?.id
  })

test('who opened a document is counted in its row, as it happens', async () => {
  const app = await openLibraryApp()
  const library = await app.pages.library()
  const id = await app.world.appointment({ title: 'Consultation' })
  library.upload([pick(allowed.pdf, 'Plan.pdf')], { attach: { appointment: id } })
  const eva = await app.open()
  await rowOf(eva, 'Plan.pdf').getByText('Not yet viewed').waitFor()
  const files = await app.pages.files()
  const plan = await until('Anna has it', () => files.sessions[0]?.documents[0])
  const bytes = await plan.download()
  await new Response(bytes).arrayBuffer()
  await rowOf(eva, 'Plan.pdf')
    .getByText(/^1 client · /)
    .waitFor()
  expect(await rowOf(eva, 'Plan.pdf').getByText(anna.name).count()).toBe(0)
})

test('a full library says what there is room for, keeps the other files, and shows the largest', async () => {
  const app = await openLibraryApp({ limits: { library: 3 * MB } })
  const eva = await app.open()
  await eva.reads('No documents yet')
  await choose(eva, eva.button('Upload Document').first(), [
    pick(allowed.pdf, 'Small.pdf'),
    grownPdf(5 * MB, 'Whole lesson.pdf'),
    pick(allowed.jpeg, 'Picture.jpg'),
  ])
  await eva.button('Picture.jpg').waitFor()
  await eva.reads('“Whole lesson.pdf” was not uploaded.')
  await eva.reads(/It has 5.MB; .* of your 3.MB are left\. Delete something you no longer need\./)
  await picture(eva, 'library-full')
  await eva.button('Show the largest').click()
  await until(
    'the largest is first',
    async () => (await eva.page.getByLabel('Sort by').inputValue()) === 'size',
  )
  await eva.button('Dismiss Whole lesson.pdf').click()
  await eva.readsNoMore('“Whole lesson.pdf” was not uploaded.')
})

test('the browser asks before a page that uploads is left, and asks no more once the library has everything', async () => {
  const app = await openLibraryApp()
  const line = await openLine(app.world.url)
  const eva = await app.open({}, '', line.url)
  await eva.reads('No documents yet')
  const asks = (): Promise<boolean> =>
    eva.page.evaluate(() => !dispatchEvent(new Event('beforeunload', { cancelable: true })))
  expect(await asks()).toBe(false)
  line.hold(MB)
  const film = grownPdf(4 * MB, 'Whole lesson.pdf')
  await choose(eva, eva.button('Upload Document').first(), [film])
  await eva.button(`Pause ${film.name}`).waitFor()
  expect(await asks()).toBe(true)
  await eva.button(`Pause ${film.name}`).click()
  await eva.button(`Resume ${film.name}`).click()
  expect(await asks()).toBe(true)
  const dialog = eva.page.waitForEvent('dialog')
  await eva.page.close({ runBeforeUnload: true })
  const asked = await dialog
  expect(asked.type()).toBe('beforeunload')
  await asked.dismiss()
  line.flow()
  await eva.button(film.name).waitFor()
  await until('there is nothing to lose', async () => !(await asks()))
})

test('everything is done by keys alone; what closes gives the focus back', async () => {
  const app = await openLibraryApp()
  const library = await app.pages.library()
  library.upload([pick(allowed.pdf, 'Plan.pdf')])
  await until('it is ready', () => library.documents[0]?.state === 'ready')
  const eva = await app.open()
  const { keyboard } = eva.page
  await eva.button('Plan.pdf').focus()
  await keyboard.press('Tab')
  expect(await focused(eva)).toBe('More for Plan.pdf')
  await keyboard.press('Enter')
  await eva.page.getByRole('menuitem', { name: 'Open' }).waitFor()
  await keyboard.press('Escape')
  expect(await focused(eva)).toBe('More for Plan.pdf')
  await keyboard.press('Enter')
  await keyboard.press('End')
  await keyboard.press('ArrowUp')
  await keyboard.press('Enter')
  await eva.page.getByRole('radio', { name: 'Normal' }).waitFor()
  await keyboard.press('ArrowRight')
  await until('it is sensitive', () => library.documents[0]?.sensitivity === 'sensitive')
  await keyboard.press('Escape')
  await eva.page.getByRole('radio', { name: 'Normal' }).waitFor({ state: 'detached' })
  expect(await focused(eva)).toBe('More for Plan.pdf')
})

test('on a phone, in the dark, in Slovak and from right to left it is whole, and breaks no rule of accessibility', async () => {
  const app = await openLibraryApp()
  const library = await app.pages.library()
  const id = await app.world.appointment({ title: 'Gentle yoga' })
  const long = 'Recommendations for the neck, shoulders and upper back after the third week.pdf'
  library.upload([pick(allowed.pdf, long), pick(allowed.jpeg, 'Positions.jpg')], {
    attach: { appointment: id },
  })
  library.upload([pick(allowed.pdf, 'Secret.pdf')], { sensitivity: 'sensitive', visibility: 'paid' })
  await until(
    'all are ready',
    () => library.documents.filter(({ state }) => state === 'ready').length === 3,
    1500,
  )
  const looks = [
    { name: 'wide', options: {}, lang: 'en', dir: 'ltr', delete: 'Delete', more: 'More for' },
    {
      name: 'phone-dark',
      options: { ...phone, colorScheme: 'dark' },
      lang: 'en',
      dir: 'ltr',
      delete: 'Delete',
      more: 'More for',
    },
    {
      name: 'phone-small-sk',
      options: { ...phone, viewport: { width: 320, height: 568 } },
      lang: 'sk',
      dir: 'ltr',
      delete: 'Vymazať',
      more: 'Viac možností:',
    },
    {
      name: 'wide-rtl',
      options: { colorScheme: 'dark' },
      lang: 'sk',
      dir: 'rtl',
      delete: 'Vymazať',
      more: 'Viac možností:',
    },
  ] as const
  for (const look of looks) {
    const eva = await app.open(look.options, `lang="${look.lang}" dir="${look.dir}"`)
    await eva.button('Positions.jpg').waitFor()
    const rules = await broken(eva)
    await eva.button(`${look.more} Positions.jpg`).click()
    await picture(eva, `library-${look.name}-menu`)
    rules.push(...(await broken(eva)))
    await eva.page.getByRole('menuitem', { name: look.delete }).click()
    await eva.page.getByRole('group', { name: /\?/ }).waitFor()
    await picture(eva, `library-${look.name}`)
    rules.push(...(await broken(eva)))
    const wide = await eva.page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
    expect([look.name, wide, ...rules]).toEqual([look.name, 0])
    await eva.page.close()
  }
})

test('a long library comes page by page while it is scrolled; what is far away is not rendered, and nothing is missing', async () => {
  const count = 400
  const { database } = await largeLibrary(count)
  const app = await openLibraryApp({ overrides: { database } })
  const eva = await app.open()
  await eva.reads('400 documents')
  await eva.page.getByLabel('Sort by').selectOption('Name, A to Z')
  await eva.button(nameAt(0)).waitFor()
  const seen = new Set<string>()
  await until(
    'the last one came',
    async () => {
      for (const name of await shown(eva)) seen.add(name)
      await eva.page.mouse.wheel(0, 2_000)
      return seen.has(nameAt(count - 1))
    },
    10_000,
  )
  expect([...seen]).toEqual(Array.from({ length: count }, (_, at) => nameAt(at)))
  await until('the first ones are not rendered', async () => !(await shown(eva)).includes(nameAt(0)))
  expect((await shown(eva)).length).toBeLessThan(count)
  await eva.page.evaluate(() => scrollTo(0, 0))
  await eva.button(nameAt(0)).waitFor()
}, 180_000)
