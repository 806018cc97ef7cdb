import { expect, test } from 'vitest'
import { eva } from '../world/people.ts'
import { allowed, pick } from '../world/samples.ts'
import { choose, type Person, phone, picture, resize } from './browser.ts'
import { deskAt, openRealWorld, patientAt, practitionerAt } from './visits.ts'

/** The windows in which the next step must be in reach. */
const windows = [
  { name: '320x568', viewport: { width: 320, height: 568 }, text: '100%' },
  { name: '390x844', viewport: { width: 390, height: 844 }, text: '100%' },
  { name: '844x390', viewport: { width: 844, height: 390 }, text: '100%' },
  { name: '320x568-large', viewport: { width: 320, height: 568 }, text: '200%' },
  { name: '390x844-large', viewport: { width: 390, height: 844 }, text: '200%' },
  { name: '844x390-large', viewport: { width: 844, height: 390 }, text: '200%' },
  { name: '1280x800', viewport: { width: 1280, height: 800 }, text: '100%' },
] as const

/** What a panel shows of its bar and what can be scrolled in it. */
const look = ({ panel }: Person) =>
  panel.evaluate(async (element) => {
    await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))
    const own = (one: Element): ShadowRoot | null =>
      one.shadowRoot?.querySelector('.panel') ? one.shadowRoot : within(one.shadowRoot)
    const within = (root: ShadowRoot | null): ShadowRoot | null =>
      root?.querySelector('chairside-transfer')?.shadowRoot ?? null
    const root = own(element)
    // What has just come takes no tap for a moment, so that the tap goes through to what lies below.
    while (root?.querySelector('.late')) await new Promise(requestAnimationFrame)
    const inSight = (one: Element) => {
      const { top, bottom, left, right } = one.getBoundingClientRect()
      const at = root?.elementFromPoint((left + right) / 2, (top + bottom) / 2)
      return top >= 0 && bottom <= innerHeight + 0.5 && at !== null && at !== undefined && one.contains(at)
    }
    const scrolls = [...(root?.querySelectorAll('*') ?? [])].filter(
      (one) => one.scrollHeight > one.clientHeight + 1 && /auto|scroll/.test(getComputedStyle(one).overflowY),
    )
    const panel = root?.querySelector('.panel')
    const list = root?.querySelector('.list')
    return {
      main: [...(root?.querySelectorAll('.button.main') ?? [])].map((one) => one.textContent?.trim()),
      hidden: [...(root?.querySelectorAll('.actions .button, .actions .icon-button') ?? [])].filter(
        (one) => !inSight(one),
      ).length,
      low: [...(root?.querySelectorAll('.actions button') ?? [])].filter((one) => one.clientHeight < 42)
        .length,
      scrolls: scrolls.filter((one) => one !== list).map((one) => one.className),
      panel: panel ? panel.scrollHeight - panel.clientHeight : -1,
      list: (list?.clientHeight ?? 0) > 40,
    }
  })

const right = (main: string) => ({ main: [main], hidden: 0, low: 0, scrolls: [], panel: 0, list: true })

async function size(person: Person, { viewport, text }: (typeof windows)[number]): Promise<void> {
  await resize(person, viewport)
  await person.page.evaluate((fontSize) => {
    document.documentElement.style.fontSize = fontSize
  }, text)
}

/** Raises the sheet if there is one and it is lowered. */
async function raise(person: Person): Promise<void> {
  await person.panel.evaluate((element) => {
    if (element.hasAttribute('sheet')) Object.assign(element, { height: 'half' })
  })
}

test('one bar holds the one next step, in sight in every window, and the list alone scrolls', async () => {
  const world = await openRealWorld()
  const id = await world.appointment()
  const patient = await patientAt(world, id, phone)
  await patient.button('Enter the call').tap()
  const practitioner = await practitionerAt(world, id, phone)
  const sender = await world.join(id, eva.id)
  await sender.send(Array.from({ length: 4 }, (_, at) => pick(allowed.pdf, `Plan ${at}.pdf`)))
  await sender.ask({ note: 'A photo of the rash, and your insurance card.' })
  await patient.button('Select files to share').waitFor()
  const five = [allowed.pdf, allowed.jpeg, allowed.png, allowed.docx].map((name) => pick(name))

  for (const step of ['Select files to share', 'Send files']) {
    for (const [who, person] of Object.entries({ practitioner, patient })) {
      if (step === 'Send files') {
        await person.button('Select files to share').scrollIntoViewIfNeeded()
        await choose(person, person.button('Select files to share'), five)
        await person.button(step).waitFor()
      }
      for (const window of windows) {
        await size(person, window)
        await raise(person)
        const seen = await look(person)
        if (window === windows[0])
          await picture(person, `bar-${who}-${step.startsWith('Send') ? 'send' : 'select'}`)
        expect([who, window.name, seen]).toEqual([who, window.name, right(step)])
      }
      await size(person, windows[0])
    }
  }
  // Who has chosen does not say no.
  expect(await patient.button('I can’t send files now').count()).toBe(0)
  await patient.button('Add more').waitFor()
  await practitioner.button('Add more').waitFor()
  // What can be asked for is asked for already.
  expect(await practitioner.button('Anna was asked').isDisabled()).toBe(true)
})

test('on the desk, too, there is one way to send, and it says what it does', async () => {
  const world = await openRealWorld()
  const id = await world.appointment()
  await patientAt(world, id)
  const desk = await deskAt(world)
  await desk.page.getByRole('button', { name: /^Files of / }).click()
  await desk.button('Select files').waitFor()
  await desk.reads(
    /^PDF, Word, Excel, PowerPoint, JPG, PNG\. Up to 5 files, 100\sMB in all, or drop them here\.$/,
  )
  expect(await look(desk)).toEqual(right('Select files'))
  await choose(desk, desk.button('Select files'), [pick(allowed.pdf)])
  await desk.button('Send files').waitFor()
  expect(await look(desk)).toEqual(right('Send files'))
  await picture(desk, 'bar-desk')
})
