import { showsLocation, toldBy } from '@chairside/client'
import { expect, test } from 'vitest'
import { film, motionPhoto } from '../gate/motion.ts'
import { allowed, bytesOf, pick } from '../world/samples.ts'
import { keepSecret } from '../world/secrets.ts'
import { brokenInEveryLook } from './axe.ts'
import { choose, type Person, picture, saves } from './browser.ts'
import { meetInCall } from './visits.ts'

const located = 'rash-photo-gps.jpg'
const words = 'Shows where it was taken'

const box = ({ page }: Person) => page.getByRole('checkbox', { name: /^Remove the place from the photos?$/ })
const state = (person: Person, name: string) => person.row(name).locator('[part="file-state"]')

/** Sends the files of the tray. Gives what the patient saves. */
async function arrives(practitioner: Person, patient: Person, name: string): Promise<Blob> {
  await practitioner.button('Send files').click()
  await state(practitioner, name).getByText('Delivered').waitFor()
  const { bytes } = await saves(patient, patient.button(`Download ${name}`))
  return new Blob([new Uint8Array(bytes)])
}

test('a photo that shows where it was taken says so in the tray, and goes without the place', async () => {
  const { practitioner, patient } = await meetInCall()
  await choose(practitioner, practitioner.button('Select files to share'), [
    pick(allowed.jpeg),
    pick(located),
  ])
  await practitioner.row(located).getByText(words).waitFor()
  expect(await practitioner.row(allowed.jpeg).getByText(words).count()).toBe(0)
  await practitioner.page.getByText('Remove the place from the photo', { exact: true }).waitFor()
  expect(await box(practitioner).isChecked()).toBe(true)
  expect(await brokenInEveryLook(practitioner, 'axe-place')).toEqual([])
  await choose(practitioner, practitioner.button('Add more'), [pick(located, 'rash-photo-2.jpg')])
  await practitioner.page.getByText('Remove the place from the photos', { exact: true }).waitFor()
  await picture(practitioner, 'practitioner-place')
  await practitioner.button('Remove rash-photo-2.jpg').click()
  await practitioner.page.getByText('Remove the place from the photo', { exact: true }).waitFor()

  const got = await arrives(practitioner, patient, located)
  expect(got.size).toBe(bytesOf(located).length)
  expect(await showsLocation(got)).toBe(false)
  for (const person of [practitioner, patient])
    expect(await person.row(located).getByText(words).count()).toBe(0)
})

test('with the box unticked it goes as it is; its sender goes on reading so, and the next one is asked about anew', async () => {
  const { practitioner, patient } = await meetInCall()
  await choose(practitioner, practitioner.button('Select files to share'), [pick(located)])
  await box(practitioner).uncheck()
  const got = await arrives(practitioner, patient, located)
  expect(Buffer.from(await got.arrayBuffer()).equals(bytesOf(located))).toBe(true)
  await practitioner.row(located).getByText(words).waitFor()
  expect(await patient.row(located).getByText(words).count()).toBe(0)

  await choose(practitioner, practitioner.button('Select files to share'), [pick(located, 'rash-again.jpg')])
  expect(await box(practitioner).isChecked()).toBe(true)
})

test('a withdrawn photo that is sent again loses its place again', async () => {
  const { practitioner, patient } = await meetInCall()
  await choose(practitioner, practitioner.button('Select files to share'), [pick(located)])
  await practitioner.button('Send files').click()
  await practitioner.button(`Withdraw ${located}`).click()
  await practitioner.button(`Undo: ${located}`).click()
  const { bytes } = await saves(patient, patient.button(`Download ${located}`))
  expect(await showsLocation(new Blob([new Uint8Array(bytes)]))).toBe(false)
})

test('the tray of an asked patient has the box in a narrow panel, in the dark and in Slovak', async () => {
  const { practitioner, patient } = await meetInCall()
  await practitioner.button('Request patient to share files').click()
  await patient.panel.evaluate((panel) => {
    panel.setAttribute('lang', 'sk')
    panel.setAttribute('theme', 'dark')
    panel.style.inlineSize = '352px'
  })
  await choose(patient, patient.button('Vybrať súbory na odoslanie'), [pick(located), pick(allowed.pdf)])
  await patient.row(located).getByText('Ukazuje, kde vznikla').waitFor()
  const slovak = patient.page.getByRole('checkbox', { name: 'Odstrániť miesto z fotky' })
  expect(await slovak.isChecked()).toBe(true)
  await picture(patient, 'patient-place-sk')
  await slovak.focus()
  await patient.page.keyboard.press('Space')
  expect(await slovak.isChecked()).toBe(false)
  await picture(patient, 'patient-place-sk-kept')
})

test('a photo with a film behind it says so in the tray, and goes without the film', async () => {
  const { practitioner, patient } = await meetInCall()
  const motion = (content: Buffer, name: string) => {
    keepSecret(name)
    return new File([new Uint8Array(motionPhoto(content, film({ place: false })))], name)
  }
  const [silent, both] = ['knee-motion.jpg', 'rash-motion.jpg']
  const files = [motion(bytesOf(allowed.jpeg), silent), motion(bytesOf(located), both)]
  await choose(practitioner, practitioner.button('Select files to share'), [files[0] ?? pick(located)])
  await practitioner.row(silent).getByText('Contains a short video · removed before it is sent').waitFor()
  const { page } = practitioner
  await page.getByRole('checkbox', { name: 'Send without the video' }).waitFor()
  await choose(practitioner, practitioner.button('Add more'), [files[1] ?? pick(located)])
  await practitioner.row(both).getByText('Shows where it was taken · removed before it is sent').waitFor()
  const choice = page.getByRole('checkbox', { name: 'Send without place and video' })
  await choice.uncheck()
  await practitioner.row(silent).getByText('Contains a short video', { exact: true }).waitFor()
  await choice.check()
  await picture(practitioner, 'practitioner-motion')
  expect(await brokenInEveryLook(practitioner, 'axe-motion')).toEqual([])
  const got = await arrives(practitioner, patient, silent)
  expect(got.size).toBe(files[0]?.size)
  expect(await toldBy(got)).toEqual({ location: false, film: false })
})
