import { isDeepStrictEqual } from 'node:util'
import { type Appointment, openFiles, openSession, type Transfer } from '@chairside/client'
import { MB } from '@chairside/protocol'
import { beforeAll, expect, test } from 'vitest'
import { installNginx } from '../../services/nginx.ts'
import { useNodes } from '../../world/nodes.ts'
import { anna, eva } from '../../world/people.ts'
import type { Server } from '../../world/process.ts'
import { grownPdf, saved } from '../../world/samples.ts'
import { readSlowly } from '../../world/slow-reader.ts'
import { type Trickle, trickle } from '../../world/trickle.ts'
import { openTwoProcesses, sha256 } from '../../world/two-processes.ts'
import { atEnd, until } from '../../world/until.ts'

const services = useNodes()
beforeAll(installNginx, 120_000)

const digestOf = async (blob: Blob): Promise<string> => sha256(new Uint8Array(await blob.arrayBuffer()))
const median = (all: readonly number[]): number =>
  Math.round(all.toSorted((one, other) => one - other)[Math.floor(all.length / 2)] ?? 0)

/** One of several appointments at once, with what its two pages say. */
interface Meeting {
  readonly id: string
  readonly person: { readonly id: string; readonly name: string }
  readonly practitioner: Appointment
  readonly patient: Appointment
  readonly errors: unknown[]
  /** The files for which the patient was prompted. */
  readonly prompted: string[]
  /** When each page was back, in ms of `performance.now`. */
  readonly back: number[]
}

async function openMeeting(node: Server, number: number): Promise<Meeting> {
  const person = { id: `${anna.id}-${number}`, name: `${anna.name} ${number}` }
  const id = await node.backend.appointment({ patients: [person] })
  const [practitioner, patient] = await Promise.all([node.join(id, eva.id), node.join(id, person.id)])
  const meeting: Meeting = { id, person, practitioner, patient, errors: [], prompted: [], back: [] }
  patient.on('prompt', (file) => meeting.prompted.push(file.id))
  for (const page of [practitioner, patient]) {
    page.on('error', (error) => meeting.errors.push(error))
    page.on('connection', ({ state }) => state === 'up' && meeting.back.push(performance.now()))
  }
  return meeting
}

const readyIn = ({ transfers }: Appointment) =>
  transfers.flatMap(({ files }) => files).filter(({ state }) => state === 'ready' || state === 'downloaded')

/** Two files from each side, of which half has been sent. */
async function sendHalf({ practitioner, patient }: Meeting, number: number) {
  await practitioner.ask()
  const request = await until(
    'the patient is asked',
    () => patient.requests.find(({ state }) => state === 'asked'),
    1000,
  )
  const sources = [0, 1, 2, 3].map((at) => trickle(MB, `Kubistova ${number}-${at}.pdf`))
  const [sent, answered] = await Promise.all([
    practitioner.send(sources.slice(0, 2).map(({ source }) => source)),
    request.answer(sources.slice(2).map(({ source }) => source)),
  ])
  for (const source of sources) source.flow(MB / 2)
  return { sources, transfers: [sent, answered] }
}

const isOnItsWay = ({ files }: Transfer): boolean =>
  files.every(({ state, bytes }) => state === 'receiving' && bytes > 0)

