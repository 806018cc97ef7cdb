import { toInstant } from '@chairside/protocol'
import { expect, test } from 'vitest'
import { documentPages } from '../world/documents.ts'
import { anna, peter, sam } from '../world/people.ts'
import { allowed, pick } from '../world/samples.ts'
import { until } from '../world/until.ts'
import type { World } from '../world/world.ts'
import { broken } from './axe.ts'
import { choose, drop, onDisk, phone, picture, saves, stayed } from './browser.ts'
import { cardAt, namesOn, rowOf } from './cards.ts'
import { openRealWorld } from './visits.ts'

const hourMs = 3_600_000

/** A group session in two days: Anna has paid, Peter has not. */
function sessionOf(world: World, change = {}): Promise<string> {
  const begin = Date.now() + 48 * hourMs
  return world.appointment({
    patients: [
      { ...anna, paid: true },
      { ...peter, paid: false },
    ],
    startsAt: toInstant(begin),
    endsAt: toInstant(begin + hourMs),
    ...change,
  })
}

/** Files as the names of a session's material, attached by the SDK. */
async function attached(world: World, id: string, files: readonly File[]) {
  const material = await documentPages(world).session(id)
  material.upload(files)
  await until('all are attached', () => material.documents.length === files.length, 5000)
  return material
}

test('files that are dropped are attached by themselves in their order, and one that is refused stops no other', async () => {
  const world = await openRealWorld()
  const id = await sessionOf(world)
  const eva = await cardAt(world, id)
  await eva.reads('No prep material yet')
  await picture(eva, 'session-card-empty')
  const box = eva.page.locator('[part="drop"]')
  const dropped = [
    pick(allowed.jpeg, 'Positions we will use.jpg'),
    new File(['MZ'], 'relax-setup.exe'),
    pick(allowed.pdf, 'Warm-up before the session.pdf'),
  ]
  await drop(eva, box, await onDisk(dropped), async () => {
    await eva.reads('Drop to add the files')
  })
  const refused = rowOf(eva, 'relax-setup.exe')
  await refused.getByText('Programs are not accepted here, under any name.').waitFor()
  await eva.reads('2 files · ')
  const status = eva.page.getByRole('status')
  await until(
    'it is said',
    async () => (await status.textContent())?.startsWith('Refused: relax-setup.exe.'),
    10_000,
  )
  await until('both stand there', async () => (await namesOn(eva)).length === 3)
  expect(await namesOn(eva)).toEqual([
    'Positions we will use.jpg',
    'Warm-up before the session.pdf',
    'relax-setup.exe',
  ])
  expect(await broken(eva)).toEqual([])
  await picture(eva, 'session-card-refused')
  await choose(eva, refused.getByRole('button', { name: /^Choose another file/ }), [
    pick(allowed.xlsx, 'Training diary.xlsx'),
  ])
  await rowOf(eva, 'Training diary.xlsx')
    .getByRole('button', { name: /^More for / })
    .waitFor()
  await refused.waitFor({ state: 'detached' })

  const files = await documentPages(world).files(anna.id, id)
  expect(files.sessions[0]?.documents.map(({ name, state }) => [name, state])).toEqual([
    ['Positions we will use.jpg', 'open'],
    ['Warm-up before the session.pdf', 'open'],
    ['Training diary.xlsx', 'open'],
  ])
  // A picture opens in a tab of its own, which cannot reach this page; another file is saved.
  const [tab] = await Promise.all([
    eva.page.waitForEvent('popup'),
    eva.button('Positions we will use.jpg, opens in a new tab').click(),
  ])
  await tab.locator('img').waitFor()
  expect(await tab.evaluate(() => window.opener)).toBeNull()
  const saved = await saves(eva, eva.button('Warm-up before the session.pdf, download'))
  expect(saved.name).toBe('Warm-up before the session.pdf')
  expect(await stayed(eva)).toBe(true)
})

