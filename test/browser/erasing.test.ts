import { pathOf, routes } from '@chairside/protocol'
import { expect, test } from 'vitest'
import { anna } from '../world/people.ts'
import { allowed, pick } from '../world/samples.ts'
import { until } from '../world/until.ts'
import { choose, type Person, picture } from './browser.ts'
import { deskAt, meetInCall } from './visits.ts'

test('when a patient is erased the other page shows plain words in the place of names, and their own page no files', async () => {
  const { world, practitioner, patient } = await meetInCall()
  await choose(practitioner, practitioner.button('Select files to share'), [pick(allowed.pdf)])
  await practitioner.button('Send files').click()
  await patient.row(allowed.pdf).getByText('New').first().waitFor()
  await practitioner.row(allowed.pdf).getByText('Delivered').waitFor()

  const desk = await deskAt(world)
  await desk.button(`Files of ${anna.name}`).click()
  await desk.row(allowed.pdf).waitFor()

  expect((await world.backend('DELETE', pathOf(routes.erasePerson, { sub: anna.id }))).status).toBe(200)
  await practitioner.row('Erased file').getByText('No longer kept').waitFor()
  await practitioner.reads('Erased person')
  const shows = ({ page }: Person, text: string) => page.locator('chairside-transfer').getByText(text).count()
  await desk.page.getByRole('heading', { name: 'Erased person', exact: true }).waitFor()
  await desk.reads('Erased person is not here')
  for (const person of [desk, practitioner])
    await person.reads('No patient is registered in this appointment now. Files can go once there is one.')
  for (const person of [practitioner, patient])
    await until('no name is left', async () => (await shows(person, allowed.pdf)) === 0)
  expect(await shows(practitioner, 'Anna')).toBe(0)
  await picture(practitioner, 'erased-person')
  await picture(patient, 'erased-myself')
  await picture(desk, 'erased-on-desk')
})