test('a node is killed in the middle of 20 uploads, 20 downloads, an archive and a reader: all go on, and nobody reads an error', {
  timeout: 180_000,
}, async () => {
  const { first, second, url, nodes } = await openTwoProcesses(await services.env())
  const meetings = await Promise.all([0, 1, 2, 3, 4].map((number) => openMeeting(first, number)))
  const [meeting] = meetings
  if (meeting === undefined) throw new Error('no meeting')
  // What is downloaded: a file in each appointment, and a document in one of them.
  const letters = meetings.map((_, number) => grownPdf(5 * MB, `Rovnakova ${number}.pdf`))
  const paper = grownPdf(5 * MB, 'Rovnakova.pdf')
  const session = await openSession({
    url,
    appointment: meeting.id,
    token: () => first.backend.token(meeting.id, eva.id),
  })
  atEnd(() => session.close())
  session.upload([paper])
  await Promise.all(meetings.map(({ practitioner }, at) => practitioner.send([letters[at] ?? paper])))
  await until(
    'all letters are ready',
    () => meetings.every(({ patient }) => readyIn(patient).length === 1),
    3000,
  )
  await until('the document is ready', () => session.documents.length === 1, 3000)
  const files = await openFiles({
    url,
    token: () => first.backend.token(meeting.id, meeting.person.id),
    appointment: meeting.id,
  })
  atEnd(() => files.close())
  for (const page of [session, files]) page.on('error', (error) => meeting.errors.push(error))
  const [own] = files.sessions
  const [document] = own?.documents ?? []
  if (own === undefined || document === undefined) throw new Error('no document')

  const halves = await Promise.all(meetings.map(sendHalf))
  const readers = await Promise.all(
    meetings.flatMap(({ patient }) =>
      [1, 2, 3, 4].map(async () => readSlowly((await readyIn(patient)[0]?.download()) ?? null)),
    ),
  )
  const archive = await own.archive()
  const zip = await readSlowly(await archive.save())
  const opened = await document.open()
  atEnd(() => opened.leave())
  const step = 256 * 1024
  const ranges = [new Uint8Array(await opened.bytes(0, step))]
  await until(
    'all uploads are on their way',
    () => halves.every(({ transfers }) => transfers.every(isOnItsWay)),
    3000,
  )
  for (const one of [...readers, zip]) expect(one.taken).toBeLessThan(MB)

  await first.kill()
  const killed = performance.now()
  for (const { sources } of halves) for (const source of sources) source.flow()
  const took = async (done: Promise<unknown>): Promise<number> => {
    await done
    return performance.now() - killed
  }
  const reading = (async () => {
    for (let at = step; at < document.size; at += step)
      ranges.push(new Uint8Array(await opened.bytes(at, Math.min(at + step, document.size))))
  })()
  const downloads = Promise.all(readers.map((one) => one.rest()))
  const zipped = zip.rest()
  const arrive = Promise.all(
    meetings.map(({ practitioner, patient }) =>
      until('all have come', () => [practitioner, patient].every((page) => readyIn(page).length === 5), 9000),
    ),
  )
  const [arrived, downloaded, packed, read] = await Promise.all(
    [arrive, downloads, zipped, reading].map(took),
  )
  const back = meetings.flatMap(({ back }) => back.filter((at) => at > killed).map((at) => at - killed))
  console.log(
    `After the kill: 20 uploads were ready after ${Math.round(arrived ?? 0)} ms, 20 downloads whole after ${Math.round(downloaded ?? 0)} ms, the archive after ${Math.round(packed ?? 0)} ms, the document read after ${Math.round(read ?? 0)} ms; of 10 pages ${back.length} came back, after ${Math.round(Math.min(...back))} to ${Math.round(Math.max(...back))} ms (median ${median(back)}).`,
  )

  const digests = await Promise.all(letters.map(digestOf))
  expect((await downloads).map(sha256)).toEqual(digests.flatMap((one) => [one, one, one, one]))
  expect((await zipped).length).toBe(archive.size)
  // An archive stores contents as they are.
  for (const content of [paper, letters[0] ?? paper])
    expect((await zipped).includes(Buffer.from(await content.arrayBuffer()))).toBe(true)
  expect(sha256(Buffer.concat(ranges))).toBe(await digestOf(paper))
  await first.start()
  for (const [at, { id, person, practitioner, patient, errors, prompted }] of meetings.entries()) {
    const sources = halves[at]?.sources.map(({ source }) => source.blob) ?? []
    await wholeOnce({ patient, practitioner }, sources, letters[at] ?? paper)
    expect(errors).toEqual([])
    expect(new Set(prompted).size).toBe(prompted.length)
    await until(
      'both see each other',
      () =>
        [patient, practitioner].every(({ participants }) =>
          participants.every((one) => one.role === 'staff' || one.presence),
        ),
      3000,
    )
    // Both nodes, and the audit, say the same.
    for (const node of nodes) {
      const again = await second.join(id, person.id, node)
      await until('they say the same', () => isDeepStrictEqual(rowsOf(again), rowsOf(patient)))
    }
    const kinds = (await second.record(id)).map(({ kind }) => kind)
    expect(kinds.filter((kind) => kind === 'file-ready')).toHaveLength(5)
    expect(kinds.filter((kind) => kind === 'file-offered')).toHaveLength(5)
  }
})

const rowsOf = ({ transfers }: Appointment) =>
  transfers.flatMap(({ id, files }) => files.map((file) => `${id} ${file.id} ${file.state}`)).sort()

/** Compares the bytes of all files of a meeting with those that were sent. */
async function wholeOnce(
  { patient, practitioner }: Pick<Meeting, 'patient' | 'practitioner'>,
  sources: readonly Trickle['source']['blob'][],
  letter: File,
): Promise<void> {
  const received = [...readyIn(patient), ...readyIn(practitioner)].filter(({ mine }) => !mine)
  const digests = await Promise.all(received.map(async (file) => sha256(await saved(file))))
  const wanted = await Promise.all([...sources, letter].map(digestOf))
  expect(digests.sort()).toEqual(wanted.sort())
}

test('two nodes are restarted one after the other while files are on their way: each ends with 0, and nobody is asked twice', {
  timeout: 180_000,
}, async () => {
  const { first, second } = await openTwoProcesses(await services.env())
  const meeting = await openMeeting(first, 0)
  const { practitioner, patient, errors, prompted } = meeting
  const count = 4
  const files = Array.from({ length: count }, (_, at) => grownPdf(8 * MB, `Rovnakova ${at}.pdf`))
  const transfer = await practitioner.send(files)
  const bytes = () => transfer.files.reduce((sum, file) => sum + file.bytes, 0)
  for (const [node, some] of [
    [first, 3 * MB],
    [second, 12 * MB],
  ] as const) {
    await until('some of the bytes are stored', () => bytes() > some, 3000)
    expect(await node.stop()).toBe(0)
    await node.start()
  }
  await until('all are ready', () => readyIn(patient).length === count, 9000)
  const digests = await Promise.all(readyIn(patient).map(async (file) => sha256(await saved(file))))
  expect(digests.sort()).toEqual((await Promise.all(files.map(digestOf))).sort())
  expect(errors).toEqual([])
  expect(new Set(prompted).size).toBe(prompted.length)
})
