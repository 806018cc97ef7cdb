import { type ArchiveTicket, pathOf, routes } from '@chairside/protocol'
import { expect, test } from 'vitest'
import type { Owner } from '../../../server/src/domain/bytes/owner.ts'
import { type ArchiveEntry, askInTurn } from '../../../server/src/domain/documents/archive-rights.ts'
import { openThings } from '../../contracts/thing.ts'
import { meet } from '../../world/calls.ts'
import { readyDocument } from '../../world/document-calls.ts'
import { ask, begin, read } from '../../world/http.ts'
import { openOwning, tokenOf } from '../../world/owning.ts'
import { tus } from '../../world/party.ts'
import { anna } from '../../world/people.ts'
import { allowed, bytesOf } from '../../world/samples.ts'

/* The rights to many small contents of an archive are asked together, and are never older than a look at what runs. */

const pdf = bytesOf(allowed.pdf)

/** Contents of these sizes that a reader may fetch, and how many rights each query asked for. */
async function filled(...sizes: number[]) {
  const { announce, owner, reader, sender, url, bytes, ground, revoke } = await openOwning(openThings)
  const entries: ArchiveEntry[] = []
  for (const [at, size] of sizes.entries()) {
    const id = await announce(`${at}.pdf`, pdf.length)
    const sent = await ask(`${url}/v1/files/${id}/upload`, 'PATCH', {
      ...{ token: tokenOf(sender), headers: tus(0), body: pdf },
    })
    expect(sent.status).toBe(204)
    entries.push({ owner: 'thing', id, name: `${at}.pdf`, size, key: id, crc32: 0, at: 0 })
  }
  const asked: number[] = []
  const watched: Owner = {
    ...owner,
    allowed: (db, streams) => {
      asked.push(streams.length)
      return owner.allowed(db, streams)
    },
  }
  const { streams } = bytes.outflow
  const mayFetch = askInTurn(ground.records.db, reader, entries, { owners: { thing: watched }, streams })
  return { entries, mayFetch, asked, revoke, look: streams.look }
}

test('the rights to small contents that go out fast are asked together, those to large ones one by one', async () => {
  const { entries, mayFetch, asked } = await filled(...Array(8).fill(1000), 5_000_000, ...Array(2).fill(1000))
  for (const entry of entries) await mayFetch(entry)
  expect(asked).toEqual([2, 4, 2, 1, 2])
})

test('a right that was read ahead serves until the running streams are looked at, and is then read again', async () => {
  const { entries, mayFetch, asked, revoke, look } = await filled(...Array(6).fill(1000))
  const [first, second, third, fourth, fifth] = entries as [ArchiveEntry, ...ArchiveEntry[]]
  if (!second || !third || !fourth || !fifth) throw new Error('five contents')
  for (const entry of [first, second, third]) await mayFetch(entry)
  expect(asked).toEqual([2, 4])
  await look()
  await revoke(fifth.id)
  // A reader this slow has only the next one asked for.
  await mayFetch(fourth)
  expect(asked).toEqual([2, 4, 1])
  await expect(mayFetch(fifth)).rejects.toMatchObject({ code: 'NOT_FOUND' })
})

test('a content of nothing that one may fetch ends the archive before its first byte', async () => {
  const { entries, mayFetch, revoke } = await filled(1000)
  const [only] = entries
  if (!only) throw new Error('one content')
  await revoke(only.id)
  await expect(mayFetch(only)).rejects.toMatchObject({ code: 'NOT_FOUND' })
})

test('an archive of many small contents ends where the right to one has ended, half a second later at the latest', async () => {
  const meeting = await meet()
  const { world, id, patient } = meeting
  const small = (mark: string): Buffer =>
    Buffer.concat([Buffer.from('%PDF-1.7\n'), Buffer.alloc(250_000, mark), Buffer.from('\n%%EOF\n')])
  // More than the system holds between two processes.
  const many = 60
  for (let at = 0; at < many; at += 1) {
    await readyDocument(meeting, { attach: true }, small(`content ${at} `))
    // The server counts what a person asks in each second of its own clock.
    await world.clock.advance(100)
  }
  await readyDocument(meeting, { attach: true, visibility: 'paid' }, small('not paid any more '))
  const setPaid = (paid: boolean) =>
    world.backend('PATCH', pathOf(routes.changePatient, { id, patient: anna.id }), { paid })
  await setPaid(true)
  const asked = await world.as(patient.token, 'POST', pathOf(routes.issueArchiveTicket, { id }))
  const { url, files, size } = (await asked.json()) as ArchiveTicket
  expect(files).toBe(many + 1)
  const running = begin(url, 'GET')
  running.request.end()
  const answer = await running.head
  await setPaid(false)
  await world.clock.advance(500)
  const got = await read(answer)
  expect(got.cut).toBe(true)
  expect(got.body.length).toBeLessThan(size)
  expect(got.body.includes('not paid any more')).toBe(false)
})
