import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { setImmediate } from 'node:timers/promises'
import {
  type Document,
  type Erasure,
  type LibraryPage,
  type PatientFiles,
  pathOf,
  routes,
} from '@chairside/protocol'
import { expect, test } from 'vitest'
import { type Meeting, meet } from '../../world/calls.ts'
import { offerDocument, readyDocument } from '../../world/document-calls.ts'
import { filesToken } from '../../world/documents.ts'
import { fileIn, requested } from '../../world/party.ts'
import { anna, eva } from '../../world/people.ts'
import { profileOf, put, readyPaper } from '../../world/profiles.ts'
import { remains } from '../../world/remains.ts'
import { allowed, bytesOf } from '../../world/samples.ts'
import { keepOddSecret } from '../../world/secrets.ts'
import { atEnd, until } from '../../world/until.ts'

const pdf = bytesOf(allowed.pdf)

const erase = async ({ world }: Meeting, sub: string): Promise<Erasure> =>
  (await (await world.backend('DELETE', pathOf(routes.erasePerson, { sub }))).json()) as Erasure

/** Waits until nothing of an erasure is open any more. */
const erased = (meeting: Meeting, sub: string) =>
  until('the erasure is done', async () => (await erase(meeting, sub)).state === 'erased')

const remove = ({ world, doctor }: Meeting, id: string): Promise<Response> =>
  world.as(doctor.token, 'DELETE', pathOf(routes.deleteDocument, { id }))

/** Anna sends a file. Gives its id. */
async function receive({ doctor, patient }: Meeting, name: string): Promise<string> {
  const request = await requested(doctor)
  const { id } = fileIn(await patient.offer([{ name, size: pdf.length }], request))
  await patient.patch(id, pdf)
  return id
}

/** Eva keeps a file. Gives the document's id. */
async function keep({ world, doctor }: Meeting, file: string): Promise<string> {
  const path = pathOf(routes.keepFile, { id: file })
  return ((await (await world.as(doctor.token, 'POST', path, { id: randomUUID() })).json()) as Document).id
}

test('of an erased practitioner no document and no word is left, neither of what was deleted before', async () => {
  const meeting = await meet()
  const { world } = meeting
  const words = ['Jaspis-Shared', 'Jaspis-Deleted']
  keepOddSecret(...words)
  await readyDocument(meeting, { name: 'Jaspis-Shared.pdf', attach: true })
  await remove(meeting, await readyDocument(meeting, { name: 'Jaspis-Deleted.pdf' }))
  expect(remains(world.dataDir, words)).toEqual(words)
  await erased(meeting, eva.id)
  expect([remains(world.dataDir, words), await world.stored()]).toEqual([[], []])
})

test('an erased patient takes along what was kept of their files, also the names of what was deleted before', async () => {
  const meeting = await meet()
  const { world } = meeting
  const words = ['Onyx-Kept', 'Onyx-Gone']
  keepOddSecret(...words)
  await keep(meeting, await receive(meeting, 'Onyx-Kept.pdf'))
  await remove(meeting, await keep(meeting, await receive(meeting, 'Onyx-Gone.pdf')))
  const own = await readyDocument(meeting, { name: 'Own-Paper.pdf', attach: true })
  expect(remains(world.dataDir, words)).toEqual(words)
  await erased(meeting, anna.id)
  expect([remains(world.dataDir, words), await world.stored()]).toEqual([[], [pdf.length]])
  const library = await world.as(
    await world.deskToken(eva.id),
    'GET',
    pathOf(routes.readLibrary, { id: eva.id }),
  )
  expect(((await library.json()) as LibraryPage).documents.map(({ id }) => id)).toEqual([own])
})

test('a large library is erased in small steps, so that others have their turn meanwhile', async () => {
  const meeting = await meet({ limits: { commandBurst: 1000 } })
  const { world } = meeting
  const count = 100
  await Promise.all(Array.from({ length: count }, () => offerDocument(meeting)))
  const records = new DatabaseSync(join(world.dataDir, 'records.sqlite'), { readOnly: true })
  atEnd(() => records.close())
  const left = records.prepare("select count(*) as count from documents where state != 'deleted'")
  const seen = new Set<number>()
  let done = false
  const all = erased(meeting, eva.id).then(() => {
    done = true
  })
  while (!done) {
    seen.add(Number(left.get()?.count))
    await setImmediate()
  }
  await all
  expect([...seen].at(0)).toBe(count)
  expect([...seen].at(-1)).toBe(0)
  expect(seen.size).toBeGreaterThan(3)
})

test('a kept file whose document was deleted can be kept again', async () => {
  const meeting = await meet()
  const file = await receive(meeting, 'Again-Letter.pdf')
  const first = await keep(meeting, file)
  await remove(meeting, first)
  const second = await keep(meeting, file)
  expect(second).not.toBe(first)
  expect(await keep(meeting, file)).toBe(second)
})

test('an erased appointment loses its documents, which stay in their library', async () => {
  const meeting = await meet()
  const { world, id } = meeting
  const own = await readyDocument(meeting, { name: 'Staying-Paper.pdf', attach: true })
  await world.backend('DELETE', `${pathOf(routes.endAppointment, { id })}?erase`)
  const said = await world.backend('GET', pathOf(routes.readDocument, { id: own }))
  expect((await said.json()) as Document).toMatchObject({ state: 'ready', sessions: 0, places: [] })
})

test('the title of an appointment and its names outlive the retention while a document is attached, and no longer', async () => {
  const meeting = await meet({ env: { RETENTION_HOURS: '1' } })
  const { world, id } = meeting
  const words = ['Malachit-Group', anna.name]
  keepOddSecret('Malachit-Group')
  await world.backend('PUT', pathOf(routes.registerAppointment, { id }), { title: 'Malachit-Group' })
  const document = await readyDocument(meeting, { name: 'Titled-Paper.pdf', attach: true })
  await world.end(id)
  await world.clock.advance(3_600_000)
  await world.chairside.sweep()
  expect(remains(world.dataDir, words)).toEqual(words)
  await world.backend('DELETE', pathOf(routes.detachDocument, { id: document, appointment: id }))
  await world.chairside.sweep()
  expect(remains(world.dataDir, words)).toEqual([])
})

test('whom a document on a profile is from and for is known after the retention, as long as it is there; all other words go', async () => {
  const meeting = await meet({ env: { RETENTION_HOURS: '1' } })
  const { world, id } = meeting
  const other = { id: 'c-other', name: 'Otokar Malachit' }
  keepOddSecret('Malachit-Visit')
  keepOddSecret(other.name)
  const group = { title: 'Malachit-Visit', patients: [anna, other] }
  await world.backend('PUT', pathOf(routes.registerAppointment, { id }), group)
  const document = await readyPaper(meeting)
  await world.end(id)
  await world.clock.advance(3_600_000)
  await world.chairside.sweep()
  expect(remains(world.dataDir, ['Malachit-Visit', other.name])).toEqual([])
  expect((await profileOf(meeting)).patient.name).toBe(anna.name)
  const token = await filesToken(world, anna.id)
  const files = await world.as(token, 'GET', pathOf(routes.readPatientFiles, { id: anna.id }))
  expect(((await files.json()) as PatientFiles).profile?.[0]?.practitioner.name).toBe(eva.name)
  await put(meeting, document, anna.id, 'DELETE')
  await world.chairside.sweep()
  expect(remains(world.dataDir, [anna.name, eva.name])).toEqual([])
})
