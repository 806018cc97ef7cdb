import { type Appointment, joinAppointment, openDesk, type TokenSource } from '@chairside/client'
import { KB, MB } from '@chairside/protocol'
import { expect, test } from 'vitest'
import { type Line, openLine } from '../../world/line.ts'
import { reregister } from '../../world/party.ts'
import { anna, eva } from '../../world/people.ts'
import { allowed, bytesOf, grownPdf, pick, saved } from '../../world/samples.ts'
import { keepSecret } from '../../world/secrets.ts'
import { atEnd, until } from '../../world/until.ts'
import { openWorld, type World } from '../../world/world.ts'

/** Joins over a line. */
async function joinOver(line: Line, token: TokenSource): Promise<Appointment> {
  const joined = await joinAppointment({ url: line.url, token, place: 'call' })
  atEnd(() => joined.close())
  return joined
}

/** Eva and Anna, each over a line of their own. */
async function meetOverLines(settings: Parameters<typeof openWorld>[0] = {}) {
  const world = await openWorld(settings)
  const id = await world.appointment()
  const [evasLine, annasLine] = [await openLine(world.url), await openLine(world.url)]
  const practitioner = await joinOver(evasLine, () => world.token(id, eva.id))
  const patient = await joinOver(annasLine, () => world.token(id, anna.id))
  return { world, id, evasLine, annasLine, practitioner, patient }
}

const down = (appointment: Appointment) =>
  until('the page knows that the line is down', () => appointment.connection.state === 'down')

/** What a page shows of an appointment, without the parts that differ from participant to participant. */
const shown = ({ transfers, requests, participants, liveExchange }: Appointment) => ({
  transfers: transfers.map(({ id, state, files }) => ({
    id,
    state,
    files: files.map((file) => file.status),
  })),
  requests: requests.map(({ status }) => status),
  participants: participants.map(({ id, presence }) => ({ id, place: presence?.place })),
  liveExchange,
})

/** Waits until both pages show the same and `settled` is true. */
const alike = (one: Appointment, other: Appointment, settled: () => boolean) =>
  until(
    'both see the same',
    () => settled() && JSON.stringify(shown(one)) === JSON.stringify(shown(other)),
    2000,
  )

const linesOf = async (world: World, id: string, kind: string): Promise<number> =>
  (await world.record(id)).filter((line) => line.kind === kind).length

test('a page that was away sees everything that happened meanwhile', async () => {
  const { world, annasLine, practitioner, patient } = await meetOverLines()
  await practitioner.send([pick(allowed.png)])
  await alike(practitioner, patient, () => patient.prompts.length === 1)
  annasLine.cut()
  await down(patient)
  const withdrawn = await practitioner.ask({})
  await withdrawn.withdraw()
  await practitioner.transfers[0]?.withdraw()
  await world.clock.advance(1000)
  await practitioner.send([pick(allowed.pdf), pick(allowed.jpeg)])
  await practitioner.ask({})
  await practitioner.enter('waiting-room')
  await until('what was sent is ready', () =>
    practitioner.transfers[1]?.files.every((file) => file.state === 'ready'),
  )
  expect(patient.requests).toHaveLength(0)

  annasLine.mend()
  await alike(practitioner, patient, () => patient.transfers.length === 2 && patient.requests.length === 2)
  expect(patient.prompts.map((file) => file.state)).toEqual(['ready', 'ready'])
})

test('pages and their appointment are whole again after the server was restarted', async () => {
  const { world, practitioner, patient } = await meetOverLines()
  await practitioner.ask({})
  await until('the patient is asked', () => patient.openRequest)
  await world.restart()
  const sent = await patient.openRequest?.answer([pick(allowed.jpeg)])
  const file = await until('the answer is ready', () => practitioner.prompts[0], 2000)
  expect(file.transfer.id).toBe(sent?.id)
  expect((await saved(file)).equals(bytesOf(allowed.jpeg))).toBe(true)
  await alike(practitioner, patient, () => patient.requests[0]?.state === 'answered')
})

test('a page that missed one event asks for everything as soon as the next one comes', async () => {
  const { annasLine, practitioner, patient } = await meetOverLines()
  annasLine.lose('"request"')
  const request = await practitioner.ask({})
  await until('the event was lost', () => annasLine.lost === 1)
  expect(patient.openRequest).toBeUndefined()
  await practitioner.enter('waiting-room')
  await until('the patient is asked', () => patient.openRequest?.id === request.id)
  await alike(practitioner, patient, () => true)
})

