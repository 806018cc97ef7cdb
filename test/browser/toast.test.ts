import { expect, test } from 'vitest'
import { anna, eva } from '../world/people.ts'
import { allowed, bytesOf, pick } from '../world/samples.ts'
import { until } from '../world/until.ts'
import { openApp } from './app.ts'
import { choose, type Person, phone, picture, saves, type WindowOptions } from './browser.ts'
import { openRealWorld, patientAt, practitionerAt } from './visits.ts'

/** Anna is in the call with the panel closed; Eva can send her files. */
async function meetClosed(options: WindowOptions = {}) {
  const world = await openRealWorld()
  const id = await world.appointment()
  const patient = await patientAt(world, id, options)
  await patient.button('Enter the call').click()
  if ((options.viewport?.width ?? 1280) <= 640) await patient.button('Make File Transfer taller').tap()
  await patient.button('Close File Transfer').click()
  const practitioner = await practitionerAt(world, id)
  await practitioner.reads('Anna is in the call')
  return { patient, practitioner }
}

async function send(practitioner: Person, ...names: readonly string[]): Promise<void> {
  const files = names.map((name) => pick(name))
  await choose(practitioner, practitioner.button('Select files to share'), files)
  await practitioner.button('Send files').click()
}

/** Where the toast lies in the stage, and whether it lies on one of the call's buttons. */
const placeOf = ({ page }: Person) =>
  page.evaluate(() => {
    const toast = document.querySelector('chairside-transfer')?.shadowRoot?.querySelector('[part="toast"]')
    const stage = document.querySelector('.stage')
    if (!toast || !stage) return undefined
    const [box, around] = [toast.getBoundingClientRect(), stage.getBoundingClientRect()]
    const covers = [...document.querySelectorAll('.controls button')].some((button) => {
      const { left, right, top, bottom, width } = button.getBoundingClientRect()
      return width > 0 && left < box.right && right > box.left && top < box.bottom && bottom > box.top
    })
    const inside = box.bottom <= around.bottom && box.right <= around.right && box.left >= around.left
    return { height: box.height, above: (box.top - around.top) / around.height, covers, inside }
  })

const sideways = { ...phone, viewport: { width: 844, height: 390 } }

test.each([
  ['on a computer', { viewport: { width: 1280, height: 800 } }],
  ['in a small window', { viewport: { width: 1024, height: 570 } }],
  ['in a low window', { viewport: { width: 1024, height: 540 } }],
  ['on a phone held sideways', sideways],
  ['in the dark', { ...sideways, colorScheme: 'dark' }],
] as const)(
  'the toast is one line in the lowest part of the video, beside the buttons, %s',
  async (where, options) => {
    const { patient, practitioner } = await meetClosed(options)
    const looks = async (what: string) => {
      const place = await placeOf(patient)
      expect(place?.height).toBeLessThanOrEqual(72)
      expect(place?.above).toBeGreaterThanOrEqual(0.7)
      expect(place).toMatchObject({ covers: false, inside: true })
      await picture(patient, `toast-${where.replaceAll(' ', '-')}-${what}`)
    }
    await send(practitioner, allowed.pdf)
    await patient.reads(/ sent you a file$/)
    await looks('file')
    await send(practitioner, allowed.jpeg, allowed.png)
    await patient.reads(/ sent you 3 files$/)
    await looks('files')
    await practitioner.button('Request patient to share files').click()
    await patient.reads(/ asks you for files$/)
    await looks('request')
  },
)

