import { MB } from '@chairside/protocol'
import { expect, test } from 'vitest'
import { documentPages } from '../../world/documents.ts'
import { openLine } from '../../world/line.ts'
import { anna, peter, sam } from '../../world/people.ts'
import { allowed, bytesOf, grownPdf, pick } from '../../world/samples.ts'
import { atEnd, until } from '../../world/until.ts'
import { openWorld } from '../../world/world.ts'

/* A practitioner puts material into a session by the SDK, and a patient sees it. */

/** The beginning of a program of Linux (ELF). */
const elf = Uint8Array.from([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1, 0, ...new Uint8Array(56)])

const names = (shown: { documents: readonly { document: { name: string } }[] }) =>
  shown.documents.map(({ document }) => document.name)

test('files that are dropped together stand attached in their order, and the patient sees each when it is ready', async () => {
  const world = await openWorld()
  const id = await world.appointment()
  const pages = documentPages(world)
  const session = await pages.session(id)
  const files = await pages.files(anna.id, id)
  expect(session.documents).toEqual([])
  session.upload([
    pick(allowed.jpeg, 'first.jpg'),
    pick(allowed.pdf, 'second.pdf'),
    pick(allowed.docx, 'third.docx'),
  ])
  await until('all are attached', () => session.documents.length === 3 && session.uploads.length === 0, 1000)
  expect(names(session)).toEqual(['first.jpg', 'second.pdf', 'third.docx'])
  await until('Anna sees them', () => files.sessions[0]?.documents.length === 3)
  expect(files.sessions[0]?.documents.map(({ name, state }) => [name, state])).toEqual([
    ['first.jpg', 'open'],
    ['second.pdf', 'open'],
    ['third.docx', 'open'],
  ])
})

test('a refused file stays in the list with its problem, and stops no other', async () => {
  const world = await openWorld()
  const id = await world.appointment()
  const session = await documentPages(world).session(id)
  const [program, disguised] = session.upload([
    new File(['MZ'], 'setup.exe'),
    new File([elf], 'not-a-plan.pdf'),
    pick(allowed.pdf, 'plan.pdf'),
  ])
  expect(program?.state).toBe('refused')
  expect(program?.problem?.code).toBe('EXTENSION_NOT_ALLOWED')
  expect(program?.canRetry).toBe(false)
  await until('the good one is attached', () => session.documents.length === 1, 1000)
  await until('the disguised one is refused', () => disguised?.state === 'refused', 1000)
  expect(disguised?.problem?.code).toBe('TYPE_NOT_ALLOWED')
  expect(session.uploads).toEqual([program, disguised])
  await program?.remove()
  await disguised?.remove()
  expect(session.uploads).toEqual([])
  await session.refresh()
  expect(session.uploads).toEqual([])
  expect(names(session)).toEqual(['plan.pdf'])
})

test('availability and visibility of several documents change in one act, and show at once', async () => {
  const world = await openWorld()
  const id = await world.appointment({
    patients: [
      { ...anna, paid: true },
      { ...peter, paid: false },
    ],
  })
  const session = await documentPages(world).session(id)
  session.upload([pick(allowed.pdf, 'plan-1.pdf'), pick(allowed.png, 'scan-2.png')])
  await until('both are attached', () => session.documents.length === 2, 1000)
  const ids = session.documents.map((one) => one.id)
  const changing = session.change(ids, { availability: 'after-session', visibility: 'paid' })
  const shown = () => session.documents.map((one) => [one.availability, one.visibility, one.inherited])
  const wanted = ids.map(() => ['after-session', 'paid', false])
  expect(shown()).toEqual(wanted)
  await changing
  expect(shown()).toEqual(wanted)
  expect(session.documents[0]?.from).toEqual(session.endsAt)
  await session.refresh()
  expect(shown()).toEqual(wanted)
  const seen = await session.seenAs(peter.id)
  expect(seen.missing.map(({ why }) => why)).toEqual(['not-paid', 'not-paid'])
})

