import type { Registration } from '@chairside/protocol'
import { systemClock } from '../../server/src/adapters/clock.ts'
import { anna, eva } from '../world/people.ts'
import { openWorld, type World } from '../world/world.ts'
import { openWindow, type Person, type WindowOptions } from './browser.ts'

/** A real server on the system's clock, because a browser has no other clock. */
export function openRealWorld(settings: Parameters<typeof openWorld>[0] = {}): Promise<World> {
  return openWorld({ ...settings, overrides: { clock: systemClock, ...settings.overrides } })
}

/** Opens the practitioner's page of the demo by its link. `over`: the address of a line to the server. */
export async function practitionerAt(
  world: World,
  id: string,
  { over = world.url, ...options }: WindowOptions & { over?: string } = {},
): Promise<Person> {
  const [token, desk] = [await world.token(id, eva.id), await world.deskToken(eva.id)]
  return openWindow(`${over}/demo/practitioner.html#token=${token}&desk=${desk}`, options)
}

/** Opens the patient's page of the demo, in its waiting room. */
export async function patientAt(
  world: World,
  id: string,
  { over = world.url, ...options }: WindowOptions & { over?: string } = {},
): Promise<Person> {
  return openWindow(`${over}/demo/patient.html#token=${await world.token(id, anna.id)}`, options)
}

/** Opens the desk page of the demo. */
export async function deskAt(world: World, options: WindowOptions = {}): Promise<Person> {
  return openWindow(`${world.url}/demo/desk.html#token=${await world.deskToken(eva.id)}`, options)
}

/** Adds a note to the request that was just made. */
export async function addNote(practitioner: Person, note: string): Promise<void> {
  await practitioner.button('Add a note').click()
  await practitioner.page.getByRole('textbox', { name: /^Add a note/ }).fill(note)
  await practitioner.button('Add').click()
}

/** Makes an appointment of Eva and Anna. Opens their pages, both in the call. */
export async function meetInCall(
  change: Registration = {},
  { over, settings }: { over?: string; settings?: Parameters<typeof openWorld>[0] } = {},
): Promise<{ world: World; id: string; practitioner: Person; patient: Person }> {
  const world = await openRealWorld(settings)
  const id = await world.appointment(change)
  const practitioner = await practitionerAt(world, id, over === undefined ? {} : { over })
  const patient = await patientAt(world, id)
  await patient.button('Enter the call').click()
  await practitioner.reads('Anna is in the call')
  return { world, id, practitioner, patient }
}
