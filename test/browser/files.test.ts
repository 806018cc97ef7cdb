import type { Registration } from '@chairside/protocol'
import { pathOf, routes } from '@chairside/protocol'
import sharp from 'sharp'
import { expect, test } from 'vitest'
import { documentPages, filesToken } from '../world/documents.ts'
import { anna, eva } from '../world/people.ts'
import { allowed, bytesOf, pick } from '../world/samples.ts'
import { keepSecret } from '../world/secrets.ts'
import { until } from '../world/until.ts'
import type { World } from '../world/world.ts'
import { openApp } from './app.ts'
import { broken } from './axe.ts'
import { type Person, phone, picture, saves, stayed, type WindowOptions } from './browser.ts'
import { openRealWorld } from './visits.ts'

/* The client's page: what is available, when, and everything at once. */

const minute = 60_000

/** A picture of one colour with a stripe, as a person picks it. */
async function drawnPicture(
  name: string,
  colour: string,
  size = { width: 1200, height: 900 },
): Promise<File> {
  keepSecret(name)
  const stripe = await sharp({ create: { width: 300, height: 200, channels: 3, background: '#ffffff' } })
    .png()
    .toBuffer()
  const bytes = await sharp({ create: { ...size, channels: 3, background: colour } })
    .composite([{ input: stripe, left: 100, top: 80 }])
    .jpeg()
    .toBuffer()
  return new File([new Uint8Array(bytes)], name)
}

/** An app with a client's page, and a server that lets it in. */
async function openClinic() {
  const app = await openApp()
  const world = await openRealWorld({ env: { ALLOWED_ORIGINS: app.origin } })
  const page = (attributes: string, lang: string, dir: string) => (html: string) =>
    html
      .replace('/chairside.js', '/documents.js')
      .replace('<html lang="en">', `<html lang="${lang}" dir="${dir}">`)
      .replace(/<chairside-transfer([^>]*)>/, `<chairside-files$1 ${attributes}>`)
      .replace('</chairside-transfer>', '</chairside-files>')
  const open = async (
    { view = 'gallery', attributes = '', lang = 'en', dir = 'ltr', token = '' } = {},
    options: WindowOptions = {},
  ): Promise<Person> =>
    app.open(
      world.url,
      token || (await filesToken(world, anna.id)),
      options,
      page(`view="${view}" ${attributes}`, lang, dir),
    )
  return { world, open }
}

/** An appointment `after` ms from now, with these documents attached. */
async function prepared(world: World, after: number, files: readonly File[], change: Registration = {}) {
  const begin = Date.now() + after
  const id = await world.appointment({
    patients: [{ ...anna, paid: true }],
    startsAt: new Date(begin).toISOString(),
    endsAt: new Date(begin + 30 * minute).toISOString(),
    ...change,
  })
  const session = await documentPages(world).session(id)
  session.upload(files)
  await until('all are attached', () => session.documents.length === files.length, 3_000)
  const idOf = (name: string) => session.documents.find(({ document }) => document.name === name)?.id ?? ''
  return { id, session, idOf }
}

test('an inline list says from when, and opens by itself when the appointment begins', async () => {
  const { world, open } = await openClinic()
  const { id, session, idOf } = await prepared(world, 30 * minute + 20_000, [
    pick(allowed.pdf),
    pick(allowed.jpeg),
  ])
  await session.change([idOf(allowed.pdf)], { availability: 'at-session' })
  await session.change([idOf(allowed.jpeg)], { availability: 'after-session' })
  const client = await open({ view: 'inline', attributes: `appointment="${id}"` }, phone)
  await client
    .row(allowed.pdf)
    .getByText(/^Available in (30|31) minutes$/)
    .waitFor()
  await client
    .row(allowed.jpeg)
    .getByText(/^Available from (today|tomorrow) \d\d:\d\d$/)
    .waitFor()
  expect(await client.row(allowed.pdf).getByRole('button').count()).toBe(0)
  // The appointment is moved: it begins in two seconds.
  const startsAt = new Date(Date.now() + 2_000).toISOString()
  await world.backend('PUT', pathOf(routes.registerAppointment, { id }), { startsAt })
  await client.reads(`“${allowed.pdf}” is available now.`)
  const saved = await saves(client, client.button(`Download ${allowed.pdf}`))
  expect(saved.bytes.equals(bytesOf(allowed.pdf))).toBe(true)
  expect(await stayed(client)).toBe(true)
  expect(await broken(client)).toEqual([])
})

