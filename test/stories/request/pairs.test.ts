import { randomInt } from 'node:crypto'
import { setTimeout as rest } from 'node:timers/promises'
import type { Appointment } from '@chairside/client'
import {
  pathOf,
  type RegisteredAppointment,
  routes,
  type Snapshot,
  type TransferFile,
} from '@chairside/protocol'
import { expect, test } from 'vitest'
import { Appointment as Client } from '../../../client/src/appointment/appointment.ts'
import { type Judge, startJudge } from '../../services/judge.ts'
import { act, acts, isVerdict, type Scene, type Side, setScene } from '../../world/pairs.ts'
import { peter } from '../../world/people.ts'
import { openServer, type Server } from '../../world/process.ts'
import { allOf, type Evidence, judgePair, seen } from '../../world/rules.ts'
import { keepSecret } from '../../world/secrets.ts'
import { Refused } from '../../world/socket.ts'
import { until } from '../../world/until.ts'

const timeout = 120_000
const pairs = acts.flatMap((first) => acts.map((second) => ({ first, second })))

/** How many pairs run side by side: as many contents as the server scans at once. */
const lanes = 4

async function inLanes<Item>(items: Iterable<Item>, work: (item: Item) => Promise<unknown>): Promise<void> {
  const left = items[Symbol.iterator]()
  const lane = async (): Promise<void> => {
    for (let next = left.next(); !next.done; next = left.next()) await work(next.value)
  }
  await Promise.all(Array.from({ length: lanes }, lane))
}

async function open(): Promise<{ server: Server; judge: Judge }> {
  keepSecret(peter.name)
  const judge = await startJudge()
  return { server: await openServer({ CLAMD_URL: judge.url, LOG_LEVEL: 'info' }), judge }
}

async function setAll(): Promise<{ server: Server; scenes: readonly Scene[] }> {
  const { server, judge } = await open()
  const scenes: Scene[] = []
  await inLanes(pairs, async ({ first, second }) => {
    scenes.push(await setScene(server, judge, first, second))
  })
  return { server, scenes }
}

/** The snapshot that a participant gets who connects now. */
async function look({ party }: Side): Promise<Snapshot | 'NOT_FOUND'> {
  try {
    const line = await party.connect()
    const { payload } = await until('a snapshot', () => line.heard.find(({ name }) => name === 'snapshot'))
    line.close()
    return payload as Snapshot
  } catch (error) {
    if (error instanceof Refused && error.error?.code === 'NOT_FOUND') return 'NOT_FOUND'
    throw error
  }
}

/** What an open page shows, in the form of `seen`. */
const shown = ({ transfers, requests }: Appointment): string =>
  seen({ transfers, requests: requests.map(({ status }) => status) })

/**
 * Waits until nothing moves any more and both pages show what the server has. With `isHeld`, a file may still wait for
 * its verdict.
 */
function atRest({ first, second, eva, anna }: Scene, isHeld = false) {
  return until(
    `${first}, then ${second}: all is at rest`,
    async () => {
      // The open pages are checked first: this needs no request.
      const pages = [eva.page, anna.page]
      if (pages.some(({ connection }) => connection.state !== 'up' && connection.state !== 'closed'))
        return undefined
      const known = eva.page.transfers.flatMap(({ files }) => files)
      if (!isHeld && known.some(({ state }) => state === 'checking')) return undefined
      const [doctor, patient] = [await look(eva), await look(anna)]
      if (doctor === 'NOT_FOUND') throw new Error('the practitioner is not there')
      if (shown(eva.page) !== seen(doctor)) return undefined
      const isSame =
        patient === 'NOT_FOUND' ? anna.page.connection.state === 'closed' : shown(anna.page) === seen(patient)
      const isChecked = doctor.transfers.some(({ files }) => files.some(({ state }) => state === 'checking'))
      return isSame && (isHeld || !isChecked) && { doctor, patient }
    },
    1500,
  )
}

/** Does the second act after the first one. Notes in `scene.before` what could be seen between them. */
async function actAfter(scene: Scene): Promise<void> {
  const { server, appointment, first, second } = scene
  const { doctor } = await atRest(scene, isVerdict(second) && !isVerdict(first))
  scene.before = allOf(doctor, await server.record(appointment))
  await act(scene, 'second')
}

async function evidenceOf(scene: Scene): Promise<Evidence> {
  const { eva, server, appointment } = scene
  const { doctor, patient } = await atRest(scene)
  const registered = await server.backend.ask('GET', pathOf(routes.readAppointment, { id: appointment }))
  return {
    eva: doctor,
    anna: patient,
    transfers: await Promise.all(doctor.transfers.map(({ id }) => eva.party.see(id))),
    lines: await server.record(appointment),
    registered: (await registered.json()) as RegisteredAppointment,
  }
}

