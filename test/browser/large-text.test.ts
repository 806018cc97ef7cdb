import { MB } from '@chairside/protocol'
import { expect, test } from 'vitest'
import { openLine } from '../world/line.ts'
import { anna, eva } from '../world/people.ts'
import { allowed, grownPdf, pick } from '../world/samples.ts'
import { until } from '../world/until.ts'
import { brokenWords } from './broken-words.ts'
import { choose, type Person, phone, picture, resize } from './browser.ts'
import { deskAt, openRealWorld, patientAt, practitionerAt } from './visits.ts'

/* Text twice as large, as a person may set it, at small and low windows. */

const windows = [
  { name: '320x568', viewport: { width: 320, height: 568 } },
  { name: '390x844', viewport: { width: 390, height: 844 } },
  { name: '844x390', viewport: { width: 844, height: 390 } },
  { name: '1280x800', viewport: { width: 1280, height: 800 } },
] as const

const enlarge = ({ page }: Person, size = '200%') =>
  page.evaluate(async (fontSize) => {
    document.documentElement.style.fontSize = fontSize
    await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))
  }, size)

test('that somebody is not here is said in every window, also in large text', async () => {
  const world = await openRealWorld()
  const practitioner = await practitionerAt(world, await world.appointment(), phone)
  const presence = practitioner.panel.locator('.head [part="presence"]')
  await presence.getByText('Anna is not here now').waitFor()
  for (const size of ['100%', '200%']) {
    await enlarge(practitioner, size)
    for (const { name, viewport } of windows) {
      await resize(practitioner, viewport)
      const list = practitioner.panel.locator('[part="list"]')
      const seen = [await presence.isVisible(), ((await list.boundingBox())?.height ?? 0) > 20]
      await picture(practitioner, `away-${name}-${size}`)
      expect([size, name, ...seen]).toEqual([size, name, true, true])
    }
  }
})

/** The names of files as the rows show them: how much of what may be cut is seen, in px of a letter. */
const startsOf = ({ panel }: Person) =>
  panel.evaluate((element) =>
    [...(element.shadowRoot?.querySelectorAll('.file-name .start') ?? [])].map((start) => {
      const letter = Number.parseFloat(getComputedStyle(start).fontSize)
      return Math.min(start.scrollWidth, 4 * letter) <= start.clientWidth + 1
    }),
  )

test('of a name that is cut, the beginning is always seen, too, in large text', async () => {
  const world = await openRealWorld()
  const id = await world.appointment()
  const sender = await world.join(id, eva.id)
  await sender.send([pick(allowed.pdf), pick(allowed.jpeg)])
  const patient = await patientAt(world, id, phone)
  const show = patient.button('Show')
  await show.waitFor()
  await enlarge(patient)
  for (const { name, viewport } of windows.slice(0, 2)) {
    await resize(patient, viewport)
    await picture(patient, `lowered-${name}`)
    const title = patient.panel.locator('[part="title"]')
    const wide = await title.evaluate(
      (element) => element.clientWidth / Number.parseFloat(getComputedStyle(element).fontSize),
    )
    // Room for a name without a break in it.
    expect([name, wide > 8]).toEqual([name, true])
  }
  await show.tap()
  await patient.button(`Download ${allowed.pdf}`).waitFor()
  for (const { name, viewport } of windows) {
    await resize(patient, viewport)
    await picture(patient, `names-${name}`)
    expect([name, ...(await startsOf(patient))]).toEqual([name, true, true])
  }
})

test('the toast of a large text says who did what, beside buttons that can be pressed', async () => {
  const world = await openRealWorld()
  const id = await world.appointment()
  const practitioner = await practitionerAt(world, id, { viewport: { width: 1280, height: 800 } })
  await practitioner.reads(/ is not here now$/)
  await practitioner.button('Close File Transfer').click()
  const sender = await world.join(id, anna.id, 'call')
  const asker = await world.join(id, eva.id)
  await asker.ask()
  const request = await until('she is asked', () => sender.openRequest)
  await request.answer([pick(allowed.pdf), pick(allowed.jpeg)])
  const toast = practitioner.page.locator('[part="toast"]')
  await toast.getByText('Anna sent you 2 files').waitFor()
  for (const size of ['100%', '200%']) {
    await enlarge(practitioner, size)
    for (const { name, viewport } of windows) {
      await resize(practitioner, viewport)
      await picture(practitioner, `toast-large-${name}-${size}`)
      const seen = await toast.evaluate((element) => {
        const label = element.querySelector('.label')
        const box = element.getBoundingClientRect()
        const buttons = [...element.querySelectorAll('button')].map((one) => one.getBoundingClientRect())
        return {
          cut: (label?.scrollHeight ?? 0) > (label?.clientHeight ?? 0) + 1,
          // A word that is broken makes a line of few letters.
          narrow:
            (label?.clientWidth ?? 0) < 6 * Number.parseFloat(getComputedStyle(label as Element).fontSize),
          together: new Set(buttons.map(({ top, bottom }) => Math.round(top + bottom))).size,
          inside: buttons.every(
            ({ left, right, top, bottom }) =>
              left >= box.left && right <= box.right && top >= 0 && bottom <= innerHeight,
          ),
        }
      })
      expect([size, name, seen]).toEqual([
        size,
        name,
        { cut: false, narrow: false, together: 1, inside: true },
      ])
    }
  }
})

