import type { Transfer } from '@chairside/client'
import { isDelivered, MB } from '@chairside/protocol'
import { expect, test } from 'vitest'
import { openLine } from '../world/line.ts'
import { anna, eva } from '../world/people.ts'
import { allowed, grownPdf, pick } from '../world/samples.ts'
import { until } from '../world/until.ts'
import { type Person, phone } from './browser.ts'
import { openRealWorld, patientAt, practitionerAt } from './visits.ts'

/** Windows whose people want motion: without it, rows change their places in one step. */
const windows = [
  [390, 844],
  [320, 568],
  [844, 390],
  [1280, 800],
].map(([width = 0, height = 0]) => {
  const device = width === 1280 ? {} : phone
  const options = { ...device, viewport: { width, height }, reducedMotion: 'no-preference' } as const
  return [`${width}x${height}`, options] as const
})

const list = ({ page }: Person) => page.locator('[part="list"]')

/**
 * Watches what moves in a page without an act of its person. Gives a function that expects it of each step.
 *
 * For a part that is laid out anew while it glides, the browser sometimes takes its place without the glide for the one
 * where it stood, and tells a shift of a part that has not moved. So a shift to where the last frame already drew it does
 * not count.
 */
async function watch({ panel }: Person) {
  const shifts = await panel.evaluateHandle((element) => {
    const shifts: number[] = []
    const drawn: { at: number; places: { top: number; height: number }[] }[] = []
    const placesOf = () =>
      [...(element.shadowRoot?.querySelectorAll('.panel *') ?? [])].map((part) =>
        part.getBoundingClientRect(),
      )
    const look = () => {
      // After the frame is drawn, and before anything else changes it.
      const { port1, port2 } = new MessageChannel()
      port1.onmessage = () => {
        drawn.push({ at: performance.now(), places: placesOf() })
        if (drawn.length > 20) drawn.shift()
      }
      port2.postMessage('')
      requestAnimationFrame(look)
    }
    requestAnimationFrame(look)
    interface Shift extends PerformanceEntry {
      readonly value: number
      readonly hadRecentInput: boolean
      readonly sources: readonly { readonly currentRect: DOMRectReadOnly }[]
    }
    const stoodThere = ({ startTime, sources }: Shift) => {
      const { places = [] } = drawn.findLast(({ at }) => at < startTime) ?? {}
      const isNear = (one: number, other: number) => Math.abs(one - other) < 1
      return sources.every(({ currentRect: { top, height } }) =>
        places.some((place) => isNear(place.top, top) && isNear(place.height, height)),
      )
    }
    new PerformanceObserver((entries) => {
      for (const entry of entries.getEntries() as Shift[])
        if (!entry.hadRecentInput && !stoodThere(entry)) shifts.push(entry.value)
    }).observe({ type: 'layout-shift' })
    return shifts
  })
  const rests = () =>
    panel.evaluate(async (element) => {
      const parts = () => [...(element.shadowRoot?.querySelectorAll<HTMLElement>('.panel *') ?? [])]
      const frame = () => new Promise((done) => requestAnimationFrame(done))
      do for (let count = 0; count < 5; count += 1) await frame()
      while (parts().some((part) => part.style.transform !== ''))
    })
  await rests()
  return async (step: string, act: () => Promise<unknown>) => {
    await act()
    await rests()
    const moved = await shifts.evaluate((all) => all.splice(0).reduce((sum, one) => sum + one, 0))
    expect.soft(moved, step).toBeLessThanOrEqual(0.02)
  }
}

const scrolls = (person: Person, top: number) =>
  list(person).evaluate((element, top) => {
    element.scrollTop = top
  }, top)

const reads = (person: Person, name: string, words: string | RegExp) =>
  person.row(name).getByText(words).first().waitFor({ state: 'attached' })

const shows = (person: Person, words: string | RegExp) =>
  person.page.getByText(words).first().waitFor({ state: 'attached' })

