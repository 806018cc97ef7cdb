import { pathOf, routes, socketPath } from '@chairside/protocol'
import { expect, test } from 'vitest'
import { anna, eva } from '../world/people.ts'
import { allowed, bytesOf, pick } from '../world/samples.ts'
import { until } from '../world/until.ts'
import { broken } from './axe.ts'
import { type Person, phone, picture, saves, stayed } from './browser.ts'
import { drawnPicture, minute, openClinic, prepared } from './files-page.ts'

/* The client's page: what is available, when, and everything at once. */

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
  // Sent without waiting between: two taps are one act only when they come within a third of a second.
  const tap = () => [send('touchStart', { x: 195, y: 400 }), send('touchEnd')]
  await Promise.all([...tap(), ...tap()])
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

test('a picture of a call is seen in the gallery, as the pictures of documents are, and goes when it is withdrawn', async () => {
  const { world, open } = await openClinic()
  const practitioner = await world.join(await world.appointment(), eva.id)
  const client = await open()
  const transfer = await practitioner.send([await drawnPicture('x-ray.jpg', '#335577'), pick(allowed.pdf)])
  const drawn = client.page.locator('[part="tile"] img, [part="tile"] canvas')
  await drawn.waitFor()
  expect(await broken(client)).toEqual([])
  await picture(client, 'files-received-picture')
  await client.button('Open x-ray.jpg').click()
  await client.page.locator('dialog .picture > *').waitFor()
  await client.page.keyboard.press('Escape')
  await transfer.files[0]?.withdraw()
  await drawn.waitFor({ state: 'detached' })
  await client.row(allowed.pdf).waitFor()
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

test('what needs a code says so, what expires says since when, and neither opens without more or is in the ZIP', async () => {
  const { world, open } = await openClinic()
  const names = ['secret.pdf', 'short.pdf', 'secret.jpg', 'open.pdf']
  const files = [...names.filter((name) => name.endsWith('pdf')).map((name) => pick(allowed.pdf, name))]
  files.push(await drawnPicture('secret.jpg', '#335577'))
  const { session } = await prepared(world, 20 * minute, files)
  const documentOf = (name: string) =>
    session.documents.find(({ document }) => document.name === name)?.document
  await until('all are ready', () => names.every((name) => documentOf(name)?.state === 'ready'))
  await documentOf('secret.pdf')?.change({ sensitivity: 'sensitive' })
  await documentOf('secret.jpg')?.change({ sensitivity: 'sensitive' })
  const client = await open()
  for (const name of ['secret.pdf', 'secret.jpg']) {
    const one = client.page
      .locator('[part="file"], [part="tile"]')
      .filter({ has: client.page.getByTitle(name, { exact: true }) })
    await one.getByText('Opens with your code').waitFor()
    // It asks for the code, and neither opens nor downloads without.
    expect(await one.getByRole('button').allInnerTexts()).toEqual(['Open'])
  }
  await client.button('Download short.pdf').waitFor()
  await documentOf('short.pdf')?.change({ expiresAt: new Date(Date.now() + 2_000) })
  const short = client.row('short.pdf')
  await short.getByText(/^Expired on \d+ \w+$/).waitFor()
  expect(await short.getByRole('button').count()).toBe(0)
  expect(await broken(client)).toEqual([])
  await picture(client, 'files-code-expired')
  await saves(client, client.button(/^Download all/))
  await client.reads('2 files that need your code are not in it.')
})

test('without a WebSocket a page learns of changes within half a minute, and at once when one comes back to it', async () => {
  const { world, open } = await openClinic()
  const { session } = await prepared(world, 20 * minute, [pick(allowed.pdf, 'first.pdf')])
  const client = await open(
    { view: 'list' },
    {
      before: async (page) => {
        await page.clock.install()
        await page.routeWebSocket(
          ({ pathname }) => pathname.startsWith(socketPath),
          (socket) => socket.close(),
        )
      },
    },
  )
  await client.row('first.pdf').waitFor()
  const upload = async (name: string) => {
    session.upload([pick(allowed.pdf, name)])
    await until('it is ready', () =>
      session.documents.some(({ document }) => document.name === name && document.state === 'ready'),
    )
  }
  await upload('second.pdf')
  await client.page.clock.fastForward(30_000)
  await client.row('second.pdf').waitFor()
  await upload('third.pdf')
  await client.page.evaluate(() => dispatchEvent(new Event('focus')))
  await client.row('third.pdf').waitFor()
})