test('what one has not paid for is not there, and appears by itself with the payment', async () => {
  const { world, open } = await openClinic()
  const { id, session, idOf } = await prepared(world, 20 * minute, [pick(allowed.pdf), pick(allowed.docx)], {
    patients: [{ ...anna, paid: false }],
  })
  await session.change([idOf(allowed.docx)], { visibility: 'paid' })
  const client = await open({ view: 'list' })
  await client.row(allowed.pdf).waitFor()
  await client.reads('1 file · 1 new')
  expect(await client.page.locator('chairside-files').innerText()).not.toContain(allowed.docx)
  await world.backend('PATCH', pathOf(routes.changePatient, { id, patient: anna.id }), { paid: true })
  await client.row(allowed.docx).waitFor()
  await client.reads('2 files · 2 new')
})

test('the gallery opens pictures in a lightbox: by button, key and swipe, larger and back, the focus given back', async () => {
  const { world, open } = await openClinic()
  const names = ['warm-up.jpg', 'shoulders.jpg', 'plate.jpg']
  const pictures = await Promise.all(
    ['#335577', '#aa6633', '#228866'].map((colour, at) => drawnPicture(names[at] ?? '', colour)),
  )
  await prepared(world, 20 * minute, [...pictures, pick(allowed.pdf)])
  const client = await open()
  const { page } = client
  await page.locator('[part="tile"] img, [part="tile"] canvas').nth(2).waitFor()
  expect(await broken(client)).toEqual([])
  await picture(client, 'files-gallery')

  await client.button('Open warm-up.jpg').focus()
  await page.keyboard.press('Enter')
  const shown = page.locator('dialog .picture > *')
  const says = (name: string) => page.locator('dialog h2').getByTitle(name, { exact: true }).waitFor()
  await shown.waitFor()
  await client.reads(/^1 of 3 · /)
  expect(await page.getByRole('img', { name: 'warm-up.jpg' }).count()).toBe(1)
  await page.keyboard.press('ArrowRight')
  await says('shoulders.jpg')
  await shown.waitFor()
  await page.keyboard.press('+')
  await client.reads('150%')
  // A larger picture is moved by the arrows: it is still the same one.
  await page.keyboard.press('ArrowRight')
  await says('shoulders.jpg')
  await page.keyboard.press('0')
  await client.reads('100%')
  await client.button('Next picture').click()
  await says('plate.jpg')
  expect(await client.button('Next picture').getAttribute('aria-disabled')).toBe('true')
  expect(await broken(client)).toEqual([])
  await picture(client, 'files-lightbox')
  // The focus stays inside.
  for (let press = 0; press < 12; press += 1) await page.keyboard.press('Tab')
  await page.keyboard.press('Escape')
  await page.locator('dialog').waitFor({ state: 'detached' })
  expect(
    await page.evaluate(() => document.querySelector('chairside-files')?.shadowRoot?.activeElement?.id),
  ).toMatch(/^open-/)
  expect(await stayed(client)).toBe(true)
})

test('on a phone one swipes, taps twice and pinches; nothing scrolls sideways', async () => {
  const { world, open } = await openClinic()
  const pictures = await Promise.all([drawnPicture('one.jpg', '#335577'), drawnPicture('two.jpg', '#aa6633')])
  await prepared(world, 20 * minute, [...pictures, pick(allowed.pdf)])
  const client = await open({}, phone)
  const { page } = client
  await page.locator('[part="tile"] img, [part="tile"] canvas').nth(1).waitFor()
  await picture(client, 'files-gallery-phone')
  await client.button('Open one.jpg').tap()
  const shown = page.locator('dialog .picture > *')
  await shown.waitFor()
  const touch = await page.context().newCDPSession(page)
  const send = (type: 'touchStart' | 'touchMove' | 'touchEnd', ...points: { x: number; y: number }[]) =>
    touch.send('Input.dispatchTouchEvent', {
      type,
      touchPoints: points.map((point, id) => ({ ...point, id })),
    })
  // Two fingers apart.
  await send('touchStart', { x: 170, y: 400 }, { x: 220, y: 400 })
  for (const by of [10, 25, 50]) await send('touchMove', { x: 170 - by, y: 400 }, { x: 220 + by, y: 400 })
  await send('touchEnd')
  await until('it is larger', async () => (await page.locator('dialog output').innerText()) !== '100%')
  await picture(client, 'files-lightbox-phone-larger')
  // The larger picture covers no button.
  await client.button('Close the picture').click({ trial: true })
  await client.button('Smaller').click({ trial: true })
  const tap = async () => {
    await send('touchStart', { x: 195, y: 400 })
    await send('touchEnd')
  }
  await tap()
  await tap()
  await client.reads('100%')
  await send('touchStart', { x: 300, y: 400 })
  for (const x of [250, 180, 100]) await send('touchMove', { x, y: 404 })
  await send('touchEnd')
  await page.locator('dialog h2').getByTitle('two.jpg', { exact: true }).waitFor()
  await shown.waitFor()
  await picture(client, 'files-lightbox-phone')
  await client.button('Close the picture').tap()
  await page.locator('dialog').waitFor({ state: 'detached' })
  expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBe(0)
})