test('a choice is saved at once; one that fails goes back, says so, and can be tried again', async () => {
  const world = await openRealWorld()
  const id = await sessionOf(world)
  const material = await attached(world, id, [pick(allowed.pdf, 'Plan for the week after.pdf')])
  const eva = await cardAt(world, id)
  const row = rowOf(eva, 'Plan for the week after.pdf')
  await Promise.all([
    row.getByText('Saved').waitFor(),
    row.getByRole('radio', { name: 'After session' }).check(),
  ])
  await row.getByText(/ · from /).waitFor()
  await until('it is saved', () => material.documents[0]?.availability === 'after-session')

  let fails = true
  await eva.page.route('**/v1/appointments/*/documents', async (route) => {
    // What is cut as PATCH is tried as POST, too.
    if (fails && ['PATCH', 'POST'].includes(route.request().method())) await route.abort()
    else await route.continue()
  })
  await row.getByRole('radio', { name: 'Paid', exact: true }).click()
  await row.getByText(/^Not saved\. It is still “All”\./).waitFor()
  expect(await row.getByRole('radio', { name: 'All', exact: true }).isChecked()).toBe(true)
  expect(await broken(eva)).toEqual([])
  await picture(eva, 'session-card-not-saved')
  fails = false
  await Promise.all([
    row.getByText('Saved').waitFor(),
    row.getByRole('button', { name: /^Try again/ }).click(),
  ])
  await until('it is for those who paid', () => material.documents[0]?.visibility === 'paid')
})

test('by keyboard alone a file is moved, renamed and removed, and comes back to its place', async () => {
  const world = await openRealWorld()
  const id = await sessionOf(world)
  await attached(world, id, [
    pick(allowed.pdf, 'first.pdf'),
    pick(allowed.png, 'second.png'),
    pick(allowed.docx, 'third.docx'),
  ])
  const eva = await cardAt(world, id)
  const { keyboard } = eva.page
  const menuOf = (name: string) => eva.button(`More for ${name}`)
  await menuOf('third.docx').focus()
  await keyboard.press('Enter')
  await eva.page.getByRole('menuitem', { name: 'Move up' }).waitFor()
  expect(await broken(eva)).toEqual([])
  await keyboard.press('ArrowDown')
  await keyboard.press('ArrowDown')
  await keyboard.press('Enter')
  await until('it moved', async () => (await namesOn(eva)).join() === 'first.pdf,third.docx,second.png')
  await until('the focus stays at the row', () =>
    menuOf('third.docx').evaluate((one) => one.matches(':focus')),
  )

  await keyboard.press('Enter')
  await keyboard.press('ArrowDown')
  await keyboard.press('Enter')
  await eva.page.getByRole('textbox', { name: 'New name of third.docx' }).waitFor()
  await keyboard.press('Control+A')
  await keyboard.type('Questions')
  await keyboard.press('Enter')
  await menuOf('Questions.docx').waitFor()
  await until('the focus is back', () => menuOf('Questions.docx').evaluate((one) => one.matches(':focus')))
  await keyboard.press('Enter')
  await keyboard.press('Escape')
  expect(await eva.page.getByRole('menu').count()).toBe(0)

  await keyboard.press('Shift+Tab')
  await keyboard.press('Enter')
  await eva.reads('“Questions.docx” was removed from this session. It stays in Documents.')
  expect(await namesOn(eva)).toEqual(['first.pdf', 'second.png'])
  await eva.button('Undo: Questions.docx').focus()
  await keyboard.press('Enter')
  await until('it is back', async () => (await namesOn(eva)).join() === 'first.pdf,Questions.docx,second.png')
})

