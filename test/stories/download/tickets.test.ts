import { createHash } from 'node:crypto'
import { pathOf, routes, type Ticket } from '@chairside/protocol'
import { SignJWT } from 'jose'
import { expect, test } from 'vitest'
import { ask, begin, type Said } from '../../world/http.ts'
import { bring, fileIn, type Party, partyOf } from '../../world/party.ts'
import { anna, eva } from '../../world/people.ts'
import { allowed, bytesOf } from '../../world/samples.ts'
import { keepSecret } from '../../world/secrets.ts'
import { connect, refusalOf } from '../../world/socket.ts'
import { until } from '../../world/until.ts'
import { openWorld } from '../../world/world.ts'

const pdf = bytesOf(allowed.pdf)
const png = bytesOf(allowed.png)
const minute = 60_000

/** Sends two files to the patient. */
async function meet() {
  const world = await openWorld()
  const id = await world.appointment()
  const doctor = await bring(world, id, eva.id)
  const patient = await bring(world, id, anna.id)
  const transfer = await doctor.offer([
    { name: 'Ticket-Letter.pdf', size: pdf.length },
    { name: 'Ticket-Slice.png', size: png.length },
  ])
  const [letter, slice] = [fileIn(transfer).id, fileIn(transfer, 1).id]
  await doctor.patch(letter, pdf)
  await doctor.patch(slice, png)
  const stateOf = async (file: string) =>
    (await doctor.see(transfer.id)).files.find((one) => one.id === file)?.state
  return { world, id, doctor, patient, transfer: transfer.id, letter, slice, stateOf }
}

const get = (url: string, headers: Record<string, string> = {}): Promise<Said> => ask(url, 'GET', { headers })

const isRefused = (said: Said, code: string): void => {
  expect([said.status, said.error?.code]).toEqual([401, code])
  expect(said.headers.etag).toBeUndefined()
  expect(said.headers['content-disposition']).toBeUndefined()
}

test('rows 79 to 82: a ticket must be begun within a minute', async () => {
  const { world, patient, letter } = await meet()
  const said = await patient.tryTicket(letter)
  const { url, expiresAt } = said.json<Ticket>()
  keepSecret(url.slice(url.lastIndexOf('/') + 1))
  expect(Date.parse(expiresAt)).toBe(world.clock.now() + minute)
  const other = await patient.ticket(letter)
  await world.clock.advance(minute)
  expect((await get(url)).status).toBe(200)
  await world.clock.advance(1)
  isRefused(await get(other), 'TICKET_EXPIRED')
  expect((await ask(other, 'HEAD')).status).toBe(401)
})

test('rows 79 to 82: a ticket that was begun serves HEAD, ranges and repeats for ten minutes, also after a restart, and then no more', async () => {
  const { world, patient, letter } = await meet()
  const url = await patient.ticket(letter)
  await world.clock.advance(1000)
  expect((await ask(url, 'HEAD')).status).toBe(200)
  await world.clock.advance(5 * minute)
  expect((await get(url, { range: 'bytes=0-9' })).status).toBe(206)
  await world.restart()
  await world.clock.advance(5 * minute)
  for (let repeat = 0; repeat < 3; repeat += 1) expect((await get(url)).body.equals(pdf)).toBe(true)
  await world.clock.advance(1)
  isRefused(await get(url), 'TICKET_EXPIRED')
  await world.chairside.sweep()
  isRefused(await get(url), 'TICKET_EXPIRED')
})

test('rows 79 to 82: an altered ticket opens nothing', async () => {
  const { world, patient, letter, slice } = await meet()
  const url = await patient.ticket(letter)
  const [base, ticket = ''] = [`${world.url}/v1/content/`, url.split('/').at(-1)]
  const other = (await patient.ticket(slice)).split('/').at(-1) ?? ''
  expect(ticket).toMatch(/^[\w-]{43}$/)
  const signed = await new SignJWT({
    file: letter,
    use: 'download',
    role: 'patient',
    appointment: patient.appointment,
  })
    .setProtectedHeader({ alg: 'HS256' })
    .setAudience('chairside-ticket')
    .setSubject(anna.id)
    .setExpirationTime('10m')
    .sign(new TextEncoder().encode('x'.repeat(43)))
  const altered = [
    // The digest that the records keep of a ticket cannot serve as a ticket.
    createHash('sha256').update(ticket).digest('hex'),
    ticket.slice(0, 22) + other.slice(22),
    ticket.toLowerCase(),
    ticket.slice(0, -1),
    `${ticket}x`,
    signed,
    letter,
    'x',
  ]
  for (const wrong of altered) isRefused(await get(base + wrong), 'TICKET_INVALID')
  expect((await get(url)).body.equals(pdf)).toBe(true)
})

test('rows 79 to 82: a ticket opens its own file and no other', async () => {
  const { patient, letter, slice } = await meet()
  expect((await get(await patient.ticket(letter))).body.equals(pdf)).toBe(true)
  expect((await get(await patient.ticket(slice))).body.equals(png)).toBe(true)
  const query = await get(`${await patient.ticket(letter)}?file=${slice}&use=view`)
  expect(query.body.equals(pdf)).toBe(true)
})

