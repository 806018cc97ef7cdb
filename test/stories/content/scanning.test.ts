import { pathOf, routes, sentence } from '@chairside/protocol'
import { beforeAll, expect, test } from 'vitest'
import { createLog } from '../../../server/src/log.ts'
import { letterWithMacros } from '../../gate/macros.ts'
import { docx } from '../../gate/package.ts'
import { type Clamd, eicar, installClamd, marker, prepareClamd, startClamd } from '../../services/clamd.ts'
import { startImpostor } from '../../services/impostor.ts'
import { overhear } from '../../world/overhear.ts'
import { bring, fileIn } from '../../world/party.ts'
import { anna, eva } from '../../world/people.ts'
import { allowed, bytesOf, pick, saved } from '../../world/samples.ts'
import { keepSecret } from '../../world/secrets.ts'
import { until } from '../../world/until.ts'
import { meet, openWorld, type World } from '../../world/world.ts'

beforeAll(installClamd, 300_000)

const [second, minute] = [1000, 60_000]
const pdf = bytesOf(allowed.pdf)
const infectedDocx = docx({ parts: { 'word/embeddings/old.bin': eicar } })
/** A real PDF with `text` behind its end. Every reader ignores it. */
const pdfAnd = (text: string): Buffer => Buffer.concat([pdf, Buffer.from(`\n${text}\n`)])

const scannedBy = ({ url }: Pick<Clamd, 'url'>) => ({ env: { CLAMD_URL: url } })

function asFile(bytes: Buffer, name: string): File {
  keepSecret(name)
  return new File([Buffer.from(bytes)], name)
}

/** Eva and Anna over plain HTTP, with a file that Eva has offered. The server scans with `clamd`. */
async function offered(clamd: Pick<Clamd, 'url'>, bytes: Buffer, name = 'Gait-Analysis.pdf') {
  const world = await openWorld(scannedBy(clamd))
  const id = await world.appointment()
  const [doctor, patient] = [await bring(world, id, eva.id), await bring(world, id, anna.id)]
  const transfer = await doctor.offer([{ name, size: bytes.length }])
  const { id: file } = fileIn(transfer)
  const see = async (party = patient) => fileIn(await party.see(transfer.id))
  const fetchable = () => patient.tryTicket(file)
  return { world, id, doctor, patient, transfer, file, see, fetchable }
}

/** Lets time pass in steps of `step` ms until `look` gives a truthy value. */
function pass(world: World, what: string, look: () => unknown | Promise<unknown>, step = second) {
  return until(
    what,
    async () => {
      await world.clock.advance(step)
      return look()
    },
    1000,
  )
}

test.each([
  ['docx', infectedDocx, 'Home-Exercises.docx'],
  ['pdf', pdfAnd(marker), 'Home-Exercises.pdf'],
])(
  'row 32: malware inside a %s is destroyed, both sides are told, its sibling arrives, and the record keeps it',
  async (_, bytes, name) => {
    const clamd = await startClamd()
    const { world, id, practitioner, patient } = await meet({}, scannedBy(clamd))
    const transfer = await practitioner.send([asFile(bytes, name), pick(allowed.png)])
    await until('both files have their verdict', () => transfer.state === 'settled')
    expect(transfer.files.map(({ status }) => status)).toMatchObject([
      { state: 'rejected', code: 'INFECTED' },
      { state: 'ready' },
    ])
    await until('the receiver is told', () => patient.transfers[0]?.files[0]?.status.state === 'rejected')
    expect(patient.transfers[0]?.files[0]?.status).toMatchObject({ code: 'INFECTED' })
    await until('the other file prompts', () => patient.prompts.length === 1)
    expect(patient.prompts.map((file) => file.id)).toEqual([transfer.files[1]?.id])
    await until('its bytes are gone', async () => (await world.stored()).length === 1)
    expect(await world.stored()).toEqual([bytesOf(allowed.png).length])

    const file = transfer.files[0]?.id ?? ''
    const lines = (await world.record(id)).filter((line) => line.file === file)
    expect(lines.map(({ kind, code }) => [kind, code])).toEqual([
      ['file-offered', undefined],
      ['file-received', undefined],
      ['file-rejected', 'INFECTED'],
    ])
    const doctor = await bring(world, id, eva.id)
    expect((await doctor.tryTicket(file, 'view')).status).toBe(404)
    // A second upload into the same file is refused with 422 too.
    const again = await doctor.patch(file, bytes)
    expect([again.status, again.error?.code]).toEqual([422, 'INFECTED'])
  },
)

