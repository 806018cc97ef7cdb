import { type ArchiveTicket, type AuditEntry, pathOf, routes } from '@chairside/protocol'
import { expect, test } from 'vitest'
import { type Meeting, meet } from '../../world/calls.ts'
import { readyDocument } from '../../world/document-calls.ts'
import { ask, begin, type Said } from '../../world/http.ts'
import { until } from '../../world/until.ts'

/* The download of an archive that was cut goes on where it was, as long as the archive is the same. */

const pdfOf = (size: number, word: string): Buffer =>
  Buffer.concat([Buffer.from('%PDF-1.7\n'), Buffer.alloc(size, word), Buffer.from('\n%%EOF\n')])

/** An appointment with three documents. */
async function filled() {
  const meeting = await meet()
  const contents = [pdfOf(70_000, 'one '), pdfOf(2_500_000, 'two '), pdfOf(90_000, 'three ')]
  const ids: string[] = []
  for (const [at, content] of contents.entries())
    ids.push(await readyDocument(meeting, { name: `Part-${at}.pdf`, attach: true }, content))
  return { meeting, contents, ids }
}

async function ticketOf({ world, id, patient }: Meeting): Promise<ArchiveTicket> {
  const said = await world.as(patient.token, 'POST', pathOf(routes.issueArchiveTicket, { id }))
  expect(said.status).toBe(200)
  return (await said.json()) as ArchiveTicket
}

const partOf = (url: string, range: string, etag: string): Promise<Said> =>
  ask(url, 'GET', { headers: { range, 'if-range': etag } })

const etagOf = ({ headers }: Said): string => String(headers.etag)

/** What the audit says of a document's bytes that went to the patient. */
async function sentOf({ world }: Meeting, id: string): Promise<AuditEntry[]> {
  const said = await world.backend('GET', pathOf(routes.readDocumentAudit, { id }))
  const lines = (await said.text()).trim().split('\n')
  return lines
    .map((line) => JSON.parse(line) as AuditEntry)
    .filter(({ kind }) => kind === 'document-sent' || kind === 'document-downloaded')
}

test('a part of an archive is that of the whole one, on a later ticket too', async () => {
  const { meeting } = await filled()
  const { url, size } = await ticketOf(meeting)
  const whole = await ask(url, 'GET')
  expect([whole.status, whole.headers['accept-ranges'], whole.body.length]).toEqual([200, 'bytes', size])
  const etag = etagOf(whole)
  expect(etagOf(await ask(url, 'HEAD'))).toBe(etag)
  const later = await ticketOf(meeting)
  for (const start of [0, 29, 80_000, 1_000_000, size - 300, size - 1]) {
    const part = await partOf(later.url, `bytes=${start}-`, etag)
    expect([start, part.status, part.headers['content-range'], part.headers['content-length']]).toEqual([
      start,
      206,
      `bytes ${start}-${size - 1}/${size}`,
      String(size - start),
    ])
    expect(part.body.equals(whole.body.subarray(start))).toBe(true)
  }
  const beyond = await partOf(url, `bytes=${size}-`, etag)
  expect([beyond.status, beyond.headers['content-range'], beyond.body.length]).toEqual([
    416,
    `bytes */${size}`,
    0,
  ])
})

test('a part without the archive’s own tag, or with that of another archive, is the whole one', async () => {
  const { meeting } = await filled()
  const { world, id, doctor } = meeting
  const { url, size } = await ticketOf(meeting)
  const before = etagOf(await ask(url, 'HEAD'))
  const plain = await ask(url, 'GET', { headers: { range: 'bytes=1000-' } })
  expect([plain.status, plain.body.length]).toEqual([200, size])
  for (const other of ['"another"', `W/${before}`]) {
    const said = await partOf(url, 'bytes=1000-', other)
    expect([said.status, said.body.length]).toEqual([200, size])
  }
  // The same number of bytes as before, and yet another archive.
  const { documents } = (await (
    await world.as(doctor.token, 'GET', pathOf(routes.readSession, { id }))
  ).json()) as { documents: { document: { id: string } }[] }
  const order = documents.map(({ document }) => document.id).toReversed()
  await world.as(doctor.token, 'PATCH', pathOf(routes.changeSession, { id }), { order })
  const said = await partOf(url, 'bytes=1000-', before)
  expect([said.status, said.body.length]).toEqual([200, size])
  expect(etagOf(said)).not.toBe(before)
})

