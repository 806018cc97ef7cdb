import type { Locator } from 'playwright-core'
import { expect, test } from 'vitest'
import { allowed, pick } from '../world/samples.ts'
import { until } from '../world/until.ts'
import { choose, type Person, phone, picture, type WindowOptions } from './browser.ts'
import { openRealWorld, patientAt, practitionerAt } from './visits.ts'

const computer = { viewport: { width: 1280, height: 800 }, reducedMotion: 'no-preference' } as const
const moving = { ...phone, reducedMotion: 'no-preference' } as const
const small = { ...moving, viewport: { width: 320, height: 568 } } as const

/** Both have pages of this kind. `enters`: Anna is in the call, else in the waiting room. */
async function meet(options: WindowOptions, enters = true) {
  const world = await openRealWorld()
  const id = await world.appointment()
  const practitioner = await practitionerAt(world, id, options)
  const patient = await patientAt(world, id, options)
  if (enters) await patient.button('Enter the call').click()
  const here = enters ? 'Anna is in the call' : 'Anna is in the waiting room'
  await practitioner.page.getByText(here).first().waitFor({ state: 'attached' })
  return { practitioner, patient }
}

/** What was seen of a page, frame by frame. */
interface Watched {
  /** What moved without a touch: the sum of the browser's own measure. */
  shift: number
  /** The places of everything in the call that can be pressed. */
  buttons: string[]
  /** The heights of the video. */
  video: number[]
  /** The tops of the sheet. A browser without time may draw nothing between the first and the last. */
  sheet: number[]
  /** Whether the sheet was sliding in any frame. */
  slides: boolean
  /** The most that was open between video and sheet, in px. */
  gap: number
}

/** Watches a page once it has come to rest. `below`: the sheet lies under the video. Gives what was seen until then, once it rests again. */
async function watch({ page }: Person, below = false): Promise<() => Promise<Watched>> {
  const seen = await page.evaluateHandle(async (below) => {
    const tops = (element: Element | null | undefined) =>
      Math.round(element?.getBoundingClientRect().top ?? 0)
    const put = <T>(into: T[], one: T) => {
      if (into.at(-1) !== one) into.push(one)
    }
    // The browser counts half a second after a touch as brought about by it.
    await new Promise((done) => setTimeout(done, 600))
    const seen: Watched = { shift: 0, buttons: [], video: [], sheet: [], slides: false, gap: 0 }
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries() as (PerformanceEntry & {
        value: number
        hadRecentInput: boolean
      })[])
        if (!entry.hadRecentInput) seen.shift += entry.value
    }).observe({ type: 'layout-shift' })
    const look = () => {
      const buttons = [...document.querySelectorAll('.stage button')]
      const places = buttons.map((one) => {
        const { x, y, width, height } = one.getBoundingClientRect()
        return `${one.id} ${[x, y, width, height].map(Math.round)}`
      })
      put(seen.buttons, places.join('; '))
      const { height = 0, bottom = 0 } = document.querySelector('.stage')?.getBoundingClientRect() ?? {}
      put(seen.video, Math.round(height))
      const host = document.querySelector('chairside-transfer')
      const top = tops(host?.shadowRoot?.querySelector('.panel'))
      if (host?.getAnimations().length) seen.slides = true
      put(seen.sheet, top)
      if (below) seen.gap = Math.max(seen.gap, top - Math.round(bottom))
      requestAnimationFrame(look)
    }
    look()
    return seen
  }, below)
  return async () => {
    await page.evaluate(async () => {
      const panel = document.querySelector('chairside-transfer')
      const all = [...(panel?.getAnimations() ?? []), ...(panel?.shadowRoot?.getAnimations() ?? [])]
      await Promise.all(all.map(({ finished }) => finished.catch(() => {})))
      for (let frame = 0; frame < 3; frame += 1) await new Promise((done) => requestAnimationFrame(done))
    })
    return seen.jsonValue()
  }
}

/** Slides begin late and take long, as in a busy browser: so frames are seen before them, and enough of them meanwhile. */
const slideSlowly = ({ page }: Person) =>
  page.evaluate(() => {
    const { animate } = Element.prototype
    Element.prototype.animate = function (...given) {
      const slide = animate.apply(this, given)
      slide.playbackRate = 0.2
      slide.startTime = Number(document.timeline.currentTime) + 100
      return slide
    }
  })

const ask = (practitioner: Person) => practitioner.button('Request patient to share files').click()

async function send(practitioner: Person, name: string): Promise<void> {
  await choose(practitioner, practitioner.button('Select files to share'), [pick(name)])
  await practitioner.button('Send files').click()
}

