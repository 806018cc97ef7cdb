import { randomUUID } from 'node:crypto'
import { type CommandName, oldestVersion, pathOf, protocolVersion, routes } from '@chairside/protocol'
import { describe, expect, test } from 'vitest'
import { forVersion } from '../../../server/src/for-version.ts'
import { lockedPdf } from '../../gate/locked.ts'
import { startImpostor } from '../../services/impostor.ts'
import { type OlderVersion, unknownTo } from '../../world/older-wire.ts'
import { bring, fileIn, type Offered, type Party } from '../../world/party.ts'
import { anna, eva } from '../../world/people.ts'
import { allowed, bytesOf } from '../../world/samples.ts'
import { connect, type Plain, refusalOf } from '../../world/socket.ts'
import { until } from '../../world/until.ts'
import { openWorld } from '../../world/world.ts'

/* A page that was opened before an update stays open for hours. It is sent nothing that its version does not know. */

const plain = bytesOf(allowed.pdf)
const locked = lockedPdf()
const older: OlderVersion[] = [7, 6, 5]
const letter: Offered = { name: 'Older-Letter.pdf', size: plain.length }

/** Says what of everything that a socket heard, and of answers, its version does not know. */
function unknown(
  version: OlderVersion,
  sockets: readonly Plain[],
  answers: readonly unknown[] = [],
): string[] {
  const heard = sockets.flatMap((socket) => [...socket.heard])
  return [
    ...heard.flatMap(({ name, payload }) => unknownTo(version, name, payload)),
    ...answers.flatMap((answer) => unknownTo(version, 'answers', answer)),
  ]
}

/** Eva and Anna in a call by pages of a version, Eva's desk, and a page of Anna's newest version. */
async function meet(version: OlderVersion, settings: Parameters<typeof openWorld>[0] = {}) {
  let verdict = 'stream: OK'
  const impostor = await startImpostor((line) => void line.end(`${verdict}\0`, 'latin1'))
  const env = { CLAMD_URL: `tcp://127.0.0.1:${impostor.port}`, SCANNER_DOUBT: 'ask' }
  const world = await openWorld({ env, ...settings })
  const id = await world.appointment()
  const [doctor, patient] = [await bring(world, id, eva.id), await bring(world, id, anna.id)]
  const open = (token: string, place?: string, speaks: number = version) =>
    connect(world.url, { version: speaks, oldest: undefined, token, place })
  const pages = {
    doctor: await open(doctor.token, 'call'),
    patient: await open(patient.token, 'call'),
    desk: await open(await world.deskToken(eva.id)),
  }
  const answers: unknown[] = []
  const command = async (page: Plain, name: CommandName, takes: object): Promise<unknown> => {
    const reply = await page.command(name, takes)
    const said = reply.ok ? reply.value : { error: reply.error }
    answers.push(said)
    return said
  }
  /** Sends a file about which the scanner says this. Gives the answer to its bytes too. */
  const send = async (said: string, bytes = plain, party: Party = doctor) => {
    verdict = said
    const offer = await party.offer([{ ...letter, size: bytes.length }])
    const { id: file } = fileIn(offer)
    const answer = await party.patch(file, bytes)
    return { transfer: offer.id, file, answer }
  }
  const told = (page: Plain, file: string) =>
    page.heard
      .filter(({ name }) => name === 'transfer')
      .map(({ payload }) => fileIn((payload as { transfer: Parameters<typeof fileIn>[0] }).transfer))
      .filter((one) => one.id === file)
  /** Waits until the last that a page was told of a file holds all this. */
  const sees = (page: Plain, file: string, wanted: object) =>
    until('the page is told', () => {
      const last = told(page, file).at(-1)
      return last && Object.entries(wanted).every(([name, value]) => Reflect.get(last, name) === value)
    })
  return { world, id, doctor, patient, pages, open, command, send, sees, told, answers }
}

test('each version has its step down to the one before', () => {
  const versions = Array.from({ length: protocolVersion - oldestVersion }, (_, at) => oldestVersion + at)
  expect([...older, 8, 9].sort()).toEqual(versions)
})

test.each([
  { code: 'LIBRARY_FULL', limit: 1, actual: 2 },
  { code: 'NOT_YET' },
  { code: 'DOCUMENT_EXPIRED' },
  { code: 'CODE_NEEDED' },
  { code: 'NOTHING_TO_PACK' },
  { code: 'BAD_REQUEST', found: 'expiry-in-past', field: '/expiresAt' },
  { code: 'APPOINTMENT_FULL', found: 'attachments', limit: 500, actual: 501 },
])('a program of version 8 or before knows the refusals of documents (%#)', (problem) => {
  const error = { ...problem, message: 'The same in words' }
  // What version 7 knows, version 8 knows too.
  expect(unknownTo(7, 'answers', { error: forVersion(8, error) })).toEqual([])
  expect(unknownTo(5, 'answers', { error: forVersion(5, error) })).toEqual([])
  expect(forVersion(protocolVersion, error)).toBe(error)
})