test('row 32: malware in the answer of a patient is destroyed, and the request is open again', async () => {
  const clamd = await startClamd()
  const { world, practitioner, patient } = await meet({}, scannedBy(clamd))
  const request = await practitioner.ask()
  await until('the patient is asked', () => patient.openRequest)
  await patient.openRequest?.answer([asFile(pdfAnd(eicar), 'Old-Findings.pdf')])
  await until('the practitioner is told', () => practitioner.transfers[0]?.state === 'settled')
  expect(practitioner.transfers[0]?.files[0]?.status).toMatchObject({ code: 'INFECTED' })
  expect(practitioner.prompts).toEqual([])
  await until('it is asked again', () => request.state === 'asked')
  await until('its bytes are gone', async () => (await world.stored()).length === 0)
})

test('the request that brings the last byte waits for the gate, and not for the scanner', async () => {
  const impostor = await startImpostor(() => undefined)
  const slow = { url: `tcp://127.0.0.1:${impostor.port}` }
  const { doctor, patient, file, see, fetchable, world, id } = await offered(slow, pdf)
  const ear = await overhear(world.url, patient.token)
  const said = await doctor.patch(file, pdf)
  expect([said.status, said.headers['upload-offset']]).toEqual([204, String(pdf.length)])
  expect(await see()).toMatchObject({ state: 'checking' })
  expect(await see()).not.toHaveProperty('waiting')

  const early = await fetchable()
  expect([early.status, early.error?.code]).toEqual([409, 'NOT_READY'])
  expect(Number(early.headers['retry-after'])).toBeGreaterThan(0)
  expect(await doctor.offset(file)).toBe(pdf.length)
  expect(ear.events.some(({ name }) => name === 'transfer')).toBe(true)

  const gif = bytesOf('animation.gif')
  const other = await doctor.offer([{ name: 'Holiday-Photo.jpg', size: gif.length }])
  const refused = await doctor.patch(fileIn(other).id, gif)
  expect([refused.status, refused.error?.code]).toEqual([415, 'TYPE_NOT_ALLOWED'])
  expect((await world.record(id)).map((line) => line.kind)).not.toContain('file-ready')
})

test('row 33: with clamd down a file waits and both read why; when it is up the file is ready without anybody doing anything', async () => {
  const clamd = await prepareClamd()
  const { world, practitioner, patient } = await meet({}, scannedBy(clamd))
  const transfer = await practitioner.send([pick(allowed.pdf)])
  const pages = [practitioner, patient]
  const statuses = () => pages.map((page) => page.transfers[0]?.files[0]?.status)
  await until('both read why', () =>
    statuses().every((status) => status?.state === 'checking' && status.waiting === true),
  )
  // In this time the server asks the scanner again after 5, 10, 20 and 40 s.
  for (let passed = 0; passed < 90; passed += 1) await world.clock.advance(second)
  await until('it still waits', () => statuses().every((status) => status?.state === 'checking'))
  expect(transfer.state).toBe('open')
  expect(patient.prompts).toEqual([])

  await clamd.start()
  await pass(world, 'the file is ready on both sides', () =>
    statuses().every((one) => one?.state === 'ready'),
  )
  expect(world.clock.now() - Date.parse('2026-11-20T14:00:00Z')).toBeLessThan(6 * minute)
  const prompt = await until('the patient is prompted', () => patient.prompts[0])
  expect((await saved(prompt)).equals(pdf)).toBe(true)
})

