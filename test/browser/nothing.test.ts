import { expect, test } from 'vitest'
import { reregister } from '../world/party.ts'
import { anna, eva, peter, sam } from '../world/people.ts'
import { until } from '../world/until.ts'
import type { World } from '../world/world.ts'
import { openWindow, type Person } from './browser.ts'
import { openRealWorld } from './visits.ts'

interface Listener {
  readonly person: Person
  /** All that the element told the page, since its start, about having nothing to show. */
  heard(): Promise<unknown>
}

/** Opens a page of the demo in a window of its own. */
async function listenAt(world: World, page: 'patient' | 'practitioner', token: string): Promise<Listener> {
  // The script must run before the demo; a new hash alone would load no new page.
  const person = await openWindow(`${world.url}/health/live`)
  await person.page.addInitScript(() => {
    const heard: unknown[] = []
    Object.assign(window, { heard })
    for (const name of ['chairside-nothing', 'chairside-something']) {
      document.addEventListener(name, (event) => {
        heard.push(event instanceof CustomEvent ? { [name]: event.detail } : name)
      })
    }
  })
  await person.page.goto(`${world.url}/demo/${page}.html#token=${token}`)
  const heard = () => person.page.evaluate(() => ('heard' in window ? window.heard : undefined))
  return { person, heard }
}

const nothing = (reason: string) => ({ 'chairside-nothing': { reason } })
const something = { 'chairside-something': {} }

test('a patient’s page hears once why there is nothing to show, again when the reason changes, and when there is something', async () => {
  const world = await openRealWorld()
  const id = await world.appointment({ plan: 'basic' })
  const { person, heard } = await listenAt(world, 'patient', await world.token(id, anna.id))
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
  const world = await openRealWorld()
  const id = await world.appointment({ staff: [sam] })
  const staff = await listenAt(world, 'patient', await world.token(id, sam.id))
  await until(
    'the page heard it',
    async () => JSON.stringify(await staff.heard()) === JSON.stringify([nothing('STAFF')]),
  )

  const practitioner = await listenAt(world, 'practitioner', await world.token(id, eva.id))
  await reregister(world, id, { plan: 'basic' })
  await practitioner.person.reads(
    'File Transfer is part of the Pro and Clinic plans. Documents are not affected.',
  )
  expect(await practitioner.heard()).toEqual([])
})