test('in a page that says nothing of its place, too, the toast lies in the lowest part of a low window', async () => {
  const app = await openApp()
  const server = await openRealWorld({ env: { ALLOWED_ORIGINS: app.origin } })
  const id = await server.appointment()
  const practitioner = await app.open(server.url, await server.token(id, eva.id))
  const token = await server.token(id, anna.id)
  const patient = await app.open(server.url, token, { viewport: { width: 844, height: 390 } }, (page) =>
    page.replace('<chairside-transfer ', '<chairside-transfer open="false" '),
  )
  await practitioner.reads('Anna is in the call')
  await send(practitioner, allowed.pdf)
  await patient.reads(/ sent you a file$/)
  const box = await patient.page.locator('[part="toast"]').boundingBox()
  expect(box?.y).toBeGreaterThanOrEqual(0.7 * 390)
  expect((box?.y ?? 0) + (box?.height ?? 0)).toBeLessThanOrEqual(390)
})

const tablet = { ...phone, viewport: { width: 1024, height: 768 } }

test.each([
  ['on a computer', {}, 'Sent to your device'],
  ['on a tablet that hides what it saves', tablet, 'Sent to your device · Find it in Files › Downloads'],
] as const)(
  'a download from the toast says for a while where the file went, %s',
  async (where, options, words) => {
    const { patient, practitioner } = await meetClosed(options)
    await send(practitioner, allowed.pdf)
    const saved = await saves(patient, patient.button(`Download ${allowed.pdf}`))
    expect(saved.bytes.equals(bytesOf(allowed.pdf))).toBe(true)
    const said = patient.page.locator('[part="toast"]').getByText(words, { exact: true })
    await said.waitFor()
    const place = await placeOf(patient)
    expect(await patient.page.getByText(/Saved/).count()).toBe(0)
    expect(place?.height).toBeLessThanOrEqual(72)
    await picture(patient, `toast-sent-${where.split(' ').at(-1)}`)
    await said.waitFor({ state: 'detached' })
    expect(await patient.page.locator('[part="toast"]').count()).toBe(0)
  },
)

test('a person who asks is heard while the toast still says where a file went', async () => {
  const { patient, practitioner } = await meetClosed()
  await send(practitioner, allowed.pdf)
  await saves(patient, patient.button(`Download ${allowed.pdf}`))
  await patient.reads('Sent to your device')
  await practitioner.button('Request patient to share files').click()
  await patient.reads(/ asks you for files$/)
  await patient.button('Show').click()
  await patient.button('Select files to share').waitFor()
})

test('on a phone the lowered sheet says what came, with “Show”, and there is no toast', async () => {
  const { patient, practitioner } = await meetClosed(phone)
  const sheet = patient.page.locator('[part="panel"]')
  expect(await sheet.count()).toBe(0)
  await send(practitioner, allowed.pdf)
  await patient.reads(/ sent you a file$/)
  expect((await sheet.boundingBox())?.height).toBe(72)
  expect(await patient.page.locator('[part="toast"]').count()).toBe(0)
  await practitioner
    .row(allowed.pdf)
    .getByText(/^Ready for /)
    .waitFor()
  await picture(patient, 'sheet-new')

  await patient.button('Show').tap()
  await practitioner.row(allowed.pdf).getByText('Delivered').waitFor()
  expect((await sheet.boundingBox())?.height).toBe(422)

  // Closed again it stays so for what was shown, and comes for what is new.
  await patient.button('Close File Transfer').tap()
  await send(practitioner, allowed.docx)
  await patient.reads(/ sent you 2 files$/)
  await until('the sheet is one line', async () => (await sheet.boundingBox())?.height === 72)
})

test('a page that keeps its sheet closed gets the toast', async () => {
  const { patient, practitioner } = await meetClosed(phone)
  await patient.panel.evaluate((panel) =>
    panel.addEventListener(
      'chairside-open-request',
      (event) => {
        event.preventDefault()
        event.stopImmediatePropagation()
      },
      { capture: true },
    ),
  )
  await send(practitioner, allowed.pdf)
  await patient.button(`Download ${allowed.pdf}`).waitFor()
  expect(await patient.page.locator('[part="toast"]').count()).toBe(1)
  expect(await patient.page.locator('[part="panel"]').count()).toBe(0)
})