test('an infected file that came while clamd was down is destroyed when it is up', async () => {
  const clamd = await prepareClamd()
  const { world, practitioner, patient } = await meet({}, scannedBy(clamd))
  const transfer = await practitioner.send([asFile(infectedDocx, 'Home-Exercises.docx')])
  await until('it waits', () => transfer.files[0]?.status.state === 'checking')
  await clamd.start()
  await pass(world, 'it is refused', () => patient.transfers[0]?.files[0]?.status.state === 'rejected')
  expect(transfer.files[0]?.status).toMatchObject({ code: 'INFECTED' })
  await until('its bytes are gone', async () => (await world.stored()).length === 0)
})

test('a letter with macros passes a real scanner and arrives with its flag', async () => {
  const { practitioner, patient } = await meet({}, scannedBy(await startClamd()))
  await practitioner.send([asFile(letterWithMacros(), 'Referral-Letter.doc')])
  const prompt = await until('the patient is prompted', () => patient.prompts[0])
  expect(prompt.status).toMatchObject({ state: 'ready', type: 'doc', flags: ['macros'] })
})

test('a server that is started again while a file waits for the scanner goes on with it', async () => {
  const clamd = await prepareClamd()
  const { world, doctor, file, see, patient } = await offered(clamd, pdf)
  expect((await doctor.patch(file, pdf)).status).toBe(204)
  await until('it waits', async () => 'waiting' in (await see()))
  await clamd.start()
  await world.restart()
  await until('the file is ready', async () => {
    await world.clock.advance(100)
    return (await see()).state === 'ready'
  })
  const got = await fetch(await patient.ticket(file))
  expect(Buffer.from(await got.arrayBuffer()).equals(pdf)).toBe(true)
})

test.each([
  ['while it waits', (world: World) => world.clock.advance(minute)],
  ['while the server does not run', (world: World) => world.restart()],
])('a file whose bytes are lost %s is refused, and its sender reads what to do', async (_, next) => {
  const clamd = await prepareClamd()
  const { world, id, doctor, patient, file, see } = await offered(clamd, pdf)
  expect((await doctor.patch(file, pdf)).status).toBe(204)
  await until('it waits', async () => 'waiting' in (await see()))
  await clamd.start()
  await world.loseContents()
  await next(world)
  for (const party of [doctor, patient])
    await until('it is refused', async () => (await see(party)).state === 'rejected')
  expect(await see(doctor)).toMatchObject({ code: 'CONTENT_LOST' })
  expect(sentence({ code: 'CONTENT_LOST' })).toContain('Choose it again')
  expect((await world.record(id)).at(-1)).toMatchObject({ kind: 'file-rejected', code: 'CONTENT_LOST' })
})

const noVerdict: readonly (readonly [string, () => Promise<{ url: string }>, Buffer])[] = [
  ['is answered with nothing', () => answering(''), pdf],
  ['is answered with an empty reply', () => answering('\0'), pdf],
  ['is answered with half of OK', () => answering('stream: O'), pdf],
  ['is answered with garbage', () => answering('\x01\x02 OK stream\0'), pdf],
  ['cannot be scanned for want of memory', () => answering("stream: Can't allocate memory ERROR\0"), pdf],
]

async function answering(reply: string): Promise<{ url: string }> {
  const { port } = await startImpostor((line) => void line.end(reply, 'latin1'))
  return { url: `tcp://127.0.0.1:${port}` }
}

test.each(noVerdict)(
  'row 34: a file that %s stays in its check, is never clean, and expires in the end',
  async (_, start, bytes) => {
    const { world, id, doctor, patient, file, see, fetchable } = await offered(await start(), bytes)
    expect((await doctor.patch(file, bytes)).status).toBe(204)
    for (const party of [doctor, patient])
      await until('it says why', async () => 'waiting' in (await see(party)))
    for (const wait of [5, 10, 20, 40, 80, 160, 300, 300]) {
      await world.clock.advance(wait * second)
      expect(await see()).toMatchObject({ state: 'checking', waiting: true })
    }
    const early = await fetchable()
    expect([early.status, early.error?.code]).toEqual([409, 'NOT_READY'])
    expect(Number(early.headers['retry-after'])).toBeGreaterThan(0)

    expect((await world.end(id)).status).toBe(200)
    await world.clock.advance(15 * minute)
    await world.chairside.sweep()
    for (const party of [doctor, patient]) expect((await see(party)).state).toBe('expired')
    expect(await world.stored()).toEqual([])
    expect((await fetchable()).status).toBe(410)
    const kinds = (await world.record(id)).map((line) => line.kind)
    expect(kinds).toContain('file-expired')
    expect(kinds).not.toContain('file-ready')
  },
)

