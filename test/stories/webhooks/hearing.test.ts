import { createHash, randomUUID } from 'node:crypto'
import { type AuditEntry, pathOf, routes, type Ticket } from '@chairside/protocol'
import { Webhook as Verifier } from 'standardwebhooks'
import { expect, test } from 'vitest'
import { meet } from '../../world/calls.ts'
import { readyDocument } from '../../world/document-calls.ts'
import { linesOf } from '../../world/exchange.ts'
import { ask } from '../../world/http.ts'
import { fileIn, requested, reregister } from '../../world/party.ts'
import { anna, eva, otherDoctor, peter } from '../../world/people.ts'
import { hookOf, isSigned, madeSecret, openReceiver } from '../../world/receiver.ts'
import { allowed, bytesOf } from '../../world/samples.ts'
import { issueCode, share } from '../../world/sharing.ts'
import { until } from '../../world/until.ts'

const pdf = bytesOf(allowed.pdf)

test('an app hears that a request was answered and which file is ready, fetches it with its key, and has the same bytes', async () => {
  const meeting = await meet()
  const { world, id, doctor, patient } = meeting
  const receiver = await openReceiver()
  const secret = madeSecret()
  await hookOf(world, 'app').put({ url: receiver.url, secret })
  const request = await requested(doctor, 'Please send the letter of March')
  const transfer = await patient.offer([{ name: 'Heard-Letter.pdf', size: pdf.length }], request)
  const file = fileIn(transfer).id
  await patient.patch(file, pdf)

  const ready = await until('the file is told', () => receiver.of('file.ready')[0])
  const answered = await until('the answer is told', () => receiver.of('request.answered')[0])
  const { number, at } = await entryOf(meeting, 'file-ready')
  expect(ready.body).toEqual({
    type: 'file.ready',
    timestamp: at,
    data: { revision: number, appointment: id, transfer: transfer.id, file },
  })
  expect(answered.body.data).toEqual({
    revision: (await entryOf(meeting, 'request-answered')).number,
    ...{ appointment: id, request, transfer: transfer.id },
  })
  expect(isSigned(ready, secret)).toBe(true)
  expect(isSigned(ready, madeSecret())).toBe(false)
  // The library of the specification signs the same.
  const time = new Date(Number(ready.headers['webhook-timestamp']) * 1000)
  expect(time.getTime()).toBe(world.clock.now())
  expect(ready.headers['webhook-signature']).toBe(new Verifier(secret).sign(ready.id, time, ready.text))

  const said = await world.backend('POST', pathOf(routes.issueTicket, { id: file }), { use: 'download' })
  const { url } = (await said.json()) as Ticket
  const content = await ask(url, 'GET')
  const digest = createHash('sha256').update(content.body).digest('hex')
  expect(content.headers.etag).toBe(`"${digest}"`)
  expect(content.body).toEqual(pdf)

  // It is in the audit as what the app did, and is no receipt of the practitioner in whose place the key acts.
  const sent = await until('the fetch is kept', async () =>
    (await world.audit(id)).find(({ kind }) => kind === 'file-sent'),
  )
  expect(sent).toMatchObject({ file, use: 'record', whole: true, address: '127.0.0.1' })
  expect('by' in sent).toBe(false)
  const all = await world.audit(id)
  expect(all.find(({ kind }) => kind === 'ticket-issued')).toMatchObject({ file, use: 'record' })
  expect(all.filter(({ kind }) => /downloaded|viewed/.test(kind))).toEqual([])
  expect((await doctor.see(transfer.id)).files[0]?.state).toBe('ready')
  expect(receiver.of('file.downloaded')).toEqual([])
})

test('a webhook hears every kind of fact, with ids alone: no name, text, code, token or digest', async () => {
  const meeting = await meet()
  const { world, id, doctor, patient } = meeting
  const receiver = await openReceiver()
  await hookOf(world, 'app').put({ url: receiver.url })
  const names = [anna.name, eva.name, 'Named-Letter.pdf', 'Broken-Letter.pdf', 'Private-Report.pdf']
  const request = await requested(doctor, 'Bring the yellow folder')
  const wanted = [
    { name: 'Named-Letter.pdf', size: pdf.length },
    { name: 'Broken-Letter.pdf', size: 9 },
  ]
  const transfer = await patient.offer(wanted, request)
  const [whole, broken] = transfer.files.map((file) => file.id)
  await patient.patch(whole ?? '', pdf)
  await patient.patch(broken ?? '', Buffer.from('no letter'))
  const url = await doctor.ticket(whole ?? '')
  await ask(url, 'GET')
  // The sender's own copy is no download of the other side.
  await ask(await patient.ticket(whole ?? ''), 'GET')

  const fields = { name: 'Private-Report.pdf', sensitivity: 'sensitive', attach: true }
  const link = await share(meeting, await readyDocument(meeting, fields))
  const code = await issueCode(meeting, link)
  const asking = { json: { secret: link.secret } }
  expect((await ask(world.url + pathOf(routes.askForLinkCode), 'POST', asking)).status).toBe(204)
  await world.end(id)

  const types = [
    'request.answered',
    'file.ready',
    'file.refused',
    'file.downloaded',
    'code.wanted',
    'appointment.ended',
  ]
  await until('all are told', () => receiver.got.length >= types.length)
  const about = { appointment: id, transfer: transfer.id }
  const told = Object.fromEntries(
    receiver.got.map(({ body: { type, data } }) => [type, { ...data, revision: 0 }]),
  )
  expect(told).toEqual({
    'request.answered': { revision: 0, ...about, request },
    'file.ready': { revision: 0, ...about, file: whole },
    'file.refused': { revision: 0, ...about, file: broken },
    'file.downloaded': { revision: 0, ...about, file: whole, participant: eva.id },
    'code.wanted': { revision: 0, document: link.document, link: link.id, participant: anna.id },
    'appointment.ended': { revision: 0, appointment: id },
  })
  // Later facts of one appointment have larger numbers, whatever the order in which they arrive.
  const revisions = types
    .filter((type) => type !== 'code.wanted')
    .map((type) => receiver.got.find(({ body }) => body.type === type)?.body.data.revision ?? 0)
  expect(new Set(revisions).size).toBe(revisions.length)
  expect(revisions.at(-1)).toBe(Math.max(...revisions))

  const sent = receiver.got.map(({ text, headers, path }) => text + path + JSON.stringify(headers)).join('')
  const secrets = [...names, 'yellow folder', doctor.token, patient.token, link.secret, code, world.apiKey]
  expect(secrets.filter((secret) => sent.includes(secret))).toEqual([])
  expect(sent).not.toMatch(/sha256|[0-9a-f]{64}/)
  expect(receiver.of('file.downloaded')).toHaveLength(1)
})