test.each([
  ['on a computer', computer],
  ['on a phone', moving],
] as const)(
  'a request, its answer and a file move neither the video nor a button of the call, %s',
  async (where, options) => {
    const { practitioner, patient } = await meet(options)
    const requested = await watch(patient)
    await ask(practitioner)
    await patient.button('Select files to share').waitFor()
    const atRequest = await requested()
    expect(atRequest.shift).toBeLessThanOrEqual(0.02)
    expect(atRequest.buttons).toHaveLength(1)

    const files = [pick(allowed.jpeg), pick(allowed.png)]
    await choose(patient, patient.button('Select files to share'), files)
    const answered = await watch(practitioner)
    await patient.button('Send files').click()
    await practitioner.button('Download all').waitFor()
    const atAnswer = await answered()
    expect(atAnswer.shift).toBeLessThanOrEqual(0.02)
    expect(atAnswer.buttons).toHaveLength(1)
    expect(atAnswer.video).toHaveLength(1)
    expect(atAnswer.sheet).toHaveLength(1)

    if ('isMobile' in options) {
      await patient.button('Make File Transfer taller').tap()
      await patient.button('Make File Transfer lower').tap()
    } else await patient.button('Close File Transfer').click()
    const arrived = await watch(patient)
    await send(practitioner, allowed.pdf)
    await patient.reads(/ sent you a file$/)
    const atFile = await arrived()
    expect(atFile.shift).toBeLessThanOrEqual(0.02)
    expect(atFile.buttons).toHaveLength(1)
    expect(atFile.video).toHaveLength(1)
    await picture(patient, `still-${where.split(' ').at(-1)}`)
  },
)

test.each([
  ['in the call', moving, true],
  ['in the call on a small phone', small, true],
  ['in the waiting room', moving, false],
  ['in the waiting room on a small phone', small, false],
] as const)(
  'the sheet that rises slides over the video, and no button moves meanwhile, %s',
  async (where, options, enters) => {
    const { practitioner, patient } = await meet(options, enters)
    await picture(patient, `rise-before-${where.replaceAll(' ', '-')}`)
    await slideSlowly(patient)
    const rose = await watch(patient, true)
    await ask(practitioner)
    await patient.button('Select files to share').waitFor()
    const { buttons, video, sheet, slides, gap } = await rose()
    await picture(patient, `rise-after-${where.replaceAll(' ', '-')}`)
    expect(buttons).toHaveLength(1)
    // It gives way once, when the sheet is there.
    expect(video).toHaveLength(2)
    expect(gap).toBe(0)
    expect(slides).toBe(true)
    expect(sheet).toEqual([...sheet].sort((one, other) => other - one))
  },
)

test('the sheet does not slide for people who want no motion', async () => {
  const { practitioner, patient } = await meet(phone)
  const rose = await watch(patient)
  await ask(practitioner)
  await patient.button('Select files to share').waitFor()
  expect(await rose()).toMatchObject({ slides: false, sheet: [expect.any(Number), expect.any(Number)] })
})

test('half is half, however much comes into the list, and nothing of the call moves', async () => {
  const { practitioner, patient } = await meet(phone)
  await patient.button('Make File Transfer taller').tap()
  const height = async (sheet: Locator) => (await sheet.boundingBox())?.height
  const panel = patient.page.locator('[part="panel"]')
  await until('the sheet is at half', async () => (await height(panel)) === 422)
  await send(practitioner, allowed.pdf)
  await patient.button(`Download ${allowed.pdf}`).waitFor()
  const came = await watch(patient)
  for (const name of [allowed.docx, allowed.png]) await send(practitioner, name)
  await patient.button(`Download ${allowed.png}`).waitFor()
  const { buttons, video } = await came()
  expect([buttons.length, video.length]).toEqual([1, 1])
  expect(await height(patient.page.locator('[part="panel"]'))).toBe(422)
})

/** What a tap would hit at the middle of the next step, as soon as that is there; `panel` if nothing that can be pressed. */
const firstHit = ({ panel }: Person) =>
  panel.evaluateHandle((element) => {
    const root = element.shadowRoot
    const seen: { hit?: string } = {}
    const look = () => {
      const button = root?.querySelector('#choose')
      if (!button || seen.hit !== undefined) return
      const { x, y, width, height } = button.getBoundingClientRect()
      const hit = root?.elementFromPoint(x + width / 2, y + height / 2)
      seen.hit = hit?.closest('button') ? 'button' : (hit?.className ?? 'nothing')
    }
    if (root) new MutationObserver(look).observe(root, { childList: true, subtree: true })
    return seen
  })

test('a sheet that rose by itself takes no tap at first, and one that the person raises does', async () => {
  const { practitioner, patient } = await meet(phone)
  const byItself = await firstHit(patient)
  await ask(practitioner)
  const next = patient.button('Select files to share')
  await next.waitFor()
  await until('something was hit', async () => (await byItself.jsonValue()).hit)
  expect((await byItself.jsonValue()).hit).not.toBe('button')
  // It waits until the sheet takes it.
  await next.click({ trial: true })

  await patient.button('Make File Transfer taller').tap()
  await patient.button('Make File Transfer lower').tap()
  const byHand = await firstHit(patient)
  await patient.button('Show').tap()
  await next.waitFor()
  expect((await byHand.jsonValue()).hit).toBe('button')
})
