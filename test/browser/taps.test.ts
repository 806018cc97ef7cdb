import { expect, test } from 'vitest'
import { allowed, pick } from '../world/samples.ts'
import { choose, type Person, saves } from './browser.ts'
import { meetInCall } from './visits.ts'

/** Counts the taps of a person from now on. Gives the number since the last call. */
async function counted({ page }: Person): Promise<() => Promise<number>> {
  await page.evaluate(() => {
    Object.assign(window, { taps: 0 })
    const count = ({ isTrusted }: Event) => {
      if (isTrusted) Object.assign(window, { taps: (window as unknown as { taps: number }).taps + 1 })
    }
    addEventListener('click', count, { capture: true })
  })
  return () =>
    page.evaluate(() => {
      const { taps } = window as unknown as { taps: number }
      Object.assign(window, { taps: 0 })
      return taps
    })
}

test('two taps send, one asks, two answer, one saves', async () => {
  const { practitioner, patient } = await meetInCall()
  const [hers, theirs] = [await counted(practitioner), await counted(patient)]

  await choose(practitioner, practitioner.button('Select files to share'), [pick(allowed.pdf)])
  await practitioner.button('Send files').click()
  await patient.button(`Download ${allowed.pdf}`).waitFor()
  expect(await hers()).toBe(2)

  await saves(patient, patient.button(`Download ${allowed.pdf}`))
  expect(await theirs()).toBe(1)

  await practitioner.button('Request patient to share files').click()
  await patient.reads(/ asks you for files$/)
  expect(await hers()).toBe(1)

  await choose(patient, patient.button('Select files to share'), [pick(allowed.jpeg)])
  await patient.button('Send files').click()
  await practitioner.button(`Download ${allowed.jpeg}`).waitFor()
  expect(await theirs()).toBe(2)
})
