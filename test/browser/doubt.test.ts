import { expect, test } from 'vitest'
import { lockedPdf } from '../gate/locked.ts'
import { startImpostor } from '../services/impostor.ts'
import { anna } from '../world/people.ts'
import { keepSecret } from '../world/secrets.ts'
import { until } from '../world/until.ts'
import { broken } from './axe.ts'
import { choose, type Person, phone, picture, saves } from './browser.ts'
import { deskAt, openRealWorld, patientAt, practitionerAt } from './visits.ts'

const letter = 'Letter.pdf'
keepSecret(letter)
const file = () => new File([Buffer.from(lockedPdf())], letter, { type: 'application/pdf' })

/** Eva and Anna, with a scanner that calls every file locked. */
async function meet(options: Parameters<typeof practitionerAt>[2] = {}) {
  const scanner = await startImpostor((line) => void line.end('stream: Heuristics.Encrypted.PDF FOUND\0'))
  const world = await openRealWorld({ env: { CLAMD_URL: `tcp://127.0.0.1:${scanner.port}` } })
  const id = await world.appointment()
  const practitioner = await practitionerAt(world, id, options)
  const patient = await patientAt(world, id)
  return { world, practitioner, patient }
}

const status = ({ page }: Person) =>
  page.locator('chairside-transfer, chairside-desk').getByRole('status').first().textContent()

const doubts = `The check could not decide about “${letter}”.`

test('about a file that the check cannot judge the practitioner is asked, the patient reads who decides, and it goes', async () => {
  const { practitioner, patient } = await meet()
  await choose(practitioner, practitioner.button('Select files to share'), [file()])
  await practitioner.button('Send files').click()
  await practitioner.reads(doubts)
  await practitioner.reads('It is locked with a password. Nobody can open it before you decide.')
  await practitioner.row(letter).getByText('Waiting for your decision').waitFor()
  await until(
    'it is said',
    async () => (await status(practitioner))?.includes('waits for your decision'),
    8_000,
  )
  await patient
    .row(letter)
    .getByText(/^Dr\.\s\S+ decides about it$/)
    .waitFor()
  await patient
    .row(letter)
    .getByText(/Nobody can open it before Dr\.\s\S+ has decided\./)
    .waitFor()
  for (const person of [practitioner, patient]) {
    await person.readsNoMore('Waiting for the virus check')
    expect(await broken(person)).toEqual([])
  }
  await picture(practitioner, 'doubt-practitioner')
  await picture(patient, 'doubt-patient')
  await practitioner.button(`Send it anyway: ${letter}`).click()
  await practitioner.readsNoMore(doubts)
  await patient.row(letter).getByText('needs its own password').waitFor()
  const saved = await saves(patient, patient.button(`Download ${letter}`))
  expect(saved.bytes.equals(lockedPdf())).toBe(true)
})

test('the practitioner removes such a file of their own', async () => {
  const { practitioner, patient } = await meet({ viewport: { width: 390, height: 844 } })
  await choose(practitioner, practitioner.button('Select files to share'), [file()])
  await practitioner.button('Send files').click()
  await practitioner.button(`Remove: ${letter}`).click()
  await practitioner.readsNoMore(doubts)
  await patient.row(letter).getByText('withdrew').waitFor()
})

test('the practitioner takes such a file of the patient’s, or refuses it, from the desk too', async () => {
  const { world, practitioner, patient } = await meet(phone)
  const desk = await deskAt(world)
  await practitioner.button('Request patient to share files').tap()
  await choose(patient, patient.button('Select files to share'), [file()])
  await patient.button('Send files').click()
  await practitioner.reads(doubts)
  await practitioner.button(`Decide about ${letter}`).tap()
  const inSight = () =>
    practitioner.button(`Take it: ${letter}`).evaluate((button) => {
      const { top, bottom } = button.getBoundingClientRect()
      const list = button.closest('.list')?.getBoundingClientRect()
      return list !== undefined && top >= list.top && bottom <= Math.min(list.bottom, innerHeight)
    })
  await until('the question is in sight', inSight)
  await picture(practitioner, 'doubt-phone')
  await desk.reads('Decide about 1 file')
  await desk.button(`Files of ${anna.name}`).click()
  await desk.button(`Take it: ${letter}`).waitFor()
  await picture(desk, 'doubt-desk')
  await desk.button(`Refuse: ${letter}`).click()
  for (const person of [practitioner, desk]) await person.readsNoMore(doubts)
  await patient
    .row(letter)
    .getByText(/could not decide about this file: it is locked with a password\./)
    .waitFor()
  // The request is open again.
  await patient.reads(/asks you for files/)
})