test.each(windows)(
  'nothing moves at once in a patient’s open list, whatever comes and goes, at %s',
  async (_, options) => {
    const world = await openRealWorld()
    const id = await world.appointment()
    const line = await openLine(world.url)
    const patient = await patientAt(world, id, { ...options, over: line.url })
    await patient.button('Enter the call').click()
    const theirs = await openLine(world.url)
    const eve = await world.join(id, eva.id, 'call', theirs.url)
    if (options.viewport.width < options.viewport.height)
      await patient.button('Make File Transfer taller').tap()
    await list(patient).waitFor()
    // The browser counts half a second after a click as brought about by it.
    await patient.page.waitForTimeout(600)
    const still = await watch(patient)
    const sends = async (...names: string[]) => {
      const transfer = await eve.send(names.map((name) => pick(allowed.pdf, name)))
      for (const name of names) await reads(patient, name, / New$/)
      return transfer
    }
    await still('the first file', () => sends('Plan 1.pdf'))
    await still('the second file', () => sends('Plan 2.pdf'))
    await still('three files, one after the other', async () => {
      for (const name of ['Plan 3.pdf', 'Plan 4.pdf', 'Plan 5.pdf']) await sends(name)
    })
    await still('two files and one that still comes: all can be downloaded', async () => {
      theirs.hold(2 * MB)
      const small = [pick(allowed.pdf, 'plan-a1.pdf'), pick(allowed.png, 'plan-a2.png')]
      await eve.send([...small, grownPdf(3 * MB, 'plan-a3.pdf')])
      await patient.button('Download all').waitFor({ state: 'attached' })
    })
    await still('their line is cut', async () => {
      theirs.cut()
      await reads(patient, 'plan-a3.pdf', /waiting for/)
    })
    await still('the last of three', async () => {
      theirs.mend()
      theirs.flow()
      await reads(patient, 'plan-a3.pdf', / New$/)
    })
    await still('a file that is refused', async () => {
      await eve.send([new File(['MZ, and nothing that is a PDF'], 'bad.pdf')])
      await reads(patient, 'bad.pdf', /was refused/)
    })
    await still('two files, and one of them is taken back', async () => {
      const { files } = await sends('plan-b1.pdf', 'plan-b2.pdf')
      await files[0]?.withdraw()
      await reads(patient, 'plan-b1.pdf', /withdr/)
    })
    await still('a request', async () => {
      await eve.ask({ note: 'A photo of the rash, please.' })
      await shows(patient, 'A photo of the rash, please.')
    })
    await still('its note', async () => {
      await eve.openRequest?.changeNote('Two photos, please: from the side and from above, in daylight.')
      await shows(patient, /^Two photos/)
    })
    await still('the request is taken back', async () => {
      await eve.openRequest?.withdraw()
      await patient.button('I can’t send files now').waitFor({ state: 'detached' })
    })
    const isSeen = ({ files: [file] }: Transfer) => file && isDelivered(file.status)
    let last: Transfer | undefined
    await still('in a list that is scrolled, a file and a request, which the pin tells', async () => {
      await scrolls(patient, 200)
      last = await eve.send([pick(allowed.pdf, 'plan-c.pdf')])
      await patient.button(/^\d new files? from/).waitFor()
      await eve.ask({})
      await patient.button('Request for files').waitFor()
    })
    await still('the request is taken back, and the file comes into view', async () => {
      await eve.openRequest?.withdraw()
      await patient.button('I can’t send files now').waitFor({ state: 'detached' })
      await scrolls(patient, 0)
      await until('it is seen', () => last && isSeen(last))
    })
    await still('the own line is cut', async () => {
      line.cut()
      await shows(patient, /has no connection/)
    })
    await still('and is back', async () => {
      line.mend()
      await patient.readsNoMore(/has no connection/)
    })
    await still('the end of the appointment', async () => {
      await world.end(id)
      await shows(patient, /^The appointment is over/)
    })
  },
)

test.each(windows)(
  'nothing moves at once in a practitioner’s open list, whatever comes and goes, at %s',
  async (_, options) => {
    const world = await openRealWorld()
    const id = await world.appointment()
    const practitioner = await practitionerAt(world, id, options)
    await list(practitioner).waitFor()
    const still = await watch(practitioner)
    const eve = await world.join(id, eva.id)
    const theirs = await openLine(world.url)
    const ann = await world.join(id, anna.id, 'waiting-room', theirs.url)
    const asks = async () => {
      await eve.ask({ note: 'A photo of the rash, please.' })
      await shows(practitioner, /^You asked/)
      return until('Anna is asked', () => ann.openRequest)
    }
    await still('Anna enters the call', async () => {
      await ann.enter('call')
      await shows(practitioner, 'Anna is in the call')
    })
    await still('a request that is declined', async () => {
      await (await asks()).decline('They are at home.')
      await shows(practitioner, /^Anna can’t send files now/)
    })
    await still('a request and its answer', async () => {
      await (await asks()).answer([pick(allowed.pdf, 'Plan 1.pdf')])
      await reads(practitioner, 'Plan 1.pdf', / New$/)
    })
    await still('an answer of three, of which two are here', async () => {
      const request = await asks()
      theirs.hold(2 * MB)
      const small = [pick(allowed.pdf, 'plan-a1.pdf'), pick(allowed.png, 'plan-a2.png')]
      await request.answer([...small, grownPdf(3 * MB, 'plan-a3.pdf')])
      await practitioner.button('Download all').waitFor({ state: 'attached' })
    })
    await still('the last of them', async () => {
      theirs.flow()
      await reads(practitioner, 'plan-a3.pdf', / New$/)
    })
    await still('an answer that is refused, and a good one', async () => {
      const request = await asks()
      await request.answer([new File(['MZ, and nothing that is a PDF'], 'bad.pdf')])
      await reads(practitioner, 'bad.pdf', /was refused/)
      await request.answer([pick(allowed.png, 'shoulder.png')])
      await reads(practitioner, 'shoulder.png', / New$/)
    })
    await still('the end of the appointment', async () => {
      await world.end(id)
      await shows(practitioner, /^The appointment is over/)
    })
  },
)

test('a list that is scrolled stays with its rows, also where the browser does not see to it', async () => {
  const world = await openRealWorld()
  const id = await world.appointment()
  const eve = await world.join(id, eva.id)
  for (const name of ['Plan 1.pdf', 'Plan 2.pdf', 'Plan 3.pdf', 'Plan 4.pdf', 'Plan 5.pdf', 'Plan 6.pdf'])
    await eve.send([pick(allowed.pdf, name)])
  const patient = await patientAt(world, id, phone)
  await patient.button('Enter the call').tap()
  await patient.button('Show').tap()
  await reads(patient, 'Plan 1.pdf', / New$/)
  await list(patient).evaluate((element) => {
    element.style.overflowAnchor = 'none'
    element.scrollTop = 200
  })
  const before = await patient.row('Plan 3.pdf').boundingBox()
  await eve.send([pick(allowed.pdf, 'Plan 7.pdf')])
  await patient.button(/^\d new files? from/).waitFor()
  await reads(patient, 'Plan 7.pdf', / New$/)
  expect((await patient.row('Plan 3.pdf').boundingBox())?.y).toBeCloseTo(before?.y ?? 0, 0)
})