/** Whether a ready file can be fetched and has the bytes that were sent. */
async function isWhole({ eva, content }: Scene, file: string): Promise<boolean> {
  const answer = await fetch(await eva.party.ticket(file, 'view'))
  return Buffer.from(await answer.arrayBuffer()).equals(content)
}

/** Ends a pair. Gives its faults, and its files. */
async function conclude(scene: Scene): Promise<{ wrong: string[]; files: TransferFile[] }> {
  const { first, second, judge, appointment, eva, anna } = scene
  judge.release(appointment)
  try {
    const evidence = await evidenceOf(scene)
    const wrong = judgePair(scene, evidence)
    const files = evidence.eva.transfers.flatMap((transfer) => transfer.files)
    for (const { id, state } of files)
      if (state === 'ready' && !(await isWhole(scene, id))) wrong.push('what is ready is not what was sent')
    const outcomes = scene.done.map(({ outcome }) => outcome).join(', ')
    return { wrong: wrong.map((what) => `${first}, then ${second} (${outcomes}): ${what}`), files }
  } finally {
    eva.page.close()
    anna.page.close()
  }
}

/** Expects that no pair has a fault, and that only ready files and files on their way have stored bytes. */
async function expectPeace(
  server: Server,
  ended: readonly Awaited<ReturnType<typeof conclude>>[],
): Promise<void> {
  expect(ended).toHaveLength(pairs.length)
  expect(ended.flatMap(({ wrong }) => wrong)).toEqual([])
  const states = ended.flatMap(({ files }) => files.map(({ state }) => state))
  const count = (state: TransferFile['state']): number => states.filter((one) => one === state).length
  await until('only bytes of what is ready or still comes lie there', () => {
    // Nothing is kept of a form that was cut, and its file is still on its way.
    return (
      server.stored('sealed').length === count('ready') &&
      server.stored('unsealed').length <= count('receiving')
    )
  })
}

async function concludeAll(server: Server, scenes: readonly Scene[]): Promise<void> {
  const ended: Awaited<ReturnType<typeof conclude>>[] = []
  await inLanes(scenes, async (scene) => ended.push(await conclude(scene)))
  await expectPeace(server, ended)
}

test('two acts one after the other: each act that was answered with ok holds for good, and a refused act changes nothing', {
  timeout,
}, async () => {
  const { server, judge } = await open()
  const ended: Awaited<ReturnType<typeof conclude>>[] = []
  await inLanes(pairs, async ({ first, second }) => {
    const scene = await setScene(server, judge, first, second)
    await act(scene, 'first')
    await actAfter(scene)
    ended.push(await conclude(scene))
  })
  await expectPeace(server, ended)
})

test('two acts at once: each act that was answered with ok holds for good', { timeout }, async () => {
  const { server, judge } = await open()
  const ended: Awaited<ReturnType<typeof conclude>>[] = []
  await inLanes(pairs, async ({ first, second }) => {
    const scene = await setScene(server, judge, first, second)
    const acting = Promise.all([act(scene, 'first'), act(scene, 'second')])
    // The page asks for a snapshot, as after a stalled upload. Events that come meanwhile wait behind it.
    for (const { page } of [scene.eva, scene.anna]) Client.catchUp(page)
    await acting
    ended.push(await conclude(scene))
  })
  await expectPeace(server, ended)
})

test('two acts with a kill between them: each act that was answered with ok holds for good', {
  timeout,
}, async () => {
  const { server, scenes } = await setAll()
  await inLanes(scenes, (scene) => act(scene, 'first'))
  await server.kill()
  await server.start()
  // The server scans only a few files at once. Files whose verdict is held go first, so that they do not block the
  // others.
  await inLanes(scenes.toSorted(byVerdict), actAfter)
  await concludeAll(server, scenes)
})

test('two acts at once, cut short by a kill: each act that was answered with ok holds for good', {
  timeout,
}, async () => {
  const { server, scenes } = await setAll()
  for (const part of [scenes.slice(0, third), scenes.slice(third, 2 * third), scenes.slice(2 * third)]) {
    const acting = part.flatMap((scene) => [act(scene, 'first'), act(scene, 'second')])
    await rest(randomInt(longest))
    await server.kill()
    await server.start()
    await Promise.all(acting)
  }
  await concludeAll(server, scenes)
})

const third = Math.ceil(pairs.length / 3)
/** About the time after which all acts of one third are over, in ms. */
const longest = 150

function byVerdict(one: Scene, other: Scene): number {
  return Number(isVerdict(other.second)) - Number(isVerdict(one.second))
}