test('all of an appointment is saved as one ZIP, and it is said what stayed out', async () => {
  const { world, open } = await openClinic()
  const { session, idOf } = await prepared(
    world,
    20 * minute,
    [pick(allowed.pdf), pick(allowed.docx), pick(allowed.png)],
    { title: 'Gentle yoga' },
  )
  await session.change([idOf(allowed.png)], { availability: 'at-session' })
  const client = await open({ view: 'list' })
  const saved = await saves(client, client.button(/^Download all .* Gentle yoga$/))
  expect(saved.name).toMatch(/^Gentle yoga .*\.zip$/)
  await client.reads('Saved:')
  await client.reads('1 file opens later and is not in it.')
  await picture(client, 'files-saved')
  expect(await broken(client)).toEqual([])
  await client.button('Dismiss').click()
  await client.page.locator('[part="download-all-state"]').waitFor({ state: 'detached' })
})

test('new files are counted for the app, until its Files tab shows them; the marks go with the next visit', async () => {
  const { world, open } = await openClinic()
  const { id } = await prepared(world, 20 * minute, [pick(allowed.pdf)])
  const counting = (page: Person['page']) =>
    page.addInitScript(() => {
      Object.assign(window, { badges: [] as number[] })
      addEventListener('badge', (event) => {
        ;(window as unknown as { badges: number[] }).badges.push((event as CustomEvent).detail.count)
      })
    })
  const client = await open({ view: 'inline', attributes: `appointment="${id}"` }, { before: counting })
  const { page } = client
  await client.reads('New')
  const badges = () => page.evaluate(() => (window as unknown as { badges: number[] }).badges)
  expect(await badges()).toEqual([1])
  await page.evaluate(() => {
    document.querySelector('chairside-files')?.setAttribute('view', 'list')
  })
  await until('the tab shows them', async () => (await badges()).at(-1) === 0)
  await client.reads('New')
  await page.reload()
  await client.row(allowed.pdf).waitFor()
  expect(await client.page.getByText('New', { exact: true }).count()).toBe(0)
})

test('files of a call stand under their appointment, with who sent them', async () => {
  const { world, open } = await openClinic()
  const id = await world.appointment()
  const practitioner = await world.join(id, eva.id)
  const client = await open({ view: 'list' })
  await client.reads('No files yet')
  await practitioner.send([pick(allowed.pdf)])
  await client
    .row(allowed.pdf)
    .getByText(/Quintavalle-Žďárská/)
    .waitFor()
  await saves(client, client.button(`Download ${allowed.pdf}`))
})

test('it reads in Slovak, from right to left, and in the dark, at 320 px', async () => {
  const { world, open } = await openClinic()
  const { session, idOf } = await prepared(world, 20 * minute, [
    await drawnPicture('obrazok.jpg', '#335577'),
    pick(allowed.pdf),
    pick(allowed.docx),
  ])
  await session.change([idOf(allowed.pdf)], { availability: 'at-session' })
  const small = { ...phone, viewport: { width: 320, height: 568 } }
  const client = await open({ lang: 'sk', dir: 'rtl' }, { ...small, colorScheme: 'dark' })
  await client.reads(/^Dostupné o \d\d minút$/)
  await client.reads('3 súbory · 2 nové')
  await client.page.locator('[part="tile"] img, [part="tile"] canvas').first().waitFor()
  await picture(client, 'files-slovak-rtl')
  expect(await broken(client)).toEqual([])
  await client.button('Otvoriť obrazok.jpg').tap()
  await client.page.locator('dialog .picture > *').waitFor()
  await picture(client, 'files-lightbox-rtl')
  expect(await client.page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBe(0)
})