test('several are changed in one act, and a client’s view says why the rest is not there', async () => {
  const world = await openRealWorld()
  const id = await sessionOf(world)
  const material = await attached(world, id, [
    pick(allowed.pdf, 'Warm-up.pdf'),
    pick(allowed.png, 'Positions.png'),
    pick(allowed.docx, 'Plan.docx'),
  ])
  const [, , plan] = material.documents
  await material.change([plan?.id ?? ''], { availability: 'after-session' })
  const eva = await cardAt(world, id)
  await eva.button('Change several').click()
  await eva.page.getByRole('checkbox', { name: 'Choose Positions.png' }).check()
  await eva.page.getByRole('checkbox', { name: 'Choose Plan.docx' }).check()
  await eva.reads('2 of 3 chosen')
  expect(await broken(eva)).toEqual([])
  await picture(eva, 'session-card-several')
  await eva.page.getByRole('combobox', { name: 'Who can see the chosen files' }).selectOption('paid')
  await until(
    'both are for those who paid',
    () => material.documents.filter((one) => one.visibility === 'paid').length === 2,
  )
  await eva.button('Done').click()

  await eva.button('See it as a client').click()
  await eva.page.getByRole('heading', { name: 'As Anna sees it' }).waitFor()
  await eva.page.getByRole('combobox', { name: 'Client' }).selectOption(peter.id)
  await eva.page.getByRole('heading', { name: 'Péter can open' }).waitFor()
  const seen = (name: string) => eva.page.locator('[part="seen"]').filter({ has: eva.page.getByTitle(name) })
  await seen('Positions.png').getByText('not paid', { exact: true }).waitFor()
  await seen('Plan.docx')
    .getByText(/^not paid; after that, from /)
    .waitFor()
  expect(await broken(eva)).toEqual([])
  await picture(eva, 'session-card-as-client')
  // Paid meanwhile: the view follows by itself.
  await world.backend('PATCH', `/v1/appointments/${id}/patients/${peter.id}`, { paid: true })
  await seen('Plan.docx')
    .getByText(/^from /)
    .waitFor()
  await eva.button('Back to your list').click()
  await eva.reads('Prep material (visible to client)')
  await eva.page.locator('#see-as:focus').waitFor()
})

test('the practitioner attaches from the library, and staff have none', async () => {
  const world = await openRealWorld()
  const id = await sessionOf(world, { staff: [sam] })
  const library = await documentPages(world).library()
  library.upload([pick(allowed.pdf, 'Breathing.pdf'), pick(allowed.png, 'Posture.png')])
  await until(
    'both are in the library',
    () => library.documents.filter(({ state }) => state === 'ready').length === 2,
    5000,
  )
  const eva = await cardAt(world, id)
  await eva.button('Choose from Documents').click()
  await eva.page.getByRole('searchbox', { name: 'Search by name' }).fill('breath')
  await eva.page.getByTitle('Posture.png').waitFor({ state: 'detached' })
  await eva.page.getByRole('checkbox', { name: /Breathing\.pdf/ }).check()
  expect(await broken(eva)).toEqual([])
  await picture(eva, 'session-card-library')
  await eva.button('Attach 1 file').click()
  await eva.button('More for Breathing.pdf').waitFor()

  const samsCard = await cardAt(world, id, { who: sam.id })
  await samsCard.button('More for Breathing.pdf').click()
  expect(await samsCard.page.getByRole('menuitem').allTextContents()).toEqual([
    'Open',
    'Move up',
    'Move down',
  ])
  expect(await samsCard.button('Choose from Documents').count()).toBe(0)
})

test('when the session is moved, the card says what stays open, and for how many', async () => {
  const world = await openRealWorld()
  const soon = Date.now() - 60_000
  const id = await sessionOf(world, { startsAt: toInstant(soon), endsAt: toInstant(soon + hourMs) })
  const material = await attached(world, id, [pick(allowed.png, 'Positions.png')])
  await material.change([material.documents[0]?.id ?? ''], { availability: 'at-session' })
  const files = await documentPages(world).files(anna.id, id)
  await until('it is open', () => files.sessions[0]?.documents[0]?.state === 'open')
  const ticket = await files.sessions[0]?.documents[0]?.ticket('view')
  await (await fetch(ticket?.url ?? '')).arrayBuffer()
  const eva = await cardAt(world, id)
  await rowOf(eva, 'Positions.png')
    .getByText(/opened by 1 of 2$/)
    .waitFor()
  const later = Date.now() + 48 * hourMs
  await world.backend('PUT', `/v1/appointments/${id}`, {
    startsAt: toInstant(later),
    endsAt: toInstant(later + hourMs),
  })
  await eva.reads(/^The session was moved to /)
  await rowOf(eva, 'Positions.png')
    .getByText('stays open for 1 client who had opened it before the session was moved')
    .waitFor()
  expect(await broken(eva)).toEqual([])
  await picture(eva, 'session-card-moved')
  await eva.button('Dismiss').click()
  await eva.readsNoMore(/^The session was moved to /)
})

