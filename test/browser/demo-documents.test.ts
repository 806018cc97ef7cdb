import { expect, test } from 'vitest'
import { openDemo } from '../../server/src/demo.ts'
import { keepSecret } from '../world/secrets.ts'
import { openWindow, type Person } from './browser.ts'
import { openRealWorld } from './visits.ts'

/** The demo's page of documents that a printed link leads to, by the link in its bar. */
async function follow(link: string, name: string): Promise<Person> {
  const parts = new URLSearchParams(new URL(link).hash.slice(1))
  // `day` marks the appointments of this start, whose ids the log has.
  parts.delete('day')
  for (const token of parts.values()) keepSecret(token)
  const person = await openWindow(link)
  await person.page.getByRole('link', { name, exact: true }).click()
  return person
}

test('the printed links lead to the practitioner’s day and the client’s programme, whose switches move time and payment', async () => {
  const world = await openRealWorld()
  const links = await openDemo(world.chairside)
  const practitioner = await follow(links.practitioner, 'Day')
  const client = await follow(links.patient, 'Programme')
  const yoga = practitioner.page.getByRole('listitem').filter({ hasText: 'Gentle yoga' })
  await yoga.getByRole('button', { name: 'Open the session' }).click()
  await practitioner.reads('Prep material (visible to client)')
  await practitioner.reads('Warm-up before the session.pdf')

  const mine = client.page.getByRole('listitem').filter({ hasText: 'Gentle yoga' })
  const later = mine.getByText(/^Available from/)
  await later.first().waitFor()
  expect(await later.count()).toBe(2)
  const forPaid = mine.getByText('Plan for the week after.pdf').first()
  await client.page.getByLabel('Anna has paid').click()
  await forPaid.waitFor({ state: 'detached' })
  await client.page.getByLabel('Anna has paid').click()
  await forPaid.waitFor()
  await client.page.getByLabel('Now').selectOption('after')
  await later.first().waitFor({ state: 'detached' })

  await practitioner.page.getByLabel('Language').selectOption('sk')
  await practitioner.reads('Prípravné materiály (viditeľné pre klienta)')
  await practitioner.page.getByLabel('Vzhľad').selectOption('dark')
  const card = practitioner.page.locator('chairside-session-documents')
  expect(await card.getAttribute('theme')).toBe('dark')
  await practitioner.page.getByRole('button', { name: 'Dokumenty', exact: true }).click()
  await practitioner.page
    .locator('chairside-library[theme="dark"]')
    .getByText('Breathing.png')
    .first()
    .waitFor()
})

test('on the day, a client’s profile shows its documents, and a switch lets one expire', async () => {
  const world = await openRealWorld()
  const links = await openDemo(world.chairside)
  const practitioner = await follow(links.practitioner, 'Day')
  await practitioner.page.getByRole('button', { name: 'Anna Nováková', exact: true }).click()
  const profile = practitioner.page.locator('chairside-patient-documents')
  await profile.getByText('Consent to treatment.pdf').locator('visible=true').first().waitFor()
  await profile.getByText('Laboratory results.pdf').locator('visible=true').first().waitFor()
  const expired = profile.getByText('Expired', { exact: true }).locator('visible=true').first()
  await practitioner.page.getByLabel('Her consent form has expired').click()
  await expired.waitFor()
  await practitioner.page.getByLabel('Her consent form has expired').click()
  await expired.waitFor({ state: 'detached' })
})

test('on the day, a client’s link opens on her phone beside it, and wrong codes that are typed there are shown', async () => {
  const world = await openRealWorld()
  const links = await openDemo(world.chairside)
  const practitioner = await follow(links.practitioner, 'Day')
  const { page } = practitioner
  await page.getByRole('button', { name: 'Anna Nováková', exact: true }).click()
  const [phone] = await Promise.all([
    page.waitForEvent('popup'),
    page.getByRole('button', { name: 'As Anna’s phone' }).click(),
  ])
  await phone.getByLabel('Access code').waitFor()
  expect(phone.viewportSize()?.width ?? 0).toBeLessThan(640)
  expect(new URL(phone.url()).hash).toBe('')
  await page.getByLabel('Wrong codes at her link').click()
  const profile = page.locator('chairside-patient-documents')
  await profile
    .getByText(/^\d wrong codes?\./)
    .first()
    .waitFor()
})

test('a second start of the demo adds no document', async () => {
  const world = await openRealWorld()
  await openDemo(world.chairside)
  await openDemo(world.chairside)
  const said = await world.backend('GET', '/v1/practitioners/dr-horvathova/documents')
  expect(((await said.json()) as { total: number }).total).toBe(6)
})
