import { MB } from '@chairside/protocol'
import { expect, test } from 'vitest'
import { openLine } from '../world/line.ts'
import { anna, eva } from '../world/people.ts'
import { allowed, grownPdf, pick } from '../world/samples.ts'
import { until } from '../world/until.ts'
import { choose, type Person, phone, picture } from './browser.ts'
import { meetInCall, openRealWorld, patientAt, practitionerAt } from './visits.ts'

/** Three transfers of the practitioner, four files each: more than a list shows. */
async function fill(practitioner: Person): Promise<void> {
  for (let batch = 1; batch <= 3; batch += 1) {
    const files = [1, 2, 3, 4].map((page) => pick(allowed.pdf, `Plan ${batch}-${page}.pdf`))
    await choose(practitioner, practitioner.button('Select files to share'), files)
    await practitioner.button('Send files').click()
    await practitioner
      .row(`Plan ${batch}-4.pdf`)
      .getByText(/^(Ready for|Delivered)/)
      .waitFor({ state: 'attached' })
  }
}

const list = ({ page }: Person) => page.locator('[part="list"]')

const scrollDown = (person: Person) =>
  list(person).evaluate((element) => {
    element.scrollTop = element.scrollHeight
  })

const middleOf = async (person: Person, name: string): Promise<[number, number]> => {
  const box = await person.row(name).boundingBox()
  if (!box) throw new Error('its row is shown')
  return [box.x + box.width / 2, box.y + box.height / 2]
}

/** Whether the row of a file lies within the bounds of its list. */
const isInView = async (person: Person, name: string): Promise<boolean> => {
  const [row, bounds] = [await person.row(name).boundingBox(), await list(person).boundingBox()]
  return (
    row !== null &&
    bounds !== null &&
    row.y >= bounds.y - 1 &&
    row.y + row.height <= bounds.y + bounds.height + 1
  )
}

const badgeOf = ({ panel }: Person) =>
  panel.evaluateHandle((element) => {
    const counts: number[] = []
    element.addEventListener('badge', (event) =>
      counts.push((event as CustomEvent<{ count: number }>).detail.count),
    )
    return counts
  })

test.each([
  ['beside a call', {}],
  ['on a phone', { ...phone, viewport: { width: 390, height: 844 } }],
] as const)(
  'what comes while the list is scrolled is pinned over it until it is in view, %s',
  async (_, options) => {
    const world = await openRealWorld()
    const id = await world.appointment()
    const practitioner = await practitionerAt(world, id, options)
    const patient = await patientAt(world, id)
    await patient.button('Enter the call').click()
    await fill(practitioner)
    const counts = await badgeOf(practitioner)
    await practitioner.button('Request patient to share files').click()
    await patient.reads(/ asks you for files$/)
    await scrollDown(practitioner)
    await choose(patient, patient.button('Select files to share'), [pick(allowed.jpeg), pick(allowed.png)])
    await patient.button('Send files').click()

    const pin = practitioner.button('2 new files from Anna')
    await pin.waitFor()
    await until('the badge counts them', async () => (await counts.jsonValue()).at(-1) === 2)
    // What was not seen was not delivered.
    for (const name of [allowed.jpeg, allowed.png])
      await patient
        .row(name)
        .getByText(/^Ready for /)
        .waitFor()
    await picture(practitioner, `pin-${'isMobile' in options ? 'phone' : 'call'}`)
    expect(await pinOf(practitioner)).toMatchObject({ seen: true, at: 'start', arrow: 'up' })

    await pin.click()
    for (const name of [allowed.jpeg, allowed.png]) {
      await patient.row(name).getByText('Delivered').waitFor()
      expect(await isInView(practitioner, name)).toBe(true)
    }
    await pin.waitFor({ state: 'detached' })
    await until('the badge is empty', async () => (await counts.jsonValue()).at(-1) === 0)
    const focused = await practitioner.panel.evaluate((panel) =>
      panel.shadowRoot?.activeElement?.getAttribute('aria-label'),
    )
    expect(focused).toBe(`Download ${allowed.jpeg}`)
  },
)

