import { expect, test } from 'vitest'
import { anna } from '../world/people.ts'
import { allowed, pick } from '../world/samples.ts'
import { until } from '../world/until.ts'
import { choose, type Person, saves } from './browser.ts'
import { deskAt, openRealWorld, patientAt } from './visits.ts'

/** Begins to keep the facts that the page is told, before its own scripts where it is loaded again. */
function keepFacts(): void {
  const facts: Record<string, string>[] = []
  Object.assign(globalThis, { facts })
  document.addEventListener('chairside-fact', (event) => {
    if (event instanceof CustomEvent) facts.push(event.detail)
  })
}

const kept = ({ page }: Person): Promise<Record<string, string>[]> => page.evaluate('globalThis.facts')

/** The facts that a page is told from now on. */
async function factsOf(person: Person): Promise<() => Promise<Record<string, string>[]>> {
  await person.page.evaluate(keepFacts)
  return () => kept(person)
}

test('a page is told once that a request was answered, a file is ready and was downloaded, by ids alone, also on a desk', async () => {
  const world = await openRealWorld()
  const id = await world.appointment()
  const desk = await deskAt(world)
  const patient = await patientAt(world, id)
  const [onDesk, onPatient] = [await factsOf(desk), await factsOf(patient)]
  await desk.button(`Files of ${anna.name}`).click()
  await desk.button('Request files from a patient').click()
  await desk.reads('Asked for files')
  await choose(patient, patient.button('Select files to share'), [pick(allowed.jpeg)])
  await patient.button('Send files').click()
  await saves(desk, desk.button(`Download ${allowed.jpeg}`))
  for (const facts of [onDesk, onPatient])
    await until('the download is told', async () => (await facts()).length >= 3, 2000)
  const [one, other] = [await onDesk(), await onPatient()]
  const byType = (facts: Record<string, string>[]) =>
    facts.toSorted((a, b) => ((a.type ?? '') < (b.type ?? '') ? -1 : 1))
  expect(byType(one)).toEqual(byType(other))
  const { file, transfer, request } = Object.assign({}, ...one) as Record<string, string>
  expect(byType(one)).toEqual([
    { type: 'file.downloaded', appointment: id, transfer, file },
    { type: 'file.ready', appointment: id, transfer, file },
    { type: 'request.answered', appointment: id, request, transfer },
  ])
  // What was there before is no news for a page that comes later.
  await patient.page.addInitScript(keepFacts)
  await patient.page.reload()
  await patient.row(allowed.jpeg).waitFor()
  expect(await kept(patient)).toEqual([])
})
