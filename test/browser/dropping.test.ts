import type { CDPSession, Locator } from 'playwright-core'
import { expect, test } from 'vitest'
import { anna, eva } from '../world/people.ts'
import { allowed, pick } from '../world/samples.ts'
import { openApp } from './app.ts'
import { drop, onDisk, type Person, picture, stayed } from './browser.ts'
import { meetInCall, openRealWorld } from './visits.ts'

const link = 'https://clinic.example/plan.pdf'

/** What the browser says of a drag that has no file of the device. */
const carried = {
  link: [{ mimeType: 'text/uri-list', data: link }],
  'a picture of another page': [
    { mimeType: 'text/uri-list', data: link },
    { mimeType: 'text/html', data: `<img src="${link}">` },
  ],
  'an attachment of a webmail': [
    { mimeType: 'text/uri-list', data: link },
    { mimeType: 'downloadurl', data: `application/pdf:plan.pdf:${link}` },
  ],
}

/** Drags what is no file over a place of the page, and lets it go there. */
async function dropItems({ page }: Person, target: Locator, items: { mimeType: string; data: string }[]) {
  const box = await target.boundingBox()
  if (!box) throw new Error('there is nothing to drop on')
  const at = { x: Math.round(box.x + box.width / 2), y: Math.round(box.y + box.height / 2) }
  const input: CDPSession = await page.context().newCDPSession(page)
  const data = { items, files: [], dragOperationsMask: 1 }
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const)
    await input.send('Input.dispatchDragEvent', { type, ...at, data })
  await input.detach()
}

/** The pages that open beside this one. */
function opened({ page }: Person): string[] {
  const pages: string[] = []
  page.context().on('page', (other) => void pages.push(other.url()))
  return pages
}

test('files over the window light the panel up, and it takes what is dropped beside it', async () => {
  const { practitioner } = await meetInCall()
  const [file = ''] = await onDisk([pick(allowed.pdf)])
  await drop(practitioner, practitioner.page.locator('.stage'), [file], async () => {
    await practitioner.reads('Drop to add. You press “Send files” afterwards.')
    await picture(practitioner, 'drop-over-window')
  })
  await practitioner.row(allowed.pdf).waitFor()
  expect(await practitioner.page.locator('[part="drop"]').count()).toBe(0)
  expect(await stayed(practitioner)).toBe(true)
})

test('a closed panel opens for what is dropped on the page', async () => {
  const { practitioner } = await meetInCall()
  await practitioner.panel.evaluate((panel) => Object.assign(panel, { open: false }))
  const [file = ''] = await onDisk([pick(allowed.pdf)])
  await drop(practitioner, practitioner.page.locator('.stage'), [file])
  await practitioner.row(allowed.pdf).waitFor()
})

test('a drop zone of the page goes before the panel', async () => {
  const { practitioner } = await meetInCall()
  await practitioner.page.evaluate(() => {
    const stage = document.querySelector('.stage') as HTMLElement
    stage.addEventListener('dragover', (event) => event.preventDefault())
    stage.addEventListener('drop', (event) => {
      event.preventDefault()
      Object.assign(window, { got: (event as DragEvent).dataTransfer?.files.length })
    })
  })
  const [file = ''] = await onDisk([pick(allowed.pdf)])
  await drop(practitioner, practitioner.page.locator('.stage'), [file], async () => {
    expect(await practitioner.page.locator('[part="drop"]').count()).toBe(0)
  })
  expect(await practitioner.page.evaluate(() => 'got' in window && window.got)).toBe(1)
  expect(await practitioner.page.locator('[part="file"]').count()).toBe(0)
})

test.each(Object.entries(carried))('%s opens nothing, and a sentence answers', async (_, items) => {
  const { practitioner } = await meetInCall()
  const pages = opened(practitioner)
  await dropItems(practitioner, practitioner.page.locator('.stage'), items)
  const sentence = 'This is a link, not a file. Save it on your device first, then select it here.'
  await practitioner.reads(sentence)
  await practitioner.page.getByRole('status').getByText(sentence).waitFor()
  await practitioner.button('Dismiss').click()
  await practitioner.page.locator('[part="notice"]').getByText(sentence).waitFor({ state: 'detached' })
  await dropItems(practitioner, practitioner.panel, items)
  await practitioner.reads(sentence)
  await picture(practitioner, 'drop-link')
  expect(pages).toEqual([])
  expect(await stayed(practitioner)).toBe(true)
})

test('a link that nobody catches opens in the place of the page: what the panel keeps from a call', async () => {
  const app = await openApp()
  const plain = await app.openPlain()
  const left = plain.page.waitForEvent('request', (request) => request.url() === link).catch(() => undefined)
  const beside = plain.page.context().waitForEvent('page')
  await dropItems(plain, plain.page.locator('h1'), carried.link)
  expect(await Promise.race([left, beside])).toBeDefined()
})

test('a link that is dropped into a field is text, and one that the page itself drags is its own', async () => {
  const app = await openApp()
  const server = await openRealWorld({ env: { ALLOWED_ORIGINS: app.origin } })
  const id = await server.appointment()
  await app.open(server.url, await server.token(id, anna.id))
  const practitioner = await app.open(server.url, await server.token(id, eva.id), {}, (page) =>
    page.replace('</main>', `<input id="field"><a id="own" href="${link}">Plan</a></main>`),
  )
  await practitioner.reads('Anna is in the call')
  const field = practitioner.page.locator('#field')
  await dropItems(practitioner, field, [...carried.link, { mimeType: 'text/plain', data: link }])
  expect(await field.inputValue()).toBe(link)
  await practitioner.page.locator('#own').dragTo(practitioner.page.locator('h1'))
  expect(await practitioner.page.getByText('This is a link').count()).toBe(0)
  expect(await stayed(practitioner)).toBe(true)
})
