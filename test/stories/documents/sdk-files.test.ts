import { type PatientFiles, pathOf, routes } from '@chairside/protocol'
import { expect, test } from 'vitest'
import { documentPages, filesToken } from '../../world/documents.ts'
import { anna, eva, peter } from '../../world/people.ts'
import { allowed, bytesOf, pick } from '../../world/samples.ts'
import { drawing, until } from '../../world/until.ts'
import { openWorld, type World } from '../../world/world.ts'

/* A patient's files by the SDK. */

const minute = 60_000

/** An appointment that starts in ten minutes, with these samples attached; `unpaid`: Anna has not paid. */
async function prepared(world: World, samples: readonly string[], { unpaid = false } = {}) {
  const begin = world.clock.now() + 10 * minute
  const id = await world.appointment({
    patients: [{ ...anna, paid: !unpaid }],
    startsAt: new Date(begin).toISOString(),
    endsAt: new Date(begin + 30 * minute).toISOString(),
  })
  const session = await documentPages(world).session(id)
  session.upload(samples.map((sample) => pick(sample)))
  await until('all are attached', () => session.documents.length === samples.length, 2000)
  return { id, session }
}

test('a document waits for its time with a date, and opens by itself when the appointment begins', async () => {
  const world = await openWorld()
  const { id, session } = await prepared(world, [allowed.pdf])
  const [attached] = session.documents
  await session.change([attached?.id ?? ''], { availability: 'at-session' })
  const files = await documentPages(world).files(anna.id)
  const plan = await until('it is announced', () => files.session(id)?.documents[0])
  expect(plan.state).toBe('later')
  expect(plan.from).toEqual(session.startsAt)
  await expect(plan.ticket('view')).rejects.toMatchObject({ code: 'NOT_YET' })
  // A second before it begins the page asks; then it waits for the rest, by the server's clock.
  await world.clock.advance(10 * minute - 500)
  await files.refresh()
  expect(plan.state).toBe('later')
  await world.clock.advance(500)
  await until('it is open', () => plan.state === 'open', 500)
  const bytes = await new Response(await plan.download()).arrayBuffer()
  expect(Buffer.from(bytes)).toEqual(bytesOf(allowed.pdf))
  expect((await plan.view()).url).toBe((await plan.view()).url)
})

test('what one must pay for is not there at all, and appears by itself with the payment', async () => {
  const world = await openWorld()
  const { id, session } = await prepared(world, [allowed.pdf, allowed.png], { unpaid: true })
  await session.change([session.documents[0]?.id ?? ''], { visibility: 'paid' })
  const files = await documentPages(world).files(anna.id, id)
  expect(files.sessions[0]?.documents.map(({ name }) => name)).toEqual([allowed.png])
  await world.backend('PATCH', pathOf(routes.changePatient, { id, patient: anna.id }), { paid: true })
  await until('it is there', () => files.sessions[0]?.documents.length === 2)
})

test('everything of a session is one ZIP of exactly the length that was told', async () => {
  const world = await openWorld()
  const { id } = await prepared(world, [allowed.pdf, allowed.jpeg])
  const files = await documentPages(world).files(anna.id)
  const archive = await files.session(id)?.archive()
  expect(archive?.files).toBe(2)
  expect(archive?.left).toBe(0)
  let told = 0
  const zip = await archive?.fetched({
    progress: (bytes) => {
      told = bytes
    },
  })
  expect(zip?.size).toBe(archive?.size)
  expect(told).toBe(archive?.size)
  expect(zip?.name).toBe(archive?.name)
})

test('a patient who is removed from an appointment sees nothing of it any more', async () => {
  const world = await openWorld()
  const { id } = await prepared(world, [allowed.pdf])
  const [mine, own] = [
    await documentPages(world).files(anna.id),
    await documentPages(world).files(anna.id, id),
  ]
  expect(mine.sessions).toHaveLength(1)
  expect(own.sessions).toHaveLength(1)
  await world.backend('PUT', pathOf(routes.registerAppointment, { id }), { patients: [peter] })
  await until('nothing is left', () => mine.sessions.length === 0)
  await until('nothing is left of the appointment', () => own.sessions.length === 0)
})

test('the files of an appointment come over its own connection; editors have its material', async () => {
  const world = await openWorld()
  const { id, session } = await prepared(world, [allowed.pdf])
  const [practitioner, patient] = [await world.join(id, eva.id), await world.join(id, anna.id)]
  const files = await patient.documents
  expect(files).toBe(await patient.documents)
  if (files.as !== 'patient') throw new Error('a patient edits')
  expect(files.sessions[0]?.documents).toHaveLength(1)
  const material = await practitioner.documents
  if (material.as !== 'editor') throw new Error('a practitioner does not edit')
  expect(material.documents).toHaveLength(1)
  session.upload([pick(allowed.png)])
  await until(
    'both have it',
    () => files.sessions[0]?.documents.length === 2 && material.documents.length === 2,
    1000,
  )
  patient.close()
  await expect(files.refresh()).rejects.toThrow()
})

