import { expect, test } from 'vitest'
import { allowed, pick } from '../world/samples.ts'
import { until } from '../world/until.ts'
import { choose, type Person, phone, picture } from './browser.ts'
import { openRealWorld, patientAt, practitionerAt } from './visits.ts'

/** Both are in the call, on phones. */
async function meetOnPhones() {
  const world = await openRealWorld()
  const id = await world.appointment()
  const practitioner = await practitionerAt(world, id, phone)
  const patient = await patientAt(world, id, phone)
  await patient.button('Enter the call').tap()
  await practitioner.page.getByText('Anna is in the call').first().waitFor({ state: 'attached' })
  return { practitioner, patient }
}

interface Place {
  readonly x: number
  readonly y: number
}

async function middleOf({ page }: Person, name: string): Promise<Place> {
  const box = await page.getByRole('button', { name, exact: true }).boundingBox()
  if (!box) throw new Error('the button is there')
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 }
}

/** Waits until a button comes. Gives the button that a tap at that instant would press, at a place or at its own middle. */
async function hitAsItComes(
  { panel }: Person,
  selector: string,
  place?: Place,
): Promise<() => Promise<string>> {
  const seen = await panel.evaluateHandle(
    (element, [selector, place]) => {
      const root = element.shadowRoot
      const seen: { hit?: string } = {}
      const look = () => {
        const button = root?.querySelector(selector)
        if (!button || seen.hit !== undefined) return
        const { x, y, width, height } = button.getBoundingClientRect()
        const at = place ?? { x: x + width / 2, y: y + height / 2 }
        const hit = root?.elementFromPoint(at.x, at.y)?.closest('button')
        seen.hit = hit ? hit.id || hit.textContent || 'a button' : 'none'
      }
      if (root) new MutationObserver(look).observe(root, { childList: true, subtree: true })
      return seen
    },
    [selector, place] as const,
  )
  return async () => {
    await until('the button has come', async () => (await seen.jsonValue()).hit)
    return (await seen.jsonValue()).hit ?? ''
  }
}

const five = [allowed.pdf, allowed.jpeg, allowed.png, allowed.docx, allowed.xlsx]

test('the bar of a request that comes over the rows takes no tap at first', async () => {
  const { practitioner, patient } = await meetOnPhones()
  const files = five.map((name) => pick(name))
  await choose(practitioner, practitioner.button('Select files to share'), files)
  await practitioner.button('Send files').tap()
  await patient.button('Make File Transfer taller').tap()
  for (const name of five) await patient.button(`Download ${name}`).waitFor()
  await picture(patient, 'late-tap-before')
  const [declines, sends] = [await hitAsItComes(patient, '#decline'), await hitAsItComes(patient, '#choose')]
  await practitioner.button('Request patient to share files').tap()
  expect([await declines(), await sends()]).toEqual(['none', 'none'])
  await picture(patient, 'late-tap-after')
  await patient.button('I can’t send files now').tap()
  await patient.reads(/^You told .* that you can’t send files now\.$/)
})

test('a second tap on “Send files” does not ask the patient, and a choice of files ends the first', async () => {
  const { practitioner } = await meetOnPhones()
  await choose(practitioner, practitioner.button('Select files to share'), [pick(allowed.pdf)])
  const place = await middleOf(practitioner, 'Send files')
  const hit = await hitAsItComes(practitioner, '.actions:not(:has(#send)) #ask', place)
  await practitioner.button('Send files').tap()
  expect(await hit()).toBe('none')
  await practitioner.button('Request patient to share files').tap()
  await practitioner.button('Anna was asked').waitFor()

  await practitioner.button('Select files to share').waitFor()
  const sends = await hitAsItComes(practitioner, '#send')
  await choose(practitioner, practitioner.button('Select files to share'), [pick(allowed.png)])
  expect(await sends()).toBe('send')
})

test('a second tap on “Withdraw” does not undo', async () => {
  const { practitioner, patient } = await meetOnPhones()
  await choose(practitioner, practitioner.button('Select files to share'), [pick(allowed.pdf)])
  await practitioner.button('Send files').tap()
  await patient.reads(/ sent you a file$/)
  const withdraw = practitioner.button(`Withdraw ${allowed.pdf}`)
  await withdraw.tap({ trial: true })
  const place = await middleOf(practitioner, `Withdraw ${allowed.pdf}`)
  const hit = await hitAsItComes(practitioner, '[aria-label^="Undo"]', place)
  // The button comes with the server's answer, and that may take longer than the second tap.
  await practitioner.page.evaluate(() => {
    const { now } = Date
    const at = now()
    Date.now = () => at
    Object.assign(window, { timeGoesOn: () => Object.assign(Date, { now }) })
  })
  await withdraw.tap()
  expect(await hit()).toBe('none')
  await practitioner.page.evaluate(() => (window as unknown as { timeGoesOn(): void }).timeGoesOn())
  await practitioner.button(`Undo: ${allowed.pdf}`).tap()
  await practitioner.button(`Withdraw ${allowed.pdf}`).waitFor()
})

test('a second tap on “I can’t send files now” chooses no files', async () => {
  const { practitioner, patient } = await meetOnPhones()
  await practitioner.button('Request patient to share files').tap()
  const declines = patient.button('I can’t send files now')
  await declines.tap({ trial: true })
  const place = await middleOf(patient, 'I can’t send files now')
  const hit = await hitAsItComes(patient, '.actions:not(:has(#decline)) #choose', place)
  await declines.tap()
  expect(await hit()).toBe('none')
  await patient.button('Send files after all').waitFor()
})

test('a key presses at once what takes no tap yet', async () => {
  const { practitioner, patient } = await meetOnPhones()
  await practitioner.button('Request patient to share files').tap()
  await patient.button('I can’t send files now').press('Enter')
  await patient.reads(/^You told .* that you can’t send files now\.$/)
})
