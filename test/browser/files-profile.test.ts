import { routes } from '@chairside/protocol'
import { expect, test } from 'vitest'
import { documentPages } from '../world/documents.ts'
import { accessIn, openPage } from '../world/page.ts'
import { allowed, bytesOf, pick } from '../world/samples.ts'
import { until } from '../world/until.ts'
import { broken } from './axe.ts'
import { type Person, phone, picture, saves, webView } from './browser.ts'
import { openClinic } from './files-page.ts'

/* What is on a client's profile, in the client's own page. */

test('what is put on the profile comes by itself, and its practitioner sees when it was opened', async () => {
  const { world, open } = await openClinic()
  await world.appointment()
  const list = await documentPages(world).patient()
  const anna = await open()
  await anna.reads('Files appear here before, during and after your appointments.')
  list.upload([pick(allowed.pdf, 'Treatment plan.pdf')])
  await anna.reads('Documents to keep')
  const one = await until('it is ready', () => list.documents[0], 2_000)
  expect(one.views).toBe(0)
  await picture(anna, 'files-profile')
  expect(await broken(anna)).toEqual([])
  const saved = await saves(anna, anna.button('Download Treatment plan.pdf'))
  expect(saved.bytes.equals(bytesOf(allowed.pdf))).toBe(true)
  await until('it was viewed', () => one.views === 1)
  await one.takeOff()
  await anna.readsNoMore('Documents to keep')
})

test('a document that could only be opened elsewhere was not viewed, nor when its address was copied', async () => {
  const { world, open } = await openClinic()
  await world.appointment()
  const list = await documentPages(world).patient()
  list.upload([pick(allowed.pdf, 'Treatment plan.pdf')])
  const one = await until('it is ready', () => list.documents[0], 2_000)
  const asked: string[] = []
  const anna = await open(
    {},
    {
      userAgent: webView,
      permissions: ['clipboard-read', 'clipboard-write'],
      before: async (page) => {
        page.on('request', (request) => asked.push(new URL(request.url()).pathname))
        await page.addInitScript(() => Reflect.deleteProperty(Navigator.prototype, 'canShare'))
      },
    },
  )
  const download = anna.button('Download Treatment plan.pdf')
  await download.waitFor()
  // The list itself may be asked for again at any time.
  const before = new Set(asked)
  await download.click()
  await anna.button('Copy the address').click()
  await anna.reads('The address is copied. Open it in a browser.')
  expect(asked.filter((path) => !before.has(path))).toEqual([])
  expect(one.views).toBe(0)
})

test('a patient sees who has opened a document and when it was shared, by itself, in English and in Slovak', async () => {
  const { world, open } = await openClinic()
  await world.appointment()
  const list = await documentPages(world).patient()
  list.upload([pick(allowed.pdf, 'Treatment plan.pdf')])
  const one = await until('it is ready', () => list.documents[0], 2_000)
  const anna = await open()
  const toggle = anna.button('Who opened this: Treatment plan.pdf')
  await toggle.focus()
  await anna.page.keyboard.press('Enter')
  await anna.reads('Nobody has opened it yet.')
  await saves(anna, anna.button('Download Treatment plan.pdf'))
  await anna.reads(/^Opened by you · /)
  const { link = '' } = await one.share()
  await anna.reads(/^Shared by link · /)
  const page = await openPage(world)
  const access = accessIn(await page.open(link.slice(link.indexOf('#') + 1)))
  await page.call(routes.noteView, access.id)
  await anna.reads('Opened with the link · another device')
  await anna.reads('If one of these was not you, tell your practitioner.')
  expect(await toggle.getAttribute('aria-expanded')).toBe('true')
  await picture(anna, 'files-profile-opened')
  expect(await broken(anna)).toEqual([])
  await toggle.click()
  await anna.readsNoMore('If one of these was not you, tell your practitioner.')

  const slovak = await open({ lang: 'sk' }, phone)
  await slovak.button('Kto to otvoril: Treatment plan.pdf').click()
  await slovak.reads('Otvorené cez odkaz · iné zariadenie')
  await slovak.reads(/^Zdieľané odkazom · /)
  expect(await broken(slovak)).toEqual([])
  await picture(slovak, 'files-profile-opened-sk')
})

test('a list of who opened a document that cannot be asked says so, is tried again, and is asked no more once it is gone', async () => {
  const { world, open } = await openClinic()
  await world.appointment()
  const list = await documentPages(world).patient()
  list.upload([pick(allowed.pdf, 'Treatment plan.pdf'), pick(allowed.pdf, 'Home exercises.pdf')])
  await until('both are ready', () => list.documents.length === 2, 2_000)
  const anna = await open()
  const views = /\/views\?/
  let asked = 0
  anna.page.on('request', (request) => {
    if (views.test(request.url())) asked += 1
  })
  await anna.page.route(views, (route) => route.abort())
  await Promise.all([anna.reads('Loading…'), anna.button('Who opened this: Treatment plan.pdf').click()])
  await anna.reads(/^We could not reach the server\./)
  expect(await broken(anna)).toEqual([])
  await anna.page.unroute(views)
  await anna.button('Try again: Treatment plan.pdf').click()
  await anna.reads('Nobody has opened it yet.')
  const one = list.documents.find(({ document }) => document.name === 'Treatment plan.pdf')
  await one?.takeOff()
  await anna.readsNoMore('Nobody has opened it yet.')
  const before = asked
  await list.documents[0]?.takeOff()
  await anna.readsNoMore('Documents to keep')
  expect(asked).toBe(before)
})

test('what is on the profile counts as new until it was seen, also in the badge, and is saved as one ZIP', async () => {
  const { world, open } = await openClinic()
  await world.appointment()
  const list = await documentPages(world).patient()
  list.upload([pick(allowed.pdf, 'Treatment plan.pdf'), pick(allowed.pdf, 'Home exercises.pdf')])
  await until('both are ready', () => list.documents.length === 2, 2_000)
  const counting = (page: Person['page']) =>
    page.addInitScript(() => {
      Object.assign(window, { badges: [] as number[] })
      addEventListener('badge', (event) => {
        ;(window as unknown as { badges: number[] }).badges.push((event as CustomEvent).detail.count)
      })
    })
  const badge = ({ page }: Person) =>
    page.evaluate(() => (window as unknown as { badges: number[] }).badges.at(-1))
  // An inline list is no Files tab: it counts them, and has not shown them.
  const inline = await open({ view: 'inline' }, { before: counting })
  await inline.reads('Documents to keep')
  expect(await badge(inline)).toBe(2)

  const anna = await open({ view: 'list' })
  await anna.reads('2 files · 2 new')
  expect(await anna.page.locator('[part="new"]').count()).toBe(2)
  const day = new Date().toISOString().slice(0, 10)
  const saved = await saves(anna, anna.button(/^Download all/))
  expect(saved.name).toBe(`Files ${day}.zip`)
  await anna.reads('Saved:')
  expect(await broken(anna)).toEqual([])
  await anna.page.reload()
  await anna.reads('2 files')
  expect(await anna.page.locator('[part="new"]').count()).toBe(0)

  list.upload([pick(allowed.pdf, 'Diary.pdf')])
  await anna.reads('“Diary.pdf” is available now.')
  await anna.reads('3 files · 1 new')
})