test('what comes to a page that cannot be seen is delivered when it can be', async () => {
  const { practitioner, patient } = await meetInCall()
  const turn = (state: 'hidden' | 'visible') =>
    patient.page.evaluate((to) => {
      Object.defineProperty(document, 'visibilityState', { configurable: true, get: () => to })
      Object.defineProperty(document, 'hidden', { configurable: true, get: () => to === 'hidden' })
      document.dispatchEvent(new Event('visibilitychange'))
    }, state)
  await turn('hidden')
  await choose(practitioner, practitioner.button('Select files to share'), [pick(allowed.pdf)])
  await practitioner.button('Send files').click()
  await patient.button(`Download ${allowed.pdf}`).waitFor()
  await practitioner.row(allowed.pdf).getByText('Ready for Anna').waitFor()
  await patient.button('My Apps, 1 new').waitFor()
  await turn('visible')
  await practitioner.row(allowed.pdf).getByText('Delivered').waitFor()
  await patient.button('My Apps').waitFor()
})

test('a file of which only the toast told is not delivered before its row was in view', async () => {
  const { practitioner, patient } = await meetInCall()
  await patient.button('Close File Transfer').click()
  await choose(practitioner, practitioner.button('Select files to share'), [
    pick(allowed.pdf),
    pick(allowed.png),
  ])
  await practitioner.button('Send files').click()
  await patient.reads(/ sent you 2 files$/)
  await practitioner.row(allowed.png).getByText('Ready for Anna').waitFor()
  await patient.button('Show').click()
  await practitioner.row(allowed.png).getByText('Delivered').waitFor()
  await until('the focus is at what was shown', () =>
    patient.panel.evaluate(
      (panel, name) => panel.shadowRoot?.activeElement?.getAttribute('aria-label') === `Download ${name}`,
      allowed.pdf,
    ),
  )
})

test('an answer unfolds where the notice of its request stood, though the pointer still rests there', async () => {
  const { world, id, practitioner, patient } = await meetInCall()
  await practitioner.button('Request patient to share files').click()
  const asked = practitioner.page.getByText(/^You asked Anna for files at /)
  await asked.hover()
  const place = (await practitioner.page.locator('[part="notice"]').boundingBox())?.y ?? 0
  const page = await world.join(id, anna.id)
  const request = await until('Anna is asked', () => page.openRequest)
  await request.answer([pick(allowed.jpeg), pick(allowed.png)])
  await practitioner.button('Download all').waitFor()
  const group = await practitioner.page.locator('[part="group"]').first().boundingBox()
  expect(Math.abs((group?.y ?? 0) - place)).toBeLessThanOrEqual(1)
  expect(await practitioner.button(/new files? from Anna/).count()).toBe(0)
  await patient.reads(/^You sent/)
  await picture(practitioner, 'answer-unfolds')
  const saved: string[] = []
  practitioner.page.on('download', (download) => saved.push(download.suggestedFilename()))
  await practitioner.button('Download all').click()
  await until('both are saved', () => saved.length === 2)
})

test('a file that is here is not counted among those that arrive', async () => {
  const world = await openRealWorld()
  const line = await openLine(world.url)
  const id = await world.appointment()
  const patient = await patientAt(world, id, phone)
  await patient.button('Enter the call').tap()
  const practitioner = await practitionerAt(world, id, { over: line.url })
  const files = [pick(allowed.xlsx), pick(allowed.pdf), grownPdf(4 * MB, 'shoulder-scan.pdf')]
  await choose(practitioner, practitioner.button('Select files to share'), files)
  line.hold(2 * MB)
  await practitioner.button('Send files').click()
  await patient.reads(/^1 file arriving · \d+%$/)
  await practitioner
    .row(allowed.xlsx)
    .locator('text')
    .filter({ hasText: 'XLSX' })
    .waitFor({ state: 'attached' })
})

/** Where the pin stands, which way its arrow points, what it covers, and its part of the list's height. */
const pinOf = ({ panel }: Person) =>
  panel.evaluate(async (element) => {
    await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))
    const root = element.shadowRoot
    const [pin, list] = [root?.querySelector('.pin .button'), root?.querySelector('.list')]
    const [words, sign] = [pin?.querySelector('span'), pin?.querySelector('.icon')]
    if (!root || !pin || !list || !words || !sign) throw new Error('there is no pin')
    const [over, view] = [pin.getBoundingClientRect(), list.getBoundingClientRect()]
    const covered = [
      ...root.querySelectorAll('.list :is(h3, [part="group-action"], [part="notice"])'),
    ].filter((one) => {
      const { top, bottom } = one.getBoundingClientRect()
      return Math.max(top, view.top, over.top) < Math.min(bottom, view.bottom, over.bottom)
    })
    const seen = getComputedStyle(pin).visibility === 'visible'
    const whole = view.height + (pin.parentElement?.offsetHeight ?? 0)
    return {
      seen,
      at: over.top + over.bottom > view.top + view.bottom ? 'end' : 'start',
      arrow: getComputedStyle(sign).rotate === '180deg' ? 'down' : 'up',
      covers: covered.map(({ textContent }) => textContent?.trim()),
      lines: Math.round(
        words.getBoundingClientRect().height / Number.parseFloat(getComputedStyle(words).lineHeight),
      ),
      height: over.height,
      fits: over.left >= view.left && over.right <= view.right,
      share: over.height / whole,
    }
  })

