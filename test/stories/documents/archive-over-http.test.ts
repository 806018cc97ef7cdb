import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type ArchiveTicket, pathOf, routes } from '@chairside/protocol'
import { expect, test } from 'vitest'
import { type Meeting, meet } from '../../world/calls.ts'
import { readyDocument } from '../../world/document-calls.ts'
import { ask } from '../../world/http.ts'
import { anna } from '../../world/people.ts'
import { atEnd } from '../../world/until.ts'

const wish = ({ world, id, patient }: Meeting): Promise<Response> =>
  world.as(patient.token, 'POST', pathOf(routes.issueArchiveTicket, { id }))

/** The names in an archive, as Python reads them after it has checked every content. */
function namesIn(archive: Buffer): string[] {
  const folder = mkdtempSync(join(tmpdir(), 'chairside-zip-'))
  atEnd(() => rmSync(folder, { recursive: true }))
  const file = join(folder, 'all.zip')
  writeFileSync(file, archive)
  const script =
    'import sys, zipfile; z = zipfile.ZipFile(sys.argv[1]); assert z.testzip() is None; print("\\n".join(z.namelist()))'
  return execFileSync('python3', ['-c', script, file], { encoding: 'utf8' }).trim().split('\n')
}

test('an archive holds what the patient may open now, under the title and the day, and has the length it promised', async () => {
  const meeting = await meet()
  const { world, id } = meeting
  await world.backend('PUT', pathOf(routes.registerAppointment, { id }), { title: 'Shoulder: group/1' })
  for (const name of ['Same.pdf', 'same.pdf', 'Žena.pdf'])
    await readyDocument(meeting, { name, attach: true })
  await readyDocument(meeting, { name: 'Paid.pdf', attach: true, visibility: 'paid' })
  await readyDocument(meeting, { name: 'Secret.pdf', attach: true, sensitivity: 'sensitive' })
  const ticket = (await (await wish(meeting)).json()) as ArchiveTicket
  expect(ticket).toMatchObject({ files: 3, left: 1 })
  const day = new Date(world.clock.now()).toISOString().slice(0, 10)
  expect(ticket.name).toBe(`Shoulder_ group-1 ${day}.zip`)
  const said = await ask(ticket.url, 'GET')
  expect([said.status, said.body.length, said.headers['content-length']]).toEqual([
    200,
    ticket.size,
    String(ticket.size),
  ])
  expect(namesIn(said.body)).toEqual(['Same.pdf', 'same (2).pdf', 'Žena.pdf'])
})

test('an archive of nothing is refused in a sentence', async () => {
  const meeting = await meet()
  await readyDocument(meeting, { attach: true, visibility: 'paid' })
  const said = await wish(meeting)
  expect([said.status, said.headers.get('chairside-error')]).toEqual([409, 'NOTHING_TO_PACK'])
})

test('an archive ends where the right to one of its contents has ended', async () => {
  const meeting = await meet()
  const { world, id } = meeting
  const big = Buffer.concat([
    Buffer.from('%PDF-1.7\n'),
    Buffer.alloc(9_000_000, 'abcdefghij '),
    Buffer.from('\n%%EOF\n'),
  ])
  await readyDocument(meeting, { name: 'First.pdf', attach: true }, big)
  await readyDocument(meeting, { name: 'Second.pdf', attach: true, visibility: 'all' })
  const { url, size } = (await (await wish(meeting)).json()) as ArchiveTicket
  const answer = await fetch(url)
  const reader = answer.body?.getReader()
  let bytes = (await reader?.read())?.value?.length ?? 0
  await world.backend('PUT', pathOf(routes.registerAppointment, { id }), {
    patients: [{ id: 'zora', name: 'Zora Listed' }],
  })
  const read = async (): Promise<void> => {
    for (;;) {
      const next = await reader?.read()
      if (next === undefined || next.done) return
      bytes += next.value.length
    }
  }
  await expect(read()).rejects.toThrow()
  expect(bytes).toBeLessThan(size)
  expect(anna.id).not.toBe('zora')
})
