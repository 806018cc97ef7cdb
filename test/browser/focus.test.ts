import { MB } from '@chairside/protocol'
import { expect, test } from 'vitest'
import { openLine } from '../world/line.ts'
import { grownPdf } from '../world/samples.ts'
import { until } from '../world/until.ts'
import { choose, type Person } from './browser.ts'
import { meetInCall, openRealWorld, patientAt, practitionerAt } from './visits.ts'

/** What has the focus within the panel, by its name; undefined if nothing has. */
const focusOf = ({ panel }: Person) =>
  panel.evaluate((element) => {
    const at = element.shadowRoot?.activeElement
    return at?.getAttribute('aria-label') ?? at?.textContent?.trim()
  })

const focusComesTo = (person: Person, name: string) =>
  until('the focus comes there', async () => (await focusOf(person)) === name)

test('the focus stays in the panel when the request that it was at is taken back', async () => {
  const { practitioner, patient } = await meetInCall()
  await practitioner.button('Request patient to share files').click()
  await patient.button('Select files to share').focus()
  await practitioner.button('Withdraw request').click()
  await focusComesTo(patient, 'File Transfer')
})

test('`focusPrompt` goes to the answer of a request', async () => {
  const { practitioner, patient } = await meetInCall()
  const prompt = () =>
    patient.panel.evaluate((panel) => (panel as HTMLElement & { focusPrompt(): boolean }).focusPrompt())
  expect(await prompt()).toBe(false)
  await practitioner.button('Request patient to share files').click()
  await patient.reads(/ asks you for files$/)
  expect(await prompt()).toBe(true)
  await focusComesTo(patient, 'Select files to share')
})

test('a button that comes to stand elsewhere in its row keeps the focus', async () => {
  const world = await openRealWorld()
  const line = await openLine(world.url)
  const id = await world.appointment()
  const practitioner = await practitionerAt(world, id, { over: line.url })
  await patientAt(world, id)
  const scan = grownPdf(4 * MB, 'shoulder-scan.pdf')
  await choose(practitioner, practitioner.button('Select files to share'), [scan])
  line.hold(2 * MB)
  await practitioner.button('Send files').click()
  await practitioner.button(`Pause ${scan.name}`).waitFor()
  await practitioner.button(`Withdraw ${scan.name}`).focus()
  line.flow()
  await practitioner.button(`Pause ${scan.name}`).waitFor({ state: 'detached' })
  await practitioner.row(scan.name).getByText('Delivered').waitFor()
  expect(await focusOf(practitioner)).toBe(`Withdraw ${scan.name}`)
})
