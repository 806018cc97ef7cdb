import { expect, test } from 'vitest'
import { reregister } from '../world/party.ts'
import { anna, eva, peter, sam } from '../world/people.ts'
import { until } from '../world/until.ts'
import { openWindow, type Person } from './browser.ts'
import { meetInCall, openRealWorld } from './visits.ts'

/** Collects, from the first moment of the page on, what the element tells about having nothing to show. */
async function listen({ page }: Person, url: string): Promise<() => Promise<unknown>> {
  await page.addInitScript(() => {
    const heard: unknown[] = []
    Object.assign(window, { heard })
    for (const name of ['chairside-nothing', 'chairside-something']) {
      document.addEventListener(name, (event) => {
        heard.push(event instanceof CustomEvent ? { [name]: event.detail } : name)
      })
    }
  })
  await page.goto(url)
  await page.reload()
  return () => page.evaluate(() => ('heard' in window ? window.heard : undefined))
}

const nothing = (reason: string) => ({ 'chairside-nothing': { reason } })
const something = { 'chairside-something': {} }

test('a patient’s page hears once why there is nothing to show, again when the reason changes, and when there is something', async () => {
  const world = await openRealWorld()
  const id = await world.appointment({ plan: 'basic' })
  const person = await openWindow(`${world.url}/health/live`)
  const heard = await listen(person, `${world.url}/demo/patient.html#token=${await world.token(id, anna.id)}`)
  const hears = (...events: readonly unknown[]) =>
    until('the page heard it', async () => JSON.stringify(await heard()) === JSON.stringify(events))
  await hears(nothing('PLAN_REQUIRED'))
  expect(await person.panel.locator('[part="panel"]').count()).toBe(0)

  await reregister(world, id, { plan: 'pro' })
  await hears(nothing('PLAN_REQUIRED'), something)
  await person.panel.locator('[part="panel"]').waitFor()

  await reregister(world, id, { patients: [anna, peter] })
  await hears(nothing('PLAN_REQUIRED'), something, nothing('ONE_TO_ONE_ONLY'))
  await reregister(world, id, { plan: 'basic' })
  await hears(nothing('PLAN_REQUIRED'), something, nothing('ONE_TO_ONE_ONLY'), nothing('PLAN_REQUIRED'))

  await reregister(world, id, { plan: 'clinic', patients: [anna] })
  const last = [something]
  await hears(
    nothing('PLAN_REQUIRED'),
    something,
    nothing('ONE_TO_ONE_ONLY'),
    nothing('PLAN_REQUIRED'),
    ...last,
  )
})

test('staff’s page hears it too; a practitioner’s never, whose panel says why', async () => {
  const { world, id, practitioner } = await meetInCall({ staff: [sam] })
  const staff = await openWindow(`${world.url}/health/live`)
  const staffHears = await listen(
    staff,
    `${world.url}/demo/patient.html#token=${await world.token(id, sam.id)}`,
  )
  await until(
    'the page heard it',
    async () => JSON.stringify(await staffHears()) === JSON.stringify([nothing('STAFF')]),
  )

  const link = `${world.url}/demo/practitioner.html#token=${await world.token(id, eva.id)}`
  const practitionerHears = await listen(practitioner, link)
  await reregister(world, id, { plan: 'basic' })
  await practitioner.reads('File Transfer is part of the Pro and Clinic plans. Documents are not affected.')
  expect(await practitionerHears()).toEqual([])
})