test('a removed document comes back to its place by undo, as it was attached', async () => {
  const world = await openWorld()
  const id = await world.appointment()
  const session = await documentPages(world).session(id)
  session.upload([
    pick(allowed.pdf, 'plan-a.pdf'),
    pick(allowed.png, 'scan-b.png'),
    pick(allowed.jpeg, 'card-c.jpg'),
  ])
  await until('all are attached', () => session.documents.length === 3, 1000)
  const [, second] = session.documents
  if (!second) throw new Error('no second document')
  await session.change([second.id], { availability: 'at-session' })
  const undo = await session.remove(second.id)
  expect(names(session)).toEqual(['plan-a.pdf', 'card-c.jpg'])
  await undo()
  expect(names(session)).toEqual(['plan-a.pdf', 'scan-b.png', 'card-c.jpg'])
  expect(session.documents[1]?.availability).toBe('at-session')
})

test('400 files that are dropped at once all go, and stand in their order', async () => {
  const world = await openWorld()
  const id = await world.appointment()
  const line = await openLine(world.url)
  const session = await documentPages(world).session(id, undefined, line.url)
  const moving = setInterval(() => void world.clock.advance(100), 100)
  atEnd(() => clearInterval(moving))
  const plan = bytesOf(allowed.pdf)
  const many = Array.from({ length: 400 }, (_, at) => `plan-${String(at).padStart(3, '0')}.pdf`)
  session.upload(many.map((name) => new File([plan], name)))
  const all = () => session.uploads.length === 0 && session.documents.length === 400
  await until('all are attached', all, 15_000)
  expect(names(session)).toEqual(many)
  expect(new Set(line.begins.map(({ file }) => file)).size).toBe(400)
}, 180_000)

test('two editors see the same order and each other’s changes', async () => {
  const world = await openWorld()
  const id = await world.appointment({ staff: [sam] })
  const pages = documentPages(world)
  const [mine, sams] = [await pages.session(id), await pages.session(id, sam.id)]
  mine.upload([pick(allowed.pdf, 'plan-a.pdf'), pick(allowed.png, 'scan-b.png')])
  await until('Sam sees both', () => sams.documents.length === 2, 1000)
  const [a, b] = sams.documents.map((one) => one.id)
  if (!a || !b) throw new Error('no documents')
  await sams.reorder([b, a])
  await until('the order is the same', () => names(mine).join() === 'scan-b.png,plan-a.pdf')
})

test('an upload pauses, goes on, and survives a lost line', async () => {
  const world = await openWorld()
  const id = await world.appointment()
  const line = await openLine(world.url)
  const session = await documentPages(world).session(id, undefined, line.url)
  const [upload] = session.upload([grownPdf(6 * MB, 'large.pdf')])
  if (!upload) throw new Error('no upload')
  upload.pause()
  await until('it is known', () => upload.document !== undefined)
  expect(upload.state).toBe('paused')
  upload.resume()
  await until('bytes went', () => upload.bytes > 0, 1000)
  line.cut()
  line.mend()
  await until('it is attached', () => session.documents.length === 1, 5000)
  expect(session.uploads).toEqual([])
})

test('staff bring back what they took off, and nothing else of the library', async () => {
  const world = await openWorld()
  const id = await world.appointment({ staff: [sam] })
  const pages = documentPages(world)
  const [mine, sams] = [await pages.session(id), await pages.session(id, sam.id)]
  mine.upload([pick(allowed.pdf, 'plan-a.pdf'), pick(allowed.png, 'scan-b.png')])
  await until('Sam sees both', () => sams.documents.length === 2, 1000)
  const [a, b] = sams.documents.map((one) => one.id)
  if (!a || !b) throw new Error('no documents')
  const undo = await sams.remove(a)
  await undo()
  expect(names(sams)).toEqual(['plan-a.pdf', 'scan-b.png'])
  await mine.remove(b)
  await expect(sams.attach([b])).rejects.toMatchObject({ code: 'NOT_FOUND' })
  // Sam took it off once, but Eva did so last.
  await mine.remove(a)
  await expect(sams.attach([a])).rejects.toMatchObject({ code: 'NOT_FOUND' })
})