test('received files of the live exchange stand under their appointment', async () => {
  const world = await openWorld()
  const id = await world.appointment()
  const practitioner = await world.join(id, eva.id)
  const files = await documentPages(world).files(anna.id)
  const transfer = await practitioner.send([pick(allowed.pdf, 'exercises.pdf')])
  await until('it is ready', () => transfer.files[0]?.state === 'ready', 1000)
  const received = await until('it is there', () => files.session(id)?.received[0])
  const bytes = await new Response(await received.download()).arrayBuffer()
  expect(Buffer.from(bytes)).toEqual(bytesOf(allowed.pdf))
})

test('a received picture has a thumbnail, too, and leaves the list by itself when it is withdrawn', async () => {
  const world = await openWorld()
  const id = await world.appointment()
  const practitioner = await world.join(id, eva.id)
  const files = await documentPages(world).files(anna.id)
  const transfer = await practitioner.send([pick(allowed.jpeg), pick(allowed.pdf)])
  const received = () => files.session(id)?.received ?? []
  await until(
    'both are there, one with a thumbnail',
    () => {
      const pictured = received().filter(({ hasThumbnail }) => hasThumbnail)
      return received().length === 2 && pictured.length === 1
    },
    drawing,
  )
  const [picture, letter] = received().toSorted((one, other) => (one.kind < other.kind ? 1 : -1))
  expect([picture?.kind, letter?.kind]).toEqual(['picture', 'pdf'])
  const small = await picture?.thumbnail()
  expect(small?.type).toBe('image/webp')
  expect(await picture?.thumbnail()).toBe(small)
  expect(await letter?.thumbnail()).toBeUndefined()
  await transfer.files.find(({ id }) => id === picture?.id)?.withdraw()
  await until('it is gone', () => received().length === 1)
})

test('what is on a profile comes as one ZIP by the SDK', async () => {
  const world = await openWorld()
  await world.appointment()
  const papers = await documentPages(world).patient()
  papers.upload([pick(allowed.pdf, 'Plan.pdf')])
  const files = await documentPages(world).files(anna.id)
  const profile = await until('it is there', () => files.profile[0])
  const archive = await profile.archive()
  expect(archive.files).toBe(1)
  expect((await archive.fetched()).size).toBe(archive.size)
})

test('a picture has a thumbnail, which is fetched once; other documents have none', async () => {
  const world = await openWorld()
  const { id, session } = await prepared(world, [allowed.jpeg, allowed.pdf])
  const files = await documentPages(world).files(anna.id)
  const [picture, plan] = files.session(id)?.documents ?? []
  expect(await plan?.thumbnail()).toBeUndefined()
  // Where the server cannot make thumbnails, the picture has an icon.
  if (!picture?.hasThumbnail) return
  const small = await picture.thumbnail()
  expect(small?.type).toBe('image/webp')
  expect(await picture.thumbnail()).toBe(small)
  const seen = await until('her page has heard of it', () => {
    const document = session.documents[0]?.document
    return document?.hasThumbnail && document
  })
  expect(await seen.thumbnail()).toBeDefined()
})

test('a page of many documents ends early, and the pages together have each appointment once', async () => {
  const world = await openWorld({ limits: { filesDocuments: 3 } })
  const counts = [2, 1, 4, 1, 2, 2]
  const ids: string[] = []
  for (const count of counts) {
    const samples = Array.from({ length: count }, () => allowed.pdf)
    await world.clock.advance(minute)
    ids.push((await prepared(world, samples)).id)
  }
  const token = await filesToken(world, anna.id)
  const pages: [string, number][][] = []
  for (let next: string | undefined = ''; next !== undefined; ) {
    const path: string = `${pathOf(routes.readPatientFiles, { id: anna.id })}${next === '' ? '' : `?after=${next}`}`
    const page = (await (await world.as(token, 'GET', path)).json()) as PatientFiles
    pages.push(page.sessions.map(({ appointment, documents }) => [appointment, documents.length]))
    next = page.next
  }
  expect(pages.map((page) => page.map(([, count]) => count))).toEqual([[2], [2, 1], [4], [1, 2]])
  expect(pages.flat().map(([id]) => id)).toEqual(ids.toReversed())
})
