import { type Doubt, type FileFlag, sentence } from '@chairside/protocol'
import { beforeAll, expect, test } from 'vitest'
import { createLog } from '../../../server/src/log.ts'
import { lockedPdf } from '../../gate/locked.ts'
import { guess, installClamd, startClamd } from '../../services/clamd.ts'
import { startImpostor } from '../../services/impostor.ts'
import { bring, fileIn, requested } from '../../world/party.ts'
import { anna, eva, sam } from '../../world/people.ts'
import { allowed, bytesOf, saved } from '../../world/samples.ts'
import { keepSecret } from '../../world/secrets.ts'
import { until } from '../../world/until.ts'
import { meet, openWorld } from '../../world/world.ts'

beforeAll(installClamd, 300_000)

const minute = 60_000
const plain = bytesOf(allowed.pdf)
const locked = lockedPdf()

/** A scanner that says this of every file, and the settings of a server with it. */
async function saying(reply: string, env: Readonly<Record<string, string>> = {}) {
  const impostor = await startImpostor((line) => void line.end(`${reply}\0`, 'latin1'))
  return { impostor, settings: { env: { CLAMD_URL: `tcp://127.0.0.1:${impostor.port}`, ...env } } }
}

const isLocked = 'stream: Heuristics.Encrypted.PDF FOUND'

/** By plain HTTP: Eva has sent Anna a file about which the scanner has said this. */
async function sent(reply: string, bytes = locked, env: Readonly<Record<string, string>> = {}) {
  const { impostor, settings } = await saying(reply, env)
  const said: string[] = []
  const log = createLog('info', { write: (line) => said.push(line) })
  const world = await openWorld({ ...settings, overrides: { log } })
  const id = await world.appointment({ staff: [sam] })
  const [doctor, patient] = [await bring(world, id, eva.id), await bring(world, id, anna.id)]
  const transfer = await doctor.offer([{ name: 'Locked-Letter.pdf', size: bytes.length }])
  const { id: file } = fileIn(transfer)
  expect((await doctor.patch(file, bytes)).status).toBe(204)
  const see = async (party = patient) => fileIn(await party.see(transfer.id))
  const decide = (decision: string, party = doctor) =>
    party.ask('POST', '/v1/commands/file:decide', { json: { id: file, decision } })
  const kinds = async () =>
    (await world.record(id)).filter((line) => line.file === file).map(({ kind }) => kind)
  return { impostor, world, id, doctor, patient, file, see, decide, kinds, said }
}

const undecided = { state: 'checking', undecided: 'locked' }

test('that the check cannot decide about a locked file both sides are told at once, and the scanner is not asked again', async () => {
  const { impostor, world, doctor, patient, file, see, kinds, said } = await sent(isLocked)
  for (const party of [doctor, patient])
    await until('it is told', async () => 'undecided' in (await see(party)))
  expect(await see()).toMatchObject(undecided)
  expect(await see()).not.toHaveProperty('waiting')
  const before = impostor.bytes
  await world.clock.advance(30 * minute)
  await world.restart()
  await world.clock.advance(2 * minute)
  await world.chairside.sweep()
  expect(await doctor.offset(file)).toBe(locked.length)
  expect(await see()).toMatchObject(undecided)
  // What was sent since is the test file of the start.
  expect(impostor.bytes - before).toBeLessThan(locked.length)
  const early = await patient.tryTicket(file)
  expect([early.status, early.error?.code]).toEqual([409, 'NOT_READY'])
  expect((await kinds()).filter((kind) => kind === 'file-undecided')).toHaveLength(1)
  const line = said.find((one) => one.includes('cannot decide'))
  expect(JSON.parse(line ?? '{}')).toMatchObject({ upload: file, doubt: 'locked', said: isLocked })
})

test('the practitioner lets a locked file pass, and it arrives with its flag; nobody else can', async () => {
  const { world, id, doctor, patient, file, see, decide, kinds } = await sent(isLocked)
  await until('it is told', async () => 'undecided' in (await see()))
  const staff = await bring(world, id, sam.id)
  for (const party of [patient, staff])
    for (const decision of ['accept', 'refuse']) expect((await decide(decision, party)).status).toBe(404)
  expect((await decide('perhaps')).error?.code).toBe('BAD_REQUEST')
  expect((await decide('accept')).status).toBe(200)
  for (const party of [doctor, patient])
    expect(await see(party)).toMatchObject({ state: 'ready', flags: ['encrypted'] })
  const got = await fetch(await patient.ticket(file))
  expect(Buffer.from(await got.arrayBuffer()).equals(locked)).toBe(true)
  // An answer that was lost: the same again changes nothing, another one comes too late.
  expect((await decide('accept')).status).toBe(200)
  expect((await decide('refuse')).error).toMatchObject({ code: 'CONFLICT' })
  const mine = ['file-undecided', 'file-decided', 'file-ready']
  const lines = (await world.record(id)).filter((line) => mine.includes(line.kind))
  expect(lines.map(({ kind, by, decision }) => [kind, by, decision])).toEqual([
    ['file-undecided', undefined, undefined],
    ['file-decided', eva.id, 'accept'],
    ['file-ready', undefined, undefined],
  ])
  expect(await kinds()).not.toContain('file-rejected')
})