test('row 34: a scanner that never answers is given up and asked again, and the file waits', async () => {
  const impostor = await startImpostor(() => undefined)
  const slow = { url: `tcp://127.0.0.1:${impostor.port}` }
  const { world, doctor, file, see } = await offered(slow, pdf)
  expect((await doctor.patch(file, pdf)).status).toBe(204)
  await pass(world, 'it is given up', async () => 'waiting' in (await see()), 10 * second)
  const before = impostor.bytes
  await pass(world, 'it is asked again', () => impostor.bytes >= before + pdf.length)
  expect((await see()).state).toBe('checking')
})

test('a file that is withdrawn while it is scanned leaves the scanner at once, and its bytes are gone', async () => {
  const impostor = await startImpostor(() => undefined)
  const slow = { url: `tcp://127.0.0.1:${impostor.port}` }
  const { world, doctor, file, see } = await offered(slow, pdf)
  expect((await doctor.patch(file, pdf)).status).toBe(204)
  // Each node asks the scanner at its start.
  const nodes = new Set([world.url, world.patientUrl]).size
  await until('it is scanned', () => impostor.bytes > pdf.length && impostor.open === nodes + 1)
  const gone = await doctor.withdraw(file)
  expect(gone.status).toBe(204)
  await until('only the questions of the start are open', () => impostor.open === nodes)
  await until('its bytes are gone', async () => (await world.stored()).length === 0)
  expect((await see()).state).toBe('withdrawn')
})

test('a server that stops while a file is scanned does not wait for the scanner', async () => {
  const impostor = await startImpostor(() => undefined)
  const slow = { url: `tcp://127.0.0.1:${impostor.port}` }
  const { world, doctor, file, see } = await offered(slow, pdf)
  expect((await doctor.patch(file, pdf)).status).toBe(204)
  await until('it is scanned', () => impostor.bytes > pdf.length)
  await world.restart()
  expect((await see()).state).toBe('checking')
})

test('at its start the server reports on its scanner, and starts in any case', async () => {
  const blind = await startClamd({ signatures: false })
  const down = await prepareClamd()
  const good = await startClamd()
  const cases = [
    [scannedBy(good), 'finds the test file', 'info'],
    [scannedBy(blind), 'does not find the EICAR test file', 'error'],
    [scannedBy(down), 'cannot be relied on', 'error'],
    [{}, 'no scanner is set', 'warn'],
  ] as const
  const levels = { info: 30, warn: 40, error: 50 }
  for (const [settings, words, level] of cases) {
    const said: string[] = []
    const log = createLog('info', { write: (line) => said.push(line) })
    const world = await openWorld({ ...settings, overrides: { log } })
    const line = await until('it says so', () => said.find((one) => one.includes(words)))
    expect([words, JSON.parse(line).level]).toEqual([words, levels[level]])
    expect((await fetch(world.url + pathOf(routes.isReady))).status).toBe(200)
  }
})

test('a file that is infected is named in the log by its id and the signature, never by its name', async () => {
  const clamd = await startClamd()
  const said: string[] = []
  const log = createLog('info', { write: (line) => said.push(line) })
  const world = await openWorld({ ...scannedBy(clamd), overrides: { log } })
  const id = await world.appointment()
  const doctor = await bring(world, id, eva.id)
  const transfer = await doctor.offer([{ name: 'Marker-Notes.docx', size: infectedDocx.length }])
  const { id: file } = fileIn(transfer)
  expect((await doctor.patch(file, infectedDocx)).status).toBe(204)
  const line = await until('it is logged', () => said.find((one) => one.includes('infected')))
  expect(JSON.parse(line)).toMatchObject({
    upload: file,
    signature: expect.stringMatching(/^Chairside\.Test\.Eicar/),
  })
  expect(said.join('')).not.toContain('Marker-Notes')
})
