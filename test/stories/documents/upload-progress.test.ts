import { type Document, KB, MB, pathOf, routes } from '@chairside/protocol'
import { expect, test } from 'vitest'
import { documentPages } from '../../world/documents.ts'
import { openLine } from '../../world/line.ts'
import { sam } from '../../world/people.ts'
import { grownPdf } from '../../world/samples.ts'
import { until } from '../../world/until.ts'
import { openWorld, type World } from '../../world/world.ts'

/* How far an upload into a library is, is the server's word. */

/** The bytes of a document on its way, by the server. */
async function stored(world: World, id: string): Promise<number> {
  const said = await world.backend('GET', pathOf(routes.readDocument, { id }))
  const document = (await said.json()) as Document
  return document.state === 'receiving' ? document.bytes : document.size
}

test('an upload never shows more bytes than the server has, while the line is held, cut and mended', async () => {
  const world = await openWorld()
  const line = await openLine(world.url)
  const pages = documentPages(world)
  const library = await pages.library({ over: line.url })
  const other = await pages.library()
  const film = grownPdf(12 * MB, 'Whole-Lesson.pdf')
  line.hold(2 * MB)
  const [upload] = library.upload([film])
  if (!upload) throw new Error('nothing is uploaded')
  let most = 0
  library.on('change', () => {
    most = Math.max(most, upload.bytes)
  })
  /** What the line carried besides the file is less than this. */
  const head = 16 * KB
  /** Waits until a page shows what the server has, which is all that the line let through. */
  const shows = (page: typeof library) =>
    until('it shows what came', async () => {
      await world.clock.advance(250)
      const bytes = page.uploads.find(({ id }) => id === upload.id)?.bytes ?? 0
      return bytes > 2 * MB - head && bytes === (await stored(world, upload.id)) && bytes
    })
  await until('the line is full', () => line.uploaded >= 2 * MB)
  const here = await shows(library)
  expect(here).toBeLessThanOrEqual(2 * MB)
  expect(most).toBe(here)
  // Another page of the practitioner follows, though it sends nothing.
  expect(await shows(other)).toBe(here)

  line.cut()
  expect(upload.bytes).toBe(here)
  line.mend()
  line.flow()
  await until('it is there', () => library.documents.some(({ state }) => state === 'ready'), 3_000)
  expect(most).toBe(film.size)
})

test('the staff who send a file see it come, too', async () => {
  const world = await openWorld()
  const id = await world.appointment({ staff: [sam] })
  const line = await openLine(world.url)
  const session = await documentPages(world).session(id, sam.id, line.url)
  line.hold(2 * MB)
  const [upload] = session.upload([grownPdf(12 * MB, 'Whole-Lesson.pdf')])
  await until('it shows what came', async () => {
    await world.clock.advance(250)
    return upload && upload.bytes > MB && upload.bytes === (await stored(world, upload.id))
  })
  line.flow()
})