const pinned = { seen: true, covers: [], lines: 1, height: 44, fits: true }

const smallWindows = [
  { width: 320, height: 568 },
  { width: 390, height: 844 },
  { width: 844, height: 390 },
]

test.each(
  smallWindows.flatMap((viewport) =>
    (['100%', '200%'] as const).map(
      (text) => [`${viewport.width}x${viewport.height}`, text, viewport] as const,
    ),
  ),
)(
  'what came below a request is pinned at the end and covers nothing, at %s with text of %s',
  async (name, text, viewport) => {
    const world = await openRealWorld()
    const id = await world.appointment()
    const patient = await patientAt(world, id, { ...phone, viewport })
    await patient.button('Enter the call').tap()
    await patient.page.evaluate((size) => {
      document.documentElement.style.fontSize = size
    }, text)
    const sender = await world.join(id, eva.id)
    await sender.ask({ note: 'A photo of the rash, please.' })
    const title = patient.page.locator('[part="prompt-title"]')
    await title.waitFor()
    const before = await title.boundingBox()
    await sender.send([pick(allowed.pdf), pick(allowed.png)])
    await patient.page.locator('.pin').waitFor({ state: 'attached' })
    await patient.row(allowed.png).locator('text').filter({ hasText: 'PNG' }).waitFor({ state: 'attached' })
    await picture(patient, `pin-request-${name}-${text.slice(0, 3)}`)
    const { share, ...pin } = await pinOf(patient)
    expect((await title.boundingBox())?.y).toBe(before?.y)
    // Where a pin would hide the list, there is none.
    if (share > 1 / 3) return expect(pin).toMatchObject({ seen: false })
    expect(pin).toEqual({ ...pinned, at: 'end', arrow: 'down' })
    await patient.page.locator('.pin .button').tap()
    await until('the first of them is in view', () => isInView(patient, allowed.pdf))
  },
)

test('the pin turns to the news as the person scrolls past them', async () => {
  const world = await openRealWorld()
  const id = await world.appointment()
  const sender = await world.join(id, eva.id)
  for (const batch of [1, 2])
    await sender.send([1, 2, 3, 4].map((page) => pick(allowed.pdf, `Plan ${batch}-${page}.pdf`)))
  const patient = await patientAt(world, id, phone)
  await patient.button('Enter the call').tap()
  await sender.ask({ note: 'A photo of the rash, please.' })
  await patient.button(/^8 new files from /).waitFor()
  expect(await pinOf(patient)).toMatchObject({ ...pinned, at: 'end', arrow: 'down' })
  await scrollDown(patient)
  await until('it turns', async () => (await pinOf(patient)).arrow === 'up')
  expect((await pinOf(patient)).at).toBe('start')
  await picture(patient, 'pin-turned')
})

test('while a hand rests in the list the pin points to where what waits comes', async () => {
  const { world, id, practitioner, patient } = await meetInCall()
  await fill(practitioner)
  await patient.row('Plan 3-1.pdf').hover()
  await patient.page.mouse.move(...(await middleOf(patient, 'Plan 3-2.pdf')))
  const sender = await world.join(id, eva.id)
  await sender.send([pick(allowed.jpeg), pick(allowed.png)])
  const pin = patient.button(/^2 new files from /)
  await pin.waitFor()
  await picture(patient, 'pin-held')
  expect(await pinOf(patient)).toMatchObject({ ...pinned, at: 'end', arrow: 'up' })
  await scrollDown(patient)
  await until('it stands at the start', async () => (await pinOf(patient)).at === 'start')
  expect((await pinOf(patient)).arrow).toBe('up')
  await pin.click()
  await until('the first of them is in view', () => isInView(patient, allowed.jpeg))
  await scrollDown(patient)
  await sender.ask({})
  await patient.button('Request for files').waitFor()
  expect(await pinOf(patient)).toMatchObject({ at: 'start', arrow: 'up', lines: 1 })
})
