import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { anna, eva } from '../world/people.ts'
import { allowed, pick } from '../world/samples.ts'
import { until } from '../world/until.ts'
import { openApp } from './app.ts'
import { choose, type Person, picture } from './browser.ts'
import { meetInCall, openRealWorld } from './visits.ts'

/** The person presses on the video; that puts a part of the page in full screen. */
async function fillScreen({ page }: Person, part: string): Promise<void> {
  await page.evaluate((selector) => {
    const fill = () => document.querySelector(selector)?.requestFullscreen()
    document.addEventListener('click', fill, { once: true })
  }, part)
  await page.locator('.stage__video').click({ position: { x: 40, y: 200 } })
  await page.waitForFunction(() => document.fullscreenElement !== null)
}

const isFull = ({ page }: Person) => page.evaluate(() => document.fullscreenElement !== null)

/** Whether what is pressed at the middle of the toast is the toast. */
const onTop = ({ page }: Person) =>
  page.locator('[part="toast"]').evaluate((toast) => {
    const { x, y, width, height } = toast.getBoundingClientRect()
    const at = [x + width / 2, y + height / 2] as const
    const root = toast.getRootNode() as ShadowRoot
    return document.elementFromPoint(...at) === root.host && toast.contains(root.elementFromPoint(...at))
  })

async function send(practitioner: Person, name: string): Promise<void> {
  await choose(practitioner, practitioner.button('Select files to share'), [pick(name)])
  await practitioner.button('Send files').click()
}

test('what comes while the video is in full screen stands over it, is not taken as seen, and “Show” leads there', async () => {
  const { practitioner, patient } = await meetInCall()
  await patient.panel.evaluate((panel) => panel.style.setProperty('--chairside-accent', 'rgb(1, 2, 3)'))
  await fillScreen(patient, '.stage')
  await send(practitioner, allowed.pdf)
  await patient.button(`Download ${allowed.pdf}`).first().waitFor()
  await until('the toast lies over the video', () => onTop(patient))
  await patient.button('My Apps, 1 new').waitFor()
  await practitioner.row(allowed.pdf).getByText('Ready for Anna').waitFor()
  await picture(patient, 'full-screen-file')

  await practitioner.button('Request patient to share files').click()
  await patient.page
    .locator('[part="toast"]')
    .getByText(/ asks you for files$/)
    .waitFor()
  expect(await onTop(patient)).toBe(true)
  expect(await isFull(patient)).toBe(true)
  await picture(patient, 'full-screen-request')

  // It wears the brand, and the app's key leads to it.
  const show = patient.button('Show')
  expect(await show.evaluate((button) => getComputedStyle(button).backgroundColor)).toBe('rgb(1, 2, 3)')
  expect(
    await patient.panel.evaluate(
      (panel) => 'focusPrompt' in panel && panel.focusPrompt instanceof Function && panel.focusPrompt(),
    ),
  ).toBe(true)
  expect(await show.evaluate((button) => button.matches(':focus'))).toBe(true)
  await show.click()
  await until('the full screen is left', async () => !(await isFull(patient)))
  await patient.page.locator('[part="toast"]').waitFor({ state: 'detached' })
  await patient.button('Select files to share').click({ trial: true })
  await practitioner.row(allowed.pdf).getByText('Delivered').waitFor()
  await patient.button('My Apps').waitFor()
})

test('a toast that is there when the video goes into full screen comes along', async () => {
  const { practitioner, patient } = await meetInCall()
  await patient.button('Close File Transfer').click()
  await send(practitioner, allowed.pdf)
  await patient.reads(/ sent you a file$/)
  await fillScreen(patient, '.stage')
  await until('the toast lies over the video', () => onTop(patient))
})

test('a panel within what is in full screen is in sight: there is no toast', async () => {
  const { practitioner, patient } = await meetInCall()
  await fillScreen(patient, '.call')
  await send(practitioner, allowed.pdf)
  await practitioner.row(allowed.pdf).getByText('Delivered').waitFor()
  expect(await patient.page.locator('[part="toast"]').count()).toBe(0)
  expect(await isFull(patient)).toBe(true)
})

test('over a video alone the toast is shown, and the panel is seen once the full screen is left', async () => {
  const app = await openApp()
  const server = await openRealWorld({ env: { ALLOWED_ORIGINS: app.origin } })
  const id = await server.appointment()
  const patient = await app.open(server.url, await server.token(id, anna.id), {}, (page) =>
    page.replace('<h1>', '<video class="stage__video" width="320" height="240"></video><h1>'),
  )
  const practitioner = await app.open(server.url, await server.token(id, eva.id))
  await practitioner.reads('Anna is in the call')
  await fillScreen(patient, 'video')
  await send(practitioner, allowed.pdf)
  const toast = patient.page.locator('chairside-transfer [part="toast"]')
  await toast.waitFor()
  expect(await toast.evaluate((element) => element.matches(':popover-open'))).toBe(true)
  await practitioner.row(allowed.pdf).getByText('Ready for Anna').waitFor()
  await patient.page.evaluate(() => document.exitFullscreen())
  await toast.waitFor({ state: 'detached' })
  await practitioner.row(allowed.pdf).getByText('Delivered').waitFor()
})

/** Puts a page into the background, or brings it back. */
const turn = (page: Page, to: 'hidden' | 'visible') =>
  page.evaluate((state) => {
    Object.defineProperty(document, 'visibilityState', { configurable: true, get: () => state })
    Object.defineProperty(document, 'hidden', { configurable: true, get: () => state === 'hidden' })
    document.dispatchEvent(new Event('visibilitychange'))
  }, to)

test.each([true, false])(
  'a page in the background counts in its title what waits, if it asks for that: %s',
  async (asks) => {
    const app = await openApp()
    const server = await openRealWorld({ env: { ALLOWED_ORIGINS: app.origin } })
    const id = await server.appointment()
    const patient = await app.open(server.url, await server.token(id, anna.id), {}, (page) =>
      asks ? page.replace('<chairside-transfer ', '<chairside-transfer title-badge ') : page,
    )
    const practitioner = await app.open(server.url, await server.token(id, eva.id))
    await practitioner.reads('Anna is in the call')
    const reads = (title: string) =>
      until(`the title reads ${title}`, async () => (await patient.page.title()) === title)
    const mark = (count: number) => (asks ? `(${count}) ` : '')

    await turn(patient.page, 'hidden')
    await send(practitioner, allowed.pdf)
    await patient.button(`Download ${allowed.pdf}`).waitFor()
    await reads(`${mark(1)}A page of another app`)
    await practitioner.button('Request patient to share files').click()
    await patient.button('Select files to share').waitFor()
    await reads(`${mark(2)}A page of another app`)
    // The app goes on with its own title, and nothing else happens.
    const title = await patient.page.evaluate(async () => {
      document.title = 'In the call'
      await new Promise((done) => setTimeout(done))
      return document.title
    })
    expect(title).toBe(`${mark(2)}In the call`)
    await turn(patient.page, 'visible')
    await reads('In the call')
  },
)