test('the practitioner refuses a locked file of the patient: its bytes go, its sender reads why, and the request is open again', async () => {
  const { settings } = await saying(isLocked)
  const { world, practitioner, patient } = await meet({}, settings)
  const request = await practitioner.ask()
  await until('the patient is asked', () => patient.openRequest)
  keepSecret('Locked-Findings.pdf')
  await patient.openRequest?.answer([new File([Buffer.from(locked)], 'Locked-Findings.pdf')])
  const theirs = () => practitioner.transfers[0]?.files[0]
  const mine = () => patient.transfers[0]?.files[0]
  for (const file of [theirs, mine]) await until('it is told', () => file()?.undecided === 'locked')
  await expect(mine()?.decide('accept')).rejects.toMatchObject({ code: 'NOT_FOUND' })
  await theirs()?.decide('refuse')
  const refused = { state: 'rejected', code: 'CHECK_UNDECIDED', details: { found: 'check-locked' } }
  expect(theirs()?.status).toMatchObject(refused)
  await until('its sender is told', () => mine()?.state === 'rejected')
  expect(mine()?.status).toMatchObject(refused)
  expect(sentence({ code: 'CHECK_UNDECIDED', found: 'check-locked' })).toContain('locked with a password')
  await until('it is asked again', () => request.state === 'asked')
  await until('its bytes are gone', async () => (await world.stored()).length === 0)
  await expect(theirs()?.decide('accept')).rejects.toMatchObject({ code: 'CONFLICT' })
})

test('the practitioner takes a locked file of the patient, and is prompted', async () => {
  const { settings } = await saying(isLocked)
  const { practitioner, patient } = await meet({}, settings)
  await practitioner.ask()
  await until('the patient is asked', () => patient.openRequest)
  keepSecret('Locked-Findings.pdf')
  await patient.openRequest?.answer([new File([Buffer.from(locked)], 'Locked-Findings.pdf')])
  const file = await until('it is told', () =>
    practitioner.transfers.flatMap(({ files }) => files).find((one) => one.undecided),
  )
  expect(practitioner.prompts).toEqual([])
  await file.decide('accept')
  expect(file.state).toBe('ready')
  const prompt = await until('it prompts', () => practitioner.prompts[0])
  expect((await saved(prompt)).equals(locked)).toBe(true)
})

test('an undecided file can be withdrawn by its sender, and its bytes go', async () => {
  const { world, doctor, patient, file, see, decide } = await sent(isLocked)
  await until('it is told', async () => 'undecided' in (await see()))
  expect((await doctor.withdraw(file)).status).toBe(204)
  expect((await see(patient)).state).toBe('withdrawn')
  expect((await decide('accept')).error).toMatchObject({ code: 'CONFLICT', state: 'withdrawn' })
  await until('its bytes are gone', async () => (await world.stored()).length === 0)
})

test('a file about which nobody decides expires with its appointment', async () => {
  const { world, id, doctor, patient, see, decide, kinds } = await sent(isLocked)
  await until('it is told', async () => 'undecided' in (await see()))
  expect((await world.end(id)).status).toBe(200)
  await world.clock.advance(14 * minute)
  await world.chairside.sweep()
  expect(await see()).toMatchObject(undecided)
  await world.clock.advance(minute)
  await world.chairside.sweep()
  for (const party of [doctor, patient]) expect((await see(party)).state).toBe('expired')
  expect((await decide('accept')).error).toMatchObject({ code: 'CONFLICT', state: 'expired' })
  await until('its bytes are gone', async () => (await world.stored()).length === 0)
  expect(await kinds()).toEqual(expect.arrayContaining(['file-undecided', 'file-expired']))
})

const ask = { SCANNER_DOUBT: 'ask' }
const refuse = { SCANNER_DOUBT: 'refuse' }
const tooMuch = 'stream: Heuristics.Limits.Exceeded.MaxScanSize FOUND'
const suspected = 'stream: Heuristics.Broken.Media.PNG FOUND'
const lockedInside = 'stream: Heuristics.Encrypted.Zip FOUND'

