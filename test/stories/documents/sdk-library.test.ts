import { MB } from '@chairside/protocol'
import { expect, test } from 'vitest'
import { documentPages } from '../../world/documents.ts'
import { openLine } from '../../world/line.ts'
import { anna } from '../../world/people.ts'
import { allowed, bytesOf, grownPdf, pick } from '../../world/samples.ts'
import { atEnd, until } from '../../world/until.ts'
import { openWorld } from '../../world/world.ts'

/* A practitioner keeps a library by the SDK. */

const names = (library: { documents: readonly { name: string }[] }) =>
  library.documents.map(({ name }) => name)

test('an uploaded document is in the library of each open page, with its size and kind, and is found by a part of its name', async () => {
  const world = await openWorld()
  const pages = documentPages(world)
  const [library, other] = [await pages.library(), await pages.library()]
  library.upload([pick(allowed.pdf, 'Príručka.pdf'), pick(allowed.jpeg, 'postoj.jpg')])
  await until(
    'both are ready',
    () => library.documents.filter(({ state }) => state === 'ready').length === 2,
    1000,
  )
  expect(library.uploads).toEqual([])
  await until('the other page has both', () => other.documents.length === 2)
  expect(library.total).toBe(2)
  expect(library.used).toBe(bytesOf(allowed.pdf).length + bytesOf(allowed.jpeg).length)
  const plan = library.documents.find(({ name }) => name === 'Príručka.pdf')
  expect(plan?.kind).toBe('pdf')
  await library.show({ search: 'prirucka' })
  expect(names(library)).toEqual(['Príručka.pdf'])
  await library.show({ kind: 'picture' })
  expect(names(library)).toEqual(['postoj.jpg'])
  await library.show({ order: 'name' })
  expect(library.find(plan?.id ?? '')).toBe(plan)
})

test('a document is renamed, expires, is attached and detached, and is deleted; its object stays the same', async () => {
  const world = await openWorld()
  const id = await world.appointment()
  const pages = documentPages(world)
  const library = await pages.library()
  const session = await pages.session(id)
  const [upload] = library.upload([pick(allowed.pdf, 'plan-one.pdf')], { sensitivity: 'sensitive' })
  const document = await until(
    'it is ready',
    () => library.documents.find(({ state }) => state === 'ready'),
    1000,
  )
  expect(upload?.document).toBe(document)
  expect(document.sensitivity).toBe('sensitive')
  await document.change({ name: 'plan-two', sensitivity: 'normal', visibility: 'paid' })
  expect([document.name, document.sensitivity, document.visibility]).toEqual([
    'plan-two.pdf',
    'normal',
    'paid',
  ])
  const expiresAt = new Date(world.clock.now() + 86_400_000)
  await document.change({ expiresAt })
  expect(document.expiresAt).toEqual(expiresAt)
  await document.change({ expiresAt: null })
  expect(document.expiresAt).toBeUndefined()
  await document.attach(id, { visibility: 'all' })
  expect(document.sessions).toBe(1)
  await until('the session has it', () => session.documents.length === 1)
  expect(await document.reach()).toEqual({ patients: 1, running: 1 })
  await document.detach(id)
  await until('the session has it no more', () => session.documents.length === 0)
  await document.delete()
  expect(library.documents).toEqual([])
  expect(library.find(document.id)).toBeUndefined()
})

test('a library of many documents comes page by page, and new ones appear without losing a page', async () => {
  const world = await openWorld({ limits: { libraryPage: 5 } })
  const library = await documentPages(world).library()
  const plan = bytesOf(allowed.pdf)
  const many = Array.from({ length: 13 }, (_, at) => new File([plan], `plan-${10 + at}.pdf`))
  // The server counts what a person asks in each second of its own clock.
  const moving = setInterval(() => void world.clock.advance(100), 100)
  atEnd(() => clearInterval(moving))
  library.upload(many)
  await until('all are there', () => library.uploads.length === 0 && library.total === 13, 2000)
  await library.show({ order: 'name' })
  expect(library.documents).toHaveLength(5)
  while (library.hasMore) await library.more()
  expect(names(library)).toEqual(many.map(({ name }) => name))
  library.upload([new File([plan], 'plan-09.pdf')])
  await until('the new one is there', () => library.documents[0]?.name === 'plan-09.pdf', 1000)
  expect(names(library).slice(1)).toEqual(many.map(({ name }) => name))
})

test('a document goes on where it stopped after its line broke at any byte', async () => {
  const world = await openWorld()
  const line = await openLine(world.url)
  const library = await documentPages(world).library({ over: line.url })
  line.breakAt(2 * MB)
  const [upload] = library.upload([grownPdf(5 * MB, 'large-plan.pdf')])
  await until('it is ready', () => upload?.state === 'ready', 2000)
  expect(line.breaks).toBe(1)
  expect(line.offsets.some((offset) => offset > 0)).toBe(true)
})

test('a received file is kept as a document, and keeping it twice gives the same one', async () => {
  const world = await openWorld()
  const id = await world.appointment()
  const [practitioner, patient] = [await world.join(id, 'p-101'), await world.join(id, anna.id)]
  const library = await documentPages(world).library()
  const request = await practitioner.ask()
  const asked = await until('Anna is asked', () => patient.openRequest)
  await asked.answer([pick(allowed.jpeg, 'insurance.jpg')])
  const file = await until('it came', () => practitioner.prompts[0], 1000)
  const kept = await file.keep()
  expect(await file.keep()).toEqual(kept)
  expect(request.state).not.toBe('asked')
  await until('it is in the library', () => names(library).join() === 'insurance.jpg')
})