test('axe finds nothing on the card, wide and narrow, light and dark, in Slovak and from right to left', async () => {
  const world = await openRealWorld()
  const id = await sessionOf(world)
  const material = await attached(world, id, [
    pick(allowed.pdf, 'Warm-up before the session, for everyone who comes.pdf'),
    pick(allowed.jpeg, 'Positions we will use.jpg'),
    pick(allowed.docx, 'Plan for the week after.docx'),
  ])
  const [, second, third] = material.documents.map((one) => one.id)
  await material.change([second ?? ''], { availability: 'at-session' })
  await material.change([third ?? ''], { availability: 'after-session', visibility: 'paid' })
  const looks = [
    { name: 'wide', options: {} },
    { name: 'quick-view', options: { width: '372px' } },
    { name: 'small-dark', options: { ...phone, viewport: { width: 320, height: 568 }, colorScheme: 'dark' } },
    { name: 'slovak-dark', options: { root: 'lang="sk"', colorScheme: 'dark' } },
    { name: 'right-to-left', options: { ...phone, root: 'lang="sk" dir="rtl"' } },
  ] as const
  for (const { name, options } of looks) {
    const eva = await cardAt(world, id, options)
    await rowOf(eva, 'Positions we will use.jpg').waitFor()
    expect(await broken(eva), name).toEqual([])
    expect(await eva.page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), name).toBe(true)
    await picture(eva, `session-card-${name}`)
    if (name === 'quick-view') {
      const { height = 0 } = (await rowOf(eva, 'Positions we will use.jpg').boundingBox()) ?? {}
      expect(height).toBeLessThan(125)
    }
    if (name === 'slovak-dark') await eva.reads('Prípravné materiály (viditeľné pre klienta)')
    await eva.page.close()
  }
})

test('a card with many documents draws a few at a time, so that the call goes on between them, and then has all in order', async () => {
  const world = await openRealWorld()
  const id = await sessionOf(world)
  const names = Array.from({ length: 30 }, (_, at) => `Plan ${at + 1}.pdf`)
  await attached(
    world,
    id,
    names.map((name) => pick(allowed.pdf, name)),
  )
  const eva = await cardAt(world, id, { before: (page) => page.addInitScript(countRows) })
  await until('all are drawn', async () => (await namesOn(eva)).length === names.length)
  expect(await namesOn(eva)).toEqual(names)
  const drawn = await eva.page.evaluate(() => (window as unknown as { drawn: number[] }).drawn)
  expect(drawn.reduce((sum, one) => sum + one, 0)).toBe(names.length)
  expect(Math.max(...drawn)).toBeLessThanOrEqual(12)

  await eva.button('Change several').click()
  const boxes = eva.page.locator('[part="document"] input[type="checkbox"]')
  await until('each has its box', async () => (await boxes.count()) === names.length)
  await boxes.last().check()
  await eva.reads('1 of 30 chosen')
})

/** Runs in the page. Notes how many rows of documents each task adds. */
function countRows(): void {
  const drawn: number[] = []
  Object.assign(window, { drawn })
  const observer = new MutationObserver((changes) => {
    const added = changes.flatMap(({ addedNodes }) => [...addedNodes])
    const all = added.flatMap((one) => (one instanceof Element ? [one, ...one.querySelectorAll('*')] : []))
    const rows = new Set(all.filter((one) => one.matches('[part="document"]')))
    if (rows.size > 0) drawn.push(rows.size)
  })
  const attach = Element.prototype.attachShadow
  Element.prototype.attachShadow = function (init) {
    const root = attach.call(this, init)
    observer.observe(root, { childList: true, subtree: true })
    return root
  }
}
