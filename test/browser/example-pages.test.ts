import { expect, test } from 'vitest'
import { startExample } from '../world/example.ts'
import { allowed, bytesOf, pick } from '../world/samples.ts'
import { choose, openWindow, type Person, phone, picture, saves, stayed } from './browser.ts'
import { openRealWorld } from './visits.ts'

/* The pages of examples/, as they are, with their own backend beside a real server. */

async function openExample() {
  const world = await openRealWorld()
  return startExample('html', () => [process.execPath, 'backend.mjs'], {
    CHAIRSIDE_URL: world.url,
    CHAIRSIDE_API_KEY: world.apiKey,
  })
}

const boxOf = ({ page }: Person, selector: string) =>
  page.locator(selector).evaluate((element) => {
    const { x, y, width, height } = element.getBoundingClientRect()
    return { x, y, width, height }
  })

test('HTML: files go both ways between a desktop and a phone, beside the call and below it', async () => {
  const { url } = await openExample()
  const doctor = await openWindow(`${url}/?as=dr-7`)
  const patient = await openWindow(`${url}/?as=c-201`, phone)
  await doctor.reads(/ is in the call$/)

  // The call on the left and the panel on the right; on the phone the panel is a sheet at the foot.
  expect(await boxOf(doctor, 'chairside-transfer')).toMatchObject({ width: 384, height: 800, y: 0 })
  expect(await boxOf(doctor, '.call')).toMatchObject({ x: 0, width: 1280 - 384 })
  await patient.page.locator('chairside-transfer[sheet]').waitFor()
  const sheet = await boxOf(patient, 'chairside-transfer')
  expect([sheet.width, Math.round(sheet.y + sheet.height)]).toEqual([390, 844])
  expect(sheet.y).toBeGreaterThan(844 / 3)
  await picture(doctor, 'example-desktop')
  await picture(patient, 'example-phone')

  await choose(doctor, doctor.button('Select files to share'), [pick(allowed.pdf)])
  await doctor.button('Send files').click()
  const saved = await saves(patient, patient.button(`Download ${allowed.pdf}`))
  expect(saved.bytes.equals(bytesOf(allowed.pdf))).toBe(true)

  // Closed, the panel gives its room to the call; button and title count what comes.
  await doctor.button('Request patient to share files').click()
  await doctor.button('Close File Transfer').click()
  await expect.poll(() => boxOf(doctor, '.call')).toMatchObject({ width: 1280 })
  await choose(patient, patient.button('Select files to share'), [pick(allowed.jpeg)])
  await patient.button('Send files').tap()
  await doctor.button('Files 1').waitFor()
  expect(await doctor.page.title()).toBe('(1) Appointment')
  await picture(doctor, 'example-desktop-closed')
  await doctor.button('Files 1').click()
  const back = await saves(doctor, doctor.button(`Download ${allowed.jpeg}`).first())
  expect(back.bytes.equals(bytesOf(allowed.jpeg))).toBe(true)
  await picture(doctor, 'example-desktop-both')
  await picture(patient, 'example-phone-both')
  for (const person of [doctor, patient]) expect(await stayed(person)).toBe(true)
})

test('HTML: who is not signed in reads why in the panel, and the call stays', async () => {
  const { url } = await openExample()
  const nobody = await openWindow(url)
  await nobody.page
    .locator('chairside-transfer')
    .getByText(/access/)
    .first()
    .waitFor()
  await picture(nobody, 'example-nobody')
  await nobody.page.getByRole('heading', { name: 'Your video call' }).waitFor()
})