test('what becomes ready after the ticket is not in its archive, so that one whose line broke goes on', async () => {
  const { meeting } = await filled()
  const { world } = meeting
  const { url, size, files } = await ticketOf(meeting)
  const etag = etagOf(await ask(url, 'HEAD'))
  await world.clock.advance(1)
  await readyDocument(meeting, { name: 'Part-later.pdf', attach: true })
  const part = await partOf(url, `bytes=${size - 10}-`, etag)
  expect([part.status, part.headers['content-range']]).toEqual([
    206,
    `bytes ${size - 10}-${size - 1}/${size}`,
  ])
  expect((await ticketOf(meeting)).files).toBe(files + 1)
})

test('for each part the right is asked as for the whole archive', async () => {
  const { meeting, ids } = await filled()
  const { world, id, doctor } = meeting
  const { url, size } = await ticketOf(meeting)
  const etag = etagOf(await ask(url, 'HEAD'))
  expect((await partOf(url, `bytes=${size - 10}-`, etag)).status).toBe(206)
  const [first = ''] = ids
  await world.as(doctor.token, 'DELETE', pathOf(routes.detachDocument, { id: first, appointment: id }))
  const smaller = await partOf(url, `bytes=${size - 10}-`, etag)
  expect(smaller.status).toBe(200)
  expect(smaller.body.length).toBeLessThan(size)
  expect(smaller.body.includes('Part-0.pdf')).toBe(false)
  await world.backend('PUT', pathOf(routes.registerAppointment, { id }), {
    patients: [{ id: 'zora', name: 'Zora Listed' }],
  })
  expect((await partOf(url, `bytes=${size - 10}-`, etagOf(smaller))).status).toBe(404)
})

test('what went out before an archive was cut, and after it went on, together is a download of each content', async () => {
  const { meeting, contents, ids } = await filled()
  const { url, size } = await ticketOf(meeting)
  const etag = etagOf(await ask(url, 'HEAD'))
  const [, second = ''] = ids
  // It ends inside the second content.
  const cut = 1_200_000
  const download = begin(url, 'GET')
  download.request.end()
  const head = await download.head
  const got: Buffer[] = []
  let bytes = 0
  for await (const chunk of head) {
    got.push(chunk as Buffer)
    bytes += (chunk as Buffer).length
    if (bytes >= cut) break
  }
  download.request.destroy()
  const begun = await until('the cut part is kept', async () => {
    const lines = await sentOf(meeting, second)
    return lines.length > 0 && lines
  })
  expect(begun).toMatchObject([{ kind: 'document-sent', start: 0, whole: false }])
  expect((await sentOf(meeting, ids[0] ?? '')).map(({ kind }) => kind)).toEqual([
    'document-sent',
    'document-downloaded',
  ])
  const rest = await partOf(url, `bytes=${bytes}-`, etag)
  expect(rest.status).toBe(206)
  const whole = Buffer.concat([...got, rest.body])
  expect(whole.length).toBe(size)
  for (const content of contents) expect(whole.includes(content)).toBe(true)
  for (const id of ids)
    await until('it counts as downloaded, once', async () => {
      const lines = await sentOf(meeting, id)
      return lines.filter(({ kind }) => kind === 'document-downloaded').length === 1
    })
  // Nothing of the first content went out again.
  expect((await sentOf(meeting, ids[0] ?? '')).filter(({ kind }) => kind === 'document-sent')).toHaveLength(1)
})