test.each([
  'LINK_GONE',
  'CODE_WRONG',
  'CODE_WAIT',
  'CODE_USED_UP',
  'CODE_EXPIRED',
  'CODE_USED',
  'CODE_NOT_NEEDED',
  'SAVING_NOT_ALLOWED',
  'ACCESS_ENDED',
  'NOT_THEIRS',
  'NOT_TOGETHER',
] as const)('a program of version 9 or before knows %s by another name', (code) => {
  const error = { code, message: 'The same in words' }
  expect(unknownTo(7, 'answers', { error: forVersion(8, error) })).toEqual([])
  expect(unknownTo(5, 'answers', { error: forVersion(5, error) })).toEqual([])
  expect(forVersion(protocolVersion, error)).toBe(error)
})

describe.each(older)('a page of version %i', (version) => {
  const locks = 'stream: Heuristics.Encrypted.PDF FOUND'
  const exceeds = 'stream: Heuristics.Limits.Exceeded.MaxScanSize FOUND'
  const suspects = 'stream: Heuristics.Broken.Media.PNG FOUND'

  test('reads of a file about which the check cannot decide that it waits, and why it was refused in words that it knows', async () => {
    const { world, id, doctor, patient, pages, open, send, sees, told, answers, command } =
      await meet(version)
    const newest = await open(patient.token, 'call', protocolVersion)
    for (const [said, bytes, code] of [
      [locks, Buffer.from(locked), 'ENCRYPTED_OOXML'],
      [exceeds, plain, 'ZIP_BOMB'],
      [suspects, plain, 'ZIP_UNREADABLE'],
    ] as const) {
      const { file } = await send(said, bytes)
      for (const page of [pages.doctor, pages.patient, pages.desk])
        await sees(page, file, { state: 'checking', waiting: true })
      await until('the newest page is told why', () =>
        told(newest, file).some((one) => one.state === 'checking' && one.undecided !== undefined),
      )
      const decision = { id: file, decision: 'refuse' }
      expect((await doctor.ask('POST', pathOf(routes['file:decide']), { json: decision })).status).toBe(200)
      for (const page of [pages.doctor, pages.patient, pages.desk])
        await sees(page, file, { state: 'rejected', code })
      await sees(newest, file, { state: 'rejected', code: 'CHECK_UNDECIDED' })
    }
    // A page that comes back reads the same in its snapshot.
    const again = await open(patient.token, 'call')
    await until('its snapshot is here', () => again.heard.some(({ name }) => name === 'snapshot'))
    for (const page of Object.values(pages)) await command(page, 'snapshot', { appointment: id })
    expect(unknown(version, [...Object.values(pages), again], answers)).toEqual([])
    for (const word of ['check-locked', '"desk":']) expect(JSON.stringify(newest.heard)).toContain(word)
    // Every page is told each change once.
    for (const page of [pages.doctor, pages.patient, newest]) {
      const revisions = page.heard.flatMap(({ name, payload }) =>
        name === 'snapshot' || name === 'progress' ? [] : [(payload as { revision?: number }).revision],
      )
      expect(new Set(revisions).size).toBe(revisions.length)
    }
    await world.end(id)
    await until('its end is told', () => JSON.stringify(pages.patient.heard).includes('endedAt'))
    expect(unknown(version, Object.values(pages))).toEqual([])
  })

  test('gets its answers over HTTP in words that it knows too; the audit keeps the true code', async () => {
    const { world, id, doctor, pages, send, sees, answers } = await meet(version)
    const { file, answer, transfer } = await send(exceeds)
    expect(answer.status).toBe(204)
    await sees(pages.doctor, file, { waiting: true })
    answers.push(await doctor.see(transfer))
    await doctor.ask('POST', pathOf(routes['file:decide']), { json: { id: file, decision: 'refuse' } })
    answers.push(await doctor.see(transfer))
    const late = await doctor.patch(file, plain)
    expect([late.status, late.headers['chairside-error'], late.error?.code]).toEqual([
      415,
      'ZIP_BOMB',
      'ZIP_BOMB',
    ])
    answers.push({ error: late.error })
    expect(unknown(version, [], answers)).toEqual([])
    const lines = await world.audit(id)
    expect(lines.find(({ kind }) => kind === 'file-rejected')?.code).toBe('CHECK_UNDECIDED')
    expect(lines.filter(({ kind }) => kind === 'refused').map(({ code }) => code)).not.toContain('ZIP_BOMB')
  })

  test('knows every word of what is offered, paused, lost, asked, declined and answered after all', async () => {
    const { world, id, doctor, patient, pages, command, send, sees, answers } = await meet(version, {
      limits: { toldOver: 2 },
    })
    const offer = { appointment: id, to: anna.id, id: randomUUID(), files: [{ ...letter, id: randomUUID() }] }
    await command(pages.doctor, 'transfer:offer', offer)
    const { id: file } = offer.files[0] ?? { id: '' }
    await command(pages.doctor, 'file:pause', { id: file })
    await doctor.ask('POST', pathOf(routes['file:missing']), { json: { id: file } })
    await command(pages.doctor, 'file:resume', { id: file })
    await doctor.patch(file, plain.subarray(0, 1000), 0, { 'content-length': '1000' })
    await doctor.ask('POST', pathOf(routes['file:missing']), { json: { id: file } })
    await until('progress is told', () => pages.patient.heard.some(({ name }) => name === 'progress'))
    await doctor.patch(file, plain.subarray(1000), 1000)
    await sees(pages.patient, file, { state: 'ready' })

    const ask = { appointment: id, to: anna.id, id: randomUUID() }
    await command(pages.doctor, 'request:ask', ask)
    const note = { id: ask.id, note: 'The card, please' }
    await doctor.ask('POST', pathOf(routes['request:note']), { json: note })
    await command(pages.patient, 'request:decline', { id: ask.id })
    const reply = await patient.tryOffer([letter], ask.id)
    expect(reply.status).toBe(200)
    answers.push(reply.json())
    for (let times = 0; times < 4; times += 1) {
      const { transfer } = await send('stream: OK')
      await command(pages.doctor, 'transfer:withdraw', { id: transfer })
    }
    await command(pages.doctor, 'snapshot', { appointment: id })
    await command(pages.doctor, 'transfer:offer', { ...offer, files: [] })
    await command(pages.patient, 'file:withdraw', { id: randomUUID() })
    const ticket = await patient.tryTicket(file)
    answers.push(ticket.json())
    const waited = await patient.ask('GET', pathOf(routes.awaitSnapshot, { id }))
    answers.push(waited.json())
    expect(unknown(version, Object.values(pages), answers)).toEqual([])
    await world.backend('DELETE', `/v1/people/${anna.id}`)
    await until('the patient is told', () => pages.patient.heard.some(({ name }) => name === 'goodbye'))
    expect(unknown(version, Object.values(pages))).toEqual([])
  })

  test('reads in words of its version that a content is gone', async () => {
    const { world, patient, pages, send, sees } = await meet(version)
    const { file } = await send('stream: OK')
    await sees(pages.patient, file, { state: 'ready' })
    const url = await patient.ticket(file)
    await world.loseContents()
    for (const method of ['HEAD', 'GET']) {
      const { status, headers } = await fetch(url, { method })
      expect([status, headers.get('chairside-error')]).toEqual([404, 'NOT_FOUND'])
    }
    // Once no page is connected, the version of whoever asks is not known.
    for (const page of Object.values(pages)) page.close()
    await until('the pages are gone', async () => (await fetch(url, { method: 'HEAD' })).status === 410)
  })

  test('is told in words of its version why its connection is closed, and does not dial again', async () => {
    const { patient, pages, open } = await meet(version, { limits: { sockets: 1 } })
    const next = await open(patient.token, 'call')
    const goodbye = await until('it is told', () =>
      pages.patient.heard.find(({ name }) => name === 'goodbye'),
    )
    const code = version === 7 ? 'TOO_MANY_CONNECTIONS' : 'CONFLICT'
    expect(goodbye.payload).toMatchObject({ code })
    expect(unknown(version, [pages.patient, next])).toEqual([])
    const refusal = await refusalOf(open('no token'))
    expect(unknown(version, [], [{ error: refusal }])).toEqual([])
  })

  test.each([
    { code: 'KEYS_UNAVAILABLE', retryAfter: 3 },
    { code: 'DOWNLOADS_FULL', found: 'own-downloads', limit: 6 },
    { code: 'RATE_LIMITED', found: 'many-bytes', limit: 256 },
    { code: 'APPOINTMENT_FULL', found: 'past-requests', limit: 50, actual: 51 },
    { code: 'REQUEST_TOO_SLOW' },
    { code: 'CONTENT_GONE' },
  ])('knows the code and the reason of each refusal (%#)', (problem) => {
    const error = { ...problem, message: 'The same in words' }
    expect(unknownTo(version, 'answers', { error: forVersion(version, error) })).toEqual([])
    expect(forVersion(protocolVersion, error)).toBe(error)
  })

  test('is told of somebody whose name was blanked by a name that it can show', () => {
    const person = { id: anna.id, name: '', role: 'patient' }
    const { name } = forVersion(version, { participants: [person] }).participants[0] ?? {}
    expect(name).toBe(version === 7 ? '' : '–')
    // Such a page would quote the empty note of a request.
    expect(forVersion(version, { state: 'expired', note: '' })).toEqual({ state: 'expired' })
  })
})
