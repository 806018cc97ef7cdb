import { MB } from '@chairside/protocol'
import { expect, test } from 'vitest'
import { openLine } from '../world/line.ts'
import { grownPdf } from '../world/samples.ts'
import { until } from '../world/until.ts'
import { choose, type Person, phone } from './browser.ts'
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

test('what was just sent is in view, also while everything glides to make room for it', async () => {
  const world = await openRealWorld()
  const id = await world.appointment()
  const practitioner = await practitionerAt(world, id, { ...phone, reducedMotion: 'no-preference' })
  await patientAt(world, id)
  for (const round of [1, 2, 3]) {
    const scans = [1, 2, 3, 4].map((number) => grownPdf(MB / 8, `shoulder-scan-${round}-${number}.pdf`))
    await choose(practitioner, practitioner.button('Select files to share'), scans)
    await practitioner.button('Send files').click()
    for (const { name } of scans)
      await practitioner
        .row(name)
        .getByText(/^(Delivered|Ready)/)
        .waitFor()
    const [newest] = await practitioner.page.getByRole('heading', { name: /^You (sent|are sending)/ }).all()
    const isInView = () =>
      newest?.evaluate((title) => {
        const [within, at] = [title.closest('.list'), title].map((one) => one?.getBoundingClientRect())
        return within && at && at.top >= within.top && at.bottom <= within.bottom
      })
    // Once it stands there for several frames, nothing glides any more.
    let seen = 0
    await until(
      'it stays in view',
      async () => {
        seen = (await isInView()) ? seen + 1 : 0
        return seen > 30
      },
      200,
    )
  }
})