test('a prompt that somebody missed while away is delivered, once', async () => {
  const { annasLine, practitioner, patient } = await meetOverLines()
  const prompts: string[] = []
  patient.on('prompt', (file) => {
    prompts.push(file.id)
    file.shown()
  })
  annasLine.cut()
  await down(patient)
  const transfer = await practitioner.send([pick(allowed.docx)])
  await until('it is ready', () => transfer.files[0]?.state === 'ready')
  expect(prompts).toEqual([])
  annasLine.mend()
  await until('the prompt is delivered', () => prompts.length > 0, 2000)
  await until('its sender knows', () => {
    const status = transfer.files[0]?.status
    return status?.state === 'ready' && status.promptedAt
  })
  annasLine.cut()
  await down(patient)
  annasLine.mend()
  await until('the line is back', () => patient.connection.state === 'up', 2000)
  await practitioner.enter('waiting-room')
  await until('news came', () => patient.other?.presence?.place === 'waiting-room')
  expect(prompts).toEqual([transfer.files[0]?.id])
})

test('a prompt that found nobody is delivered to whoever joins later', async () => {
  const world = await openWorld()
  const id = await world.appointment()
  const practitioner = await world.join(id, eva.id)
  const transfer = await practitioner.send([pick(allowed.pptx)])
  await until('it is ready', () => transfer.files[0]?.state === 'ready')
  const patient = await world.join(id, anna.id)
  const prompts: string[] = []
  patient.on('prompt', (file) => prompts.push(file.id))
  await until('the prompt is delivered', () => prompts.length > 0)
  expect(prompts).toEqual([transfer.files[0]?.id])
})

test('a second tab follows by events and sends nothing of its own', async () => {
  const { world, id, evasLine, practitioner, patient } = await meetOverLines()
  const otherLine = await openLine(world.url)
  const otherTab = await joinOver(otherLine, () => world.token(id, eva.id))
  const file = grownPdf(6 * MB, 'Trainingsplan Łukaszewicz.pdf')
  evasLine.hold(3 * MB)
  await practitioner.send([file])
  const seen = await until('the second tab sees the bytes come', async () => {
    await world.clock.advance(100)
    const followed = otherTab.transfers[0]?.files[0]
    return followed !== undefined && followed.bytes > 2 * MB && followed
  })
  expect(seen.mine).toBe(true)
  expect(seen.source).toBe('elsewhere')
  expect(seen.paused).toBeUndefined()
  otherLine.cut()
  await down(otherTab)
  otherLine.mend()
  await until('the second tab is back', () => otherTab.connection.state === 'up', 2000)
  evasLine.flow()
  const prompt = await until('the file is ready', () => patient.prompts[0], 2000)
  expect((await saved(prompt)).equals(Buffer.from(await file.arrayBuffer()))).toBe(true)
  await until('the second tab sees the end', () => otherTab.transfers[0]?.files[0]?.state === 'downloaded')
  expect(otherLine.uploaded).toBe(0)
  expect(evasLine.offsets).toEqual([0])
})

test('a prompt stays on every device until it is answered on one', async () => {
  const world = await openWorld()
  const id = await world.appointment()
  const practitioner = await world.join(id, eva.id)
  const [phone, tablet] = [await world.join(id, anna.id), await world.join(id, anna.id, 'waiting-room')]
  const prompts: string[] = []
  phone.on('prompt', (file) => prompts.push(`phone ${file.size}`))
  tablet.on('prompt', (file) => prompts.push(`tablet ${file.size}`))
  await practitioner.send([pick(allowed.png), pick(allowed.pdf)])
  await until('both show both', () => phone.prompts.length === 2 && tablet.prompts.length === 2)
  const [first, second] = phone.prompts
  await first?.dismiss()
  await until('it left the other one too', () => tablet.prompts.length === 1)
  expect(first && (await saved(first)).length).toBe(first?.size)
  await (second && saved(second))
  await until('nothing is left to answer', () => phone.prompts.length === 0 && tablet.prompts.length === 0)
  expect(prompts.sort()).toEqual(
    ['phone', 'tablet'].flatMap((device) => [first, second].map((file) => `${device} ${file?.size}`)).sort(),
  )
  await until('the sender sees one patient, in the call', () => {
    const patients = practitioner.participants.filter(({ role }) => role === 'patient')
    return patients.length === 1 && patients[0]?.presence?.place === 'call'
  })
})