test('a view of a patient is told once, that of an editor is not', async () => {
  const meeting = await meet()
  const { world, doctor, patient } = meeting
  const receiver = await openReceiver()
  await hookOf(world, 'app').put({ url: receiver.url, events: ['document.viewed'] })
  const document = await readyDocument(meeting, { attach: true })
  const path = pathOf(routes.countView, { id: document })
  for (const _ of [1, 2]) expect((await patient.ask('POST', path)).status).toBe(204)
  const ticket = pathOf(routes.issueDocumentTicket, { id: document })
  const said = await doctor.ask('POST', ticket, { json: { use: 'view' } })
  await ask(said.json<Ticket>().url, 'GET')
  await hookOf(world, 'app').act('testWebhook')
  await until('the test is told', () => receiver.of('webhook.test')[0])
  await until('the view is told', () => receiver.of('document.viewed')[0])
  expect(receiver.of('document.viewed').map(({ body }) => body.data)).toEqual([
    { revision: expect.any(Number), document, participant: anna.id },
  ])
})

test('the key gets every file for its record, also of people who have left, and nobody else gets it for the record', async () => {
  const meeting = await meet()
  const { world, id, doctor, patient } = meeting
  const transfer = await doctor.offer([{ name: 'Kept-Letter.pdf', size: pdf.length }])
  const file = fileIn(transfer).id
  await doctor.patch(file, pdf)
  const path = pathOf(routes.issueTicket, { id: file })
  for (const party of [doctor, patient]) {
    const said = await party.ask('POST', path, { json: { use: 'record' } })
    expect([said.status, said.error?.code, said.error?.field]).toEqual([400, 'BAD_REQUEST', '/use'])
    expect(said.error?.message).toContain('use must be download or view')
  }
  await reregister(world, id, { practitioner: otherDoctor, patients: [peter] })
  expect((await doctor.tryTicket(file)).status).toBe(404)
  const { url } = (await (await world.backend('POST', path, { use: 'record' })).json()) as Ticket
  expect((await ask(url, 'GET')).body).toEqual(pdf)
  const missing = await world.backend('POST', pathOf(routes.issueTicket, { id: randomUUID() }), {
    use: 'record',
  })
  expect(missing.status).toBe(404)
  await world.backend('DELETE', `${pathOf(routes.endAppointment, { id })}?erase`)
  expect((await ask(url, 'GET')).status).toBe(401)
  expect((await world.backend('POST', path, { use: 'record' })).status).toBe(410)
})

test('a document that the key fetches is in its audit as fetched for the record, and was neither viewed nor downloaded', async () => {
  const meeting = await meet()
  const { world } = meeting
  const id = await readyDocument(meeting)
  const path = pathOf(routes.issueDocumentTicket, { id })
  const { url } = (await (await world.backend('POST', path, { use: 'download' })).json()) as Ticket
  const said = await ask(url, 'GET')
  expect(said.status).toBe(200)
  expect(said.headers['content-disposition']).toMatch(/^attachment/)
  const audit = await until('it is kept', async () => {
    const lines = await linesOf(await world.backend('GET', pathOf(routes.readDocumentAudit, { id })))
    return lines.some(({ kind }) => kind === 'document-sent') && lines
  })
  const mine = audit.filter(({ kind }) => /ticket|sent|viewed|downloaded/.test(kind))
  expect(mine.map(({ kind, use, by, address }) => [kind, use, by, address])).toEqual([
    ['ticket-issued', 'record', undefined, '127.0.0.1'],
    ['document-sent', 'record', undefined, '127.0.0.1'],
  ])
})

/** The newest line of a kind, with its number. */
async function entryOf({ world, id }: Awaited<ReturnType<typeof meet>>, kind: string) {
  const lines = await linesOf<AuditEntry & { number: number; appointment?: string }>(
    await world.backend('GET', pathOf(routes.exportAudit)),
  )
  const found = lines.findLast((line) => line.kind === kind && line.appointment === id)
  if (found === undefined) throw new Error(`no line ${kind}`)
  return found
}