test.each<[string, Buffer, Record<string, string>, 'asks' | 'refuses', Doubt]>([
  [isLocked, locked, {}, 'asks', 'locked'],
  [tooMuch, plain, {}, 'refuses', 'too-much'],
  [suspected, plain, {}, 'refuses', 'suspected'],
  // The gate has not seen that lock.
  [lockedInside, plain, {}, 'refuses', 'locked'],
  [tooMuch, locked, {}, 'refuses', 'too-much'],
  [isLocked, locked, refuse, 'refuses', 'locked'],
  [suspected, plain, ask, 'asks', 'suspected'],
  [tooMuch, plain, ask, 'asks', 'too-much'],
  [lockedInside, plain, ask, 'asks', 'locked'],
])('"%s" of such bytes, with such a setting (%#)', async (reply, bytes, env, then, doubt) => {
  const { world, see, kinds, decide } = await sent(reply, bytes, env)
  if (then === 'asks') {
    await until('it is told', async () => 'undecided' in (await see()))
    expect(await see()).toMatchObject({ state: 'checking', undecided: doubt })
    return
  }
  await until('it is refused', async () => (await see()).state === 'rejected')
  expect(await see()).toMatchObject({ code: 'CHECK_UNDECIDED', details: { found: `check-${doubt}` } })
  expect(await kinds()).toEqual(['file-offered', 'file-received', 'file-rejected'])
  expect((await decide('accept')).error).toMatchObject({ code: 'CONFLICT', state: 'rejected' })
  await until('its bytes are gone', async () => (await world.stored()).length === 0)
})

test('a real clamd that looks for locks and guesses: the locked file awaits its decision, the suspected one is refused', async () => {
  const clamd = await startClamd({ settings: { AlertEncrypted: 'yes' } })
  const { practitioner, patient } = await meet({}, { env: { CLAMD_URL: clamd.url } })
  for (const name of ['Locked-Letter.pdf', 'Odd-Letter.pdf']) keepSecret(name)
  const odd = Buffer.concat([plain, Buffer.from(`\n${guess}\n`)])
  const transfer = await practitioner.send([
    new File([Buffer.from(locked)], 'Locked-Letter.pdf'),
    new File([odd], 'Odd-Letter.pdf'),
  ])
  const [letter, suspect] = transfer.files
  await until('both have their word', () => letter?.undecided && suspect?.state === 'rejected')
  expect(transfer.state).toBe('open')
  await letter?.decide('accept')
  const prompt = await until('the patient is prompted', () => patient.prompts[0])
  const flags: readonly FileFlag[] = prompt.status.state === 'ready' ? prompt.status.flags : []
  expect([transfer.state, flags]).toEqual(['settled', ['encrypted']])
})

test('a form with an undecided file is answered, and does not wait for the decision', async () => {
  const { settings } = await saying(isLocked)
  const world = await openWorld(settings)
  const id = await world.appointment()
  const [doctor, patient] = [await bring(world, id, eva.id), await bring(world, id, anna.id)]
  const request = await requested(doctor)
  const transfer = await patient.offer([{ name: 'Locked-Findings.pdf', size: locked.length }], request)
  const form = new FormData()
  form.append(fileIn(transfer).id, new File([Buffer.from(locked)], 'Locked-Findings.pdf'))
  const answer = await fetch(`${world.url}/v1/transfers/${transfer.id}/files`, {
    method: 'POST',
    headers: { authorization: `Bearer ${patient.token}` },
    body: form,
  })
  expect(answer.status).toBe(200)
  await until('it is told', async () => 'undecided' in fileIn(await doctor.see(transfer.id)))
})

test.each([
  ['accept', 'refuse'],
  ['refuse', 'accept'],
  ['accept', 'withdraw'],
  ['refuse', 'withdraw'],
])(
  'of "%s" and "%s" at the same moment both sides see one outcome, and the audit has it',
  async (one, other) => {
    const { doctor, patient, file, see, decide, kinds } = await sent(isLocked)
    await until('it is told', async () => 'undecided' in (await see()))
    const act = (name: string) => (name === 'withdraw' ? doctor.withdraw(file) : decide(name))
    const [first, second] = await Promise.all([act(one), act(other)])
    const states = [(await see(doctor)).state, (await see(patient)).state]
    expect(states[0]).toBe(states[1])
    const outcomes = { accept: 'ready', refuse: 'rejected', withdraw: 'withdrawn' }
    const went = [
      [one, first.status],
      [other, second.status],
    ].filter(([, status]) => Number(status) < 300)
    expect(went.map(([name]) => outcomes[name as keyof typeof outcomes])).toContain(states[0])
    const decided = (await kinds()).filter((kind) => kind === 'file-decided').length
    expect(decided).toBe(went.filter(([name]) => name !== 'withdraw').length)
  },
)
