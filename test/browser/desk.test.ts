import { expect, test } from 'vitest'
import { anna, eva, peter } from '../world/people.ts'
import { allowed, bytesOf, pick } from '../world/samples.ts'
import { keepSecret } from '../world/secrets.ts'
import { until } from '../world/until.ts'
import { choose, drop, onDisk, picture, saves, stayed } from './browser.ts'
import { addNote, deskAt, openRealWorld, patientAt, practitionerAt } from './visits.ts'

test('from the desk files are asked for before the call, come there, and are all there in the call', async () => {
  const world = await openRealWorld()
  const id = await world.appointment()
  const desk = await deskAt(world)
  await desk.reads('Nobody is waiting')
  await picture(desk, 'desk-empty')

  const patient = await patientAt(world, id)
  await desk.reads(/^Just came in · appointment /)
  await desk.button(`Files of ${anna.name}`).click()
  await desk.button('Request files from a patient').click()
  const note = 'A photo of the referral letter, both pages.'
  keepSecret(note)
  await addNote(desk, note)
  await desk.reads('Asked for files')
  await picture(desk, 'desk-asked')

  await patient.reads(note)
  await picture(patient, 'patient-waiting-room')
  await choose(patient, patient.button('Select files to share'), [pick(allowed.jpeg), pick(allowed.doc)])
  await patient.button('Send files').click()
  await desk.reads('2 new files')
  const first = await saves(desk, desk.button(`Download ${allowed.jpeg}`))
  expect(first.bytes.equals(bytesOf(allowed.jpeg))).toBe(true)
  await desk.reads('1 new file')

  await choose(desk, desk.button('Select files'), [pick(allowed.pdf)])
  await desk.button('Send files').click()
  await patient.button(`Download ${allowed.pdf}`).waitFor()
  await picture(desk, 'desk-files')

  await patient.button('Enter the call').click()
  await desk.reads(/^In the call since /)
  await patient
    .row(allowed.jpeg)
    .getByText(/^Sent to .*’s device at /)
    .waitFor()
  const plan = await saves(patient, patient.button(`Download ${allowed.pdf}`))
  expect(plan.bytes.equals(bytesOf(allowed.pdf))).toBe(true)

  const call = await practitionerAt(world, id)
  await call
    .row(allowed.pdf)
    .getByText(/^Sent to Anna’s device at /)
    .waitFor()
  const second = await saves(call, call.button(`Download ${allowed.doc}`))
  expect(second.bytes.equals(bytesOf(allowed.doc))).toBe(true)
  await desk
    .row(allowed.doc)
    .getByText(/^Sent to your device at /)
    .waitFor()
  for (const person of [desk, patient]) expect(await stayed(person)).toBe(true)
})

test('the desk shows only who is there, and keeps apart what is chosen for one and for another', async () => {
  const world = await openRealWorld()
  const [first, second] = [await world.appointment(), await world.appointment({ patients: [peter] })]
  await world.appointment({ patients: [{ id: 'c-299', name: 'Katarína Neprítomná' }] })
  const desk = await deskAt(world)
  await patientAt(world, first)
  await world.join(second, peter.id, 'waiting-room')
  await desk.reads('2 waiting')
  expect(await desk.page.getByText('Katarína Neprítomná').count()).toBe(0)

  await desk.button(`Files of ${anna.name}`).click()
  await choose(desk, desk.button('Select files'), [pick(allowed.pdf)])
  await desk.row(allowed.pdf).waitFor()
  await desk.button(`Files of ${peter.name}`).click()
  await desk.page.getByRole('heading', { name: peter.name }).waitFor()
  expect(await desk.row(allowed.pdf).count()).toBe(0)
  await desk.button(`Files of ${anna.name}`).click()
  await desk.row(allowed.pdf).waitFor()
  await picture(desk, 'desk-tray')

  await desk.button(`Close files of ${anna.name}`).click()
  const focused = await desk.page.evaluate(() =>
    document.querySelector('chairside-desk')?.shadowRoot?.activeElement?.getAttribute('aria-label'),
  )
  expect(focused === `Files of ${anna.name}`).toBe(true)
})

test('on a narrow screen the files open under the row of their person', async () => {
  const world = await openRealWorld()
  const id = await world.appointment()
  await world.join(id, anna.id, 'waiting-room')
  const desk = await deskAt(world, { viewport: { width: 390, height: 844 }, hasTouch: true })
  await desk.button(`Files of ${anna.name}`).tap()
  await desk.button('Request files from a patient').waitFor()
  const row = await desk.button(`Files of ${anna.name}`).boundingBox()
  const panel = await desk.page.locator('chairside-desk chairside-transfer').boundingBox()
  expect(panel && row && panel.y > row.y && panel.width > 300).toBe(true)
  expect(await desk.page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBe(0)
  await picture(desk, 'desk-phone')
})

test('the desk says aloud who comes and who sends, and a file dropped on it does not open in its place', async () => {
  const world = await openRealWorld()
  const id = await world.appointment()
  const desk = await deskAt(world)
  await desk.reads('Nobody is waiting')
  const says = (text: string) =>
    until(
      'it is said',
      async () =>
        (await desk.panel.evaluate(
          (element) => element.shadowRoot?.querySelector('[role="status"]')?.textContent,
        )) === text,
      8_000,
    )
  const patient = await world.join(id, anna.id, 'waiting-room')
  await says('Anna is in the waiting room.')
  const practitioner = await world.join(id, eva.id)
  await practitioner.ask()
  await until('she is asked', async () => patient.openRequest !== undefined)
  await patient.openRequest?.answer([pick(allowed.pdf)])
  await says(`New file from Anna: ${allowed.pdf}.`)

  const [file = ''] = await onDisk([pick(allowed.pdf)])
  const pages: string[] = []
  desk.page.context().on('page', (page) => pages.push(page.url()))
  await drop(desk, desk.page.getByRole('heading', { name: 'Your desk' }), [file])
  expect(pages).toEqual([])
  expect(await stayed(desk)).toBe(true)
})

test('a practitioner at the desk is said to be there, above what they ask for, and the patient’s absence is not theirs', async () => {
  const world = await openRealWorld()
  const id = await world.appointment()
  const patient = await patientAt(world, id, { viewport: { width: 390, height: 844 } })
  await patient.reads(/^Dr\.\s\S+ is not here now$/)
  const desk = await deskAt(world)
  await patient.reads(/^Dr\.\s\S+ is at the desk$/)
  await desk.button(`Files of ${anna.name}`).click()
  await desk.button('Request files from a patient').click()
  await patient.reads(/^Dr\.\s\S+ asks you for files$/)
  await patient.reads(/^Dr\.\s\S+ is at the desk$/)
  expect(await patient.page.getByText('is not here').count()).toBe(0)
  await picture(patient, 'patient-practitioner-at-desk')
  await choose(patient, patient.button('Select files to share'), [pick(allowed.jpeg)])
  expect(await patient.page.getByText('is not here').count()).toBe(0)
  await desk.page.context().setOffline(true)
  await desk.reads('File Transfer has no connection.')
  await desk.reads('No connection to File Transfer')
  for (const untrue of ['The call is not affected', /^Just came in/, /\d waiting/])
    expect(await desk.page.getByText(untrue).count()).toBe(0)
  await picture(desk, 'desk-no-connection')
})
