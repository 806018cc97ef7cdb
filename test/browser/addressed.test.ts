import { MB } from '@chairside/protocol'
import { expect, test } from 'vitest'
import { openLine } from '../world/line.ts'
import { reregister } from '../world/party.ts'
import { anna, peter } from '../world/people.ts'
import { allowed, grownPdf, pick } from '../world/samples.ts'
import { keepSecret } from '../world/secrets.ts'
import { until } from '../world/until.ts'
import { choose, type Person, picture, saves, stayed } from './browser.ts'
import { openRealWorld, patientAt, practitionerAt } from './visits.ts'

/** Eva on a line that is cut while the backend puts Peter in Anna's place. */
async function meetAnna() {
  const world = await openRealWorld()
  const line = await openLine(world.url)
  const id = await world.appointment()
  const practitioner = await practitionerAt(world, id, { over: line.url })
  await practitioner.reads('No files yet')
  const context = practitioner.page.context()
  const goes = async () => {
    line.cut()
    await context.setOffline(true)
    await practitioner.reads('File Transfer has no connection.')
    await reregister(world, id, { patients: [peter] })
  }
  const comes = async () => {
    line.mend()
    await context.setOffline(false)
  }
  return { world, id, practitioner, goes, comes }
}

const says = (person: Person) =>
  person.reads(`${anna.name} is not in this appointment any more. Nothing was sent.`)

test('files that were sent to a patient who is gone by then stay in the tray, and go to who is here once they are sent again', async () => {
  const { world, id, practitioner, goes, comes } = await meetAnna()
  await choose(practitioner, practitioner.button('Select files to share'), [pick(allowed.pdf)])
  await goes()
  await practitioner.button('Send files').click()
  await practitioner.row(allowed.pdf).getByText('Waiting for the connection').waitFor()
  await comes()
  await says(practitioner)
  await practitioner.button('Send files').waitFor()
  await picture(practitioner, 'addressed-files-kept')
  const peters = await world.join(id, peter.id)
  expect(peters.transfers).toEqual([])
  await practitioner.button('Send files').click()
  await until('Peter has them', () => peters.prompts.length === 1)
  await practitioner.row(allowed.pdf).getByText('Ready for Péter').waitFor()
  expect(await stayed(practitioner)).toBe(true)
})

test('a request for a patient who is gone by then asks nobody, and the next one asks who is here', async () => {
  const { world, id, practitioner, goes, comes } = await meetAnna()
  await goes()
  await practitioner.button('Request patient to share files').click()
  await practitioner.page
    .locator('#asked')
    .getByText(/^Waiting for the /)
    .waitFor()
  await comes()
  await says(practitioner)
  const peters = await world.join(id, peter.id)
  expect(peters.requests).toEqual([])
  await practitioner.button('Request patient to share files').click()
  await until('Peter is asked', () => peters.openRequest !== undefined)
})

test('a note that was written to a patient who is gone by then goes to nobody, and stays in its field', async () => {
  const { world, id, practitioner } = await meetAnna()
  const note = 'The mole on your back, please.'
  keepSecret(note)
  await practitioner.button('Request patient to share files').click()
  await practitioner.button('Add a note').click()
  const field = practitioner.page.getByRole('textbox', { name: /^Add a note/ })
  await field.fill(note)
  await reregister(world, id, { patients: [peter] })
  const peters = await world.join(id, peter.id)
  await practitioner.reads('Péter is in the call')
  await field.waitFor({ state: 'detached' })
  await practitioner.button('Request patient to share files').click()
  await until('Peter is asked', () => peters.openRequest !== undefined)
  await practitioner.button('Add a note').click()
  expect(await field.inputValue()).toBe(note)
  expect(peters.openRequest?.note).toBeUndefined()
})

test('what went to one patient is not said to be another one’s', async () => {
  const { world, id, practitioner } = await meetAnna()
  const anna_ = await patientAt(world, id)
  await choose(practitioner, practitioner.button('Select files to share'), [pick(allowed.pdf)])
  await practitioner.button('Send files').click()
  await anna_.button('Enter the call').click()
  await saves(anna_, anna_.button(`Download ${allowed.pdf}`))
  await practitioner.row(allowed.pdf).getByText(/Anna/).waitFor()
  await reregister(world, id, { patients: [peter] })
  await practitioner.reads(/Péter/)
  await practitioner.row(allowed.pdf).getByText(/Anna/).waitFor()
  await picture(practitioner, 'addressed-receipt')
})

test('another file of the same name and size, chosen after a reload, is said to be another one', async () => {
  const world = await openRealWorld()
  const line = await openLine(world.url)
  const id = await world.appointment()
  const practitioner = await practitionerAt(world, id, { over: line.url })
  const name = 'shoulder-scan.pdf'
  const [right, wrong] = [grownPdf(8 * MB, name), grownPdf(8 * MB, name)]
  await choose(practitioner, practitioner.button('Select files to share'), [right])
  line.hold(3 * MB)
  await practitioner.button('Send files').click()
  const patient = await world.join(id, anna.id)
  await until('some of it is there', () => (patient.transfers[0]?.files[0]?.bytes ?? 0) > MB, 2000)
  await practitioner.page.reload()
  line.cut()
  line.flow()
  line.mend()
  const again = () => practitioner.button(/^Choose this file again/)
  await choose(practitioner, again(), [wrong])
  await practitioner.row(name).getByText('This is another file.').waitFor()
  await picture(practitioner, 'another-file')
  await choose(practitioner, again(), [right])
  await until('it has arrived', () => patient.prompts.length === 1, 3000)
})