test('rows 79 to 82: a ticket is good for its own use: looking at a file is no download, and a download is no look', async () => {
  const { world, id, patient, letter, slice, stateOf } = await meet()
  const view = await get(await patient.ticket(slice, 'view'))
  expect(view.headers['content-disposition']).toMatch(/^inline/)
  const facts = async (file: string) =>
    (await world.record(id)).filter((line) => line.file === file).map((line) => line.kind)
  await until('the look is kept', async () => (await facts(slice)).includes('file-viewed'))
  expect(await stateOf(slice)).toBe('ready')
  expect(await facts(slice)).not.toContain('file-downloaded')

  const download = await get(await patient.ticket(letter, 'download'))
  expect(download.headers['content-disposition']).toMatch(/^attachment/)
  await until('the download is kept', async () => (await stateOf(letter)) === 'downloaded')
  expect(await facts(letter)).not.toContain('file-viewed')
  for (const use of ['other', '', null, undefined]) {
    const said = await patient.ask('POST', pathOf(routes.issueTicket, { id: letter }), { json: { use } })
    expect([said.status, said.error?.code]).toEqual([400, 'BAD_REQUEST'])
  }
})

test('who leaves with the last byte has downloaded the file, who leaves before it has not', async () => {
  const { world, doctor, patient, letter, stateOf } = await meet()
  await readAndLeave(await patient.ticket(letter), pdf.length - 1, `bytes=0-${pdf.length - 2}`)
  for (let round = 0; round < 10; round += 1) {
    const transfer = await doctor.offer([{ name: 'Ticket-Repeat.pdf', size: pdf.length }])
    const { id } = fileIn(transfer)
    await doctor.patch(id, pdf)
    await readAndLeave(await patient.ticket(id), pdf.length)
    await until('it is downloaded', async () => {
      await world.clock.advance(100)
      return fileIn(await doctor.see(transfer.id)).state === 'downloaded'
    })
  }
  expect(await stateOf(letter)).toBe('ready')
})

test('rows 79 to 82: a token is no ticket, and a ticket is neither a token nor a key', async () => {
  const { world, id, patient, transfer, letter } = await meet()
  const address = (ticket: string) => world.url + pathOf(routes.readContent, { ticket })
  for (const token of [patient.token, await world.deskToken(eva.id), world.apiKey])
    isRefused(await get(address(token)), 'TICKET_INVALID')

  const ticket = (await patient.ticket(letter)).split('/').at(-1) ?? ''
  const thief: Party = partyOf(world, id, ticket)
  const said = [await thief.trySee(transfer), await thief.tryTicket(letter), await thief.patch(letter, pdf)]
  for (const one of said) isRefused(one, 'TOKEN_INVALID')
  expect((await refusalOf(connect(world.url, { token: ticket })))?.code).toBe('TOKEN_INVALID')
  isRefused(await thief.ask('GET', pathOf(routes.readAppointment, { id })), 'UNAUTHENTICATED')
  const withHeader = await ask(address(ticket), 'GET', { token: 'nonsense' })
  expect(withHeader.status).toBe(200)
})

test('rows 79 to 82: the address of a ticket names nobody, and tells no other page where it was', async () => {
  const { world, id, patient, letter } = await meet()
  const url = await patient.ticket(letter)
  for (const text of [anna.name, eva.name, 'Ticket-Letter']) expect(decoded(url).includes(text)).toBe(false)
  const { headers } = await get(url)
  expect(headers['referrer-policy']).toBe('no-referrer')
  expect(headers['cache-control']).toBe('private, no-store')
  expect(headers['cross-origin-resource-policy']).toBe('cross-origin')
  expect(headers['cross-origin-embedder-policy']).toBe('require-corp')
  expect(JSON.stringify(await world.record(id)).includes(url.split('/').at(-1) ?? url)).toBe(false)
})

/** Reads `bytes` bytes of a content, and breaks the connection in the same turn. */
async function readAndLeave(url: string, bytes: number, range?: string): Promise<void> {
  const { request, head } = begin(url, 'GET', { headers: range === undefined ? {} : { range } })
  request.end()
  const message = await head
  let left = bytes
  await new Promise<void>((resolve) => {
    message.on('data', (chunk: Buffer) => {
      left -= chunk.length
      if (left > 0) return
      request.destroy()
      resolve()
    })
  })
}

function decoded(url: string): string {
  const [, body = ''] = url.split('.')
  return url + Buffer.from(body, 'base64url').toString()
}

test('the answer for a content that the store has lost is an error, and nothing that a browser saves as the file', async () => {
  const { world, patient, letter } = await meet()
  const url = await patient.ticket(letter)
  await world.loseContents()
  for (const method of ['HEAD', 'GET']) {
    const said = await ask(url, method)
    expect([said.status, said.headers['chairside-error']]).toEqual([410, 'CONTENT_GONE'])
    for (const header of ['content-disposition', 'content-range', 'accept-ranges', 'etag'])
      expect(said.headers[header], header).toBeUndefined()
  }
})