test('the desk of a large text has its next step in sight beside the list, and no word broken or cut', async () => {
  const world = await openRealWorld()
  const id = await world.appointment()
  await world.join(id, anna.id, 'waiting-room')
  const desk = await deskAt(world)
  await desk.button(`Files of ${anna.name}`).click()
  await desk.button('Select files').waitFor()
  for (const size of ['100%', '200%']) {
    await enlarge(desk, size)
    for (const { name, viewport } of windows) {
      await resize(desk, viewport)
      await enlarge(desk, size)
      await picture(desk, `desk-${name}-${size}`)
      const wider = await desk.page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
      const title = await desk.panel.locator('#waiting-room').evaluate((heading) => {
        const letter = Number.parseFloat(getComputedStyle(heading).fontSize)
        return heading.clientWidth >= 4 * letter
      })
      expect([size, name, wider, title]).toEqual([size, name, 0, true])
      if (viewport.width < 840) continue
      const button = await desk.button('Select files').boundingBox()
      expect((button?.y ?? 0) + (button?.height ?? 0)).toBeLessThanOrEqual(viewport.height)
    }
  }
})

test('with no room for more files, the bar has no hole', async () => {
  const world = await openRealWorld()
  const practitioner = await practitionerAt(world, await world.appointment(), phone)
  const five = Array.from({ length: 5 }, (_, at) => pick(allowed.pdf, `Plan ${at}.pdf`))
  await choose(practitioner, practitioner.button('Select files to share'), five)
  await practitioner.button('Send files').waitFor()
  expect(await practitioner.button('Add more').count()).toBe(0)
  const gap = await practitioner.panel.evaluate((element) => {
    const row = element.shadowRoot?.querySelector('.actions .row')
    const end = [...(row?.querySelectorAll('button') ?? [])].at(-1)
    return (row?.getBoundingClientRect().right ?? 0) - (end?.getBoundingClientRect().right ?? 0)
  })
  expect(gap).toBeLessThan(1)
})

test('on a page from right to left, the sign of presence and the time of a transfer stand on its side', async () => {
  const world = await openRealWorld()
  const id = await world.appointment()
  const sender = await world.join(id, eva.id)
  await sender.send([pick(allowed.pdf), pick(allowed.jpeg)])
  const patient = await patientAt(world, id, { ...phone, viewport: { width: 320, height: 568 } })
  await patient.button('Show').waitFor()
  await patient.page.evaluate(() => {
    document.documentElement.dir = 'rtl'
  })
  /** How far the words of an element end before its right edge, in px. */
  const endsBefore = (selector: string) =>
    patient.panel.evaluate((element, selector) => {
      const one = element.shadowRoot?.querySelector(selector)
      const words = document.createRange()
      if (one) words.selectNodeContents(one)
      return (one?.parentElement?.getBoundingClientRect().right ?? 0) - words.getBoundingClientRect().right
    }, selector)
  // A dot of 8 px, and the gap.
  expect(await endsBefore('.lowered .presence')).toBeGreaterThanOrEqual(15)
  await picture(patient, 'rtl-lowered')
  await patient.button('Show').tap()
  await patient.button(`Download ${allowed.pdf}`).waitFor()
  expect(await endsBefore('.group-title .subtle')).toBeLessThan(1)
  await picture(patient, 'rtl-group')
})

test('what stands together stays together: a file’s words at 320 px, and in large text the sign to ask beside its button', async () => {
  const world = await openRealWorld()
  const line = await openLine(world.url)
  const id = await world.appointment()
  const small = { ...phone, viewport: { width: 320, height: 568 } }
  const practitioner = await practitionerAt(world, id, { ...small, over: line.url })
  const scan = grownPdf(8 * MB, 'shoulder-scan.pdf')
  await choose(practitioner, practitioner.button('Select files to share'), [scan])
  line.hold(3 * MB)
  await practitioner.button('Send files').click()
  const middleOf = async (name: string) => {
    const box = await practitioner.button(name).boundingBox()
    return Math.round((box?.y ?? 0) + (box?.height ?? 0) / 2)
  }
  await practitioner.button(`Pause ${scan.name}`).click()
  await practitioner.button(`Resume ${scan.name}`).waitFor()
  expect(await middleOf(`Resume ${scan.name}`)).toBe(await middleOf(`Withdraw ${scan.name}`))
  await picture(practitioner, 'words-320')

  await practitioner.button(`Resume ${scan.name}`).click()
  practitioner.page.on('dialog', (asked) => asked.accept())
  await practitioner.page.reload()
  await practitioner.button('Choose the file again').waitFor()
  await enlarge(practitioner)
  expect(await middleOf('Request patient to share files')).toBe(await middleOf('Select files to share'))
  await picture(practitioner, 'again-320-200%')
})

test('a request and its answer break no word in large text on a phone', async () => {
  const world = await openRealWorld()
  const id = await world.appointment()
  const patient = await patientAt(world, id, phone)
  const practitioner = await practitionerAt(world, id, phone)
  await practitioner.button('Request patient to share files').click()
  await patient.button('I can’t send files now').waitFor()
  const steps = [
    ['asked', async () => {}],
    ['declined', () => patient.button('I can’t send files now').click()],
  ] as const
  for (const [step, act] of steps) {
    await act()
    if (step === 'declined') await practitioner.reads('Anna can’t send files now.')
    for (const person of [patient, practitioner]) {
      for (const { name, viewport } of windows.slice(0, 2)) {
        await resize(person, viewport)
        await enlarge(person)
        await picture(person, `${step}-${name}-${person === patient ? 'patient' : 'practitioner'}`)
        expect([step, name, ...(await brokenWords(person.panel))]).toEqual([step, name])
      }
    }
  }
})