test('a command whose answer was lost is said again and acts once', async () => {
  const { world, id, evasLine, practitioner, patient } = await meetOverLines()
  const note = 'Bitte das Röntgenbild der Schulter'
  keepSecret(note)
  evasLine.lose(note)
  const asked = practitioner.ask({ note })
  await until('the answer was lost', () => evasLine.lost === 1)
  await until('the patient is asked', () => patient.openRequest)
  evasLine.cut()
  await down(practitioner)
  evasLine.mend()
  const request = await asked
  expect(request.id).toBe(patient.openRequest?.id)
  expect(await linesOf(world, id, 'request-asked')).toBe(1)

  await request.withdraw()
  evasLine.lose('"transfer"')
  const sent = practitioner.send([pick(allowed.xlsx)])
  await until('the answer was lost', () => evasLine.lost === 2)
  evasLine.cut()
  evasLine.mend()
  const transfer = await sent
  await until('the file is there', () => patient.prompts[0]?.transfer.id === transfer.id, 2000)
  expect(patient.transfers).toHaveLength(1)
  expect(await linesOf(world, id, 'file-offered')).toBe(1)
  expect(evasLine.uploaded).toBeLessThan(bytesOf(allowed.xlsx).length + 16 * KB)
})

test('an appointment that became somebody else’s while the desk was away leaves the desk', async () => {
  const world = await openWorld()
  const [given, kept] = [await world.appointment(), await world.appointment()]
  const line = await openLine(world.url)
  const desk = await openDesk({ url: line.url, token: () => world.deskToken(eva.id) })
  atEnd(() => desk.close())
  for (const id of [given, kept]) await world.join(id, anna.id)
  await until('the desk has both', () => desk.appointments.length === 2)
  line.cut()
  await until('the desk is away', () => desk.connection.state === 'down')
  const other = { id: 'd-other', name: 'Ludmila Horáčková' }
  keepSecret(other.name)
  await reregister(world, given, { practitioner: other })
  line.mend()
  await until('it is gone', () => desk.appointments.length === 1, 2000)
  expect(desk.appointments[0]?.id).toBe(kept)
})

test('when a token expires, the SDK comes back with a fresh one by itself and what runs goes on', async () => {
  // The held upload is silent for the whole minute, so the limits for silent bodies are raised.
  const limits = { token: 60_000, bodySilence: 120_000, bodyTime: 120_000 }
  const { world, id, evasLine, practitioner, patient } = await meetOverLines({ limits })
  let asked = 0
  const third = await joinOver(await openLine(world.url), () => {
    asked += 1
    return world.token(id, anna.id)
  })
  const lines: string[] = []
  third.on('connection', ({ state }) => lines.push(state))
  const file = grownPdf(4 * MB, 'Röntgen Žďárská.pdf')
  evasLine.hold(2 * MB)
  await practitioner.send([file])
  await until('bytes come', () => patient.transfers[0]?.files[0]?.bytes)
  await world.clock.advance(60_000)
  await until('everybody is back', () => lines.includes('up') && practitioner.connection.state === 'up', 2000)
  expect(asked).toBe(2)
  expect(lines).toEqual(['down', 'up'])

  evasLine.flow()
  const prompt = await until('the file is ready', () => third.prompts[0], 2000)
  expect((await saved(prompt)).equals(Buffer.from(await file.arrayBuffer()))).toBe(true)
  expect(evasLine.offsets).toEqual([0])
})

test('when a token that cannot be renewed expires, the page is signed out and says why', async () => {
  const { world, id } = await meetOverLines({ limits: { token: 60_000 } })
  const patient = await joinOver(await openLine(world.url), await world.token(id, anna.id))
  const errors: string[] = []
  patient.on('error', (error) => errors.push(error.code))
  await world.clock.advance(60_000)
  const connection = await until(
    'it is signed out',
    () => patient.connection.state === 'signed-out' && patient.connection,
  )
  expect(connection.reason.code).toBe('TOKEN_EXPIRED')
  expect(errors).toEqual(['TOKEN_EXPIRED'])
})
