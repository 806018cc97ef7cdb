import { once } from 'node:events'
import { type AddressInfo, createServer, connect as dial } from 'node:net'
import { type Appointment, type ConnectionState, joinAppointment, openDesk } from '@chairside/client'
import { MB } from '@chairside/protocol'
import { beforeAll, expect, test } from 'vitest'
import { installNginx, openNginx, serverOf } from '../../services/nginx.ts'
import { openLine } from '../../world/line.ts'
import { reregister } from '../../world/party.ts'
import { anna, eva } from '../../world/people.ts'
import { allowed, bytesOf, grownPdf, pick, saved } from '../../world/samples.ts'
import { keepSecret } from '../../world/secrets.ts'
import { atEnd, until } from '../../world/until.ts'
import { countingClock } from '../../world/waits.ts'
import { openWorld } from '../../world/world.ts'

beforeAll(installNginx, 120_000)

const isPolling = ({ connection }: { connection: ConnectionState }): boolean =>
  connection.state === 'up' && connection.polling === true

/**
 * A network that takes a socket and never answers, until `open`. Everything else passes.
 */
async function openSilence(behind: string): Promise<{ readonly url: string; open(): void }> {
  let isOpen = false
  const port = Number(new URL(behind).port)
  const proxy = createServer((client) => {
    client.on('error', () => {})
    client.once('data', (first) => {
      if (!isOpen && /^GET \/v1\/socket/.test(first.toString('latin1'))) {
        atEnd(() => void client.destroy())
        return
      }
      const upstream = dial(port, '127.0.0.1')
      upstream.on('error', () => client.destroy())
      upstream.write(first)
      client.pipe(upstream).pipe(client)
      client.on('close', () => upstream.destroy())
    })
  })
  proxy.listen(0, '127.0.0.1')
  await once(proxy, 'listening')
  atEnd(() => {
    proxy.close()
  })
  return {
    url: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`,
    open: () => {
      isOpen = true
    },
  }
}

const refusing = 'if ($http_upgrade) { return 403; }'
/** What nginx does unless it is told otherwise: the upgrade goes no further. */
const stripping = ''

const networks = [
  ['is refused with 403', async (url: string) => openNginx(serverOf(url, refusing))],
  ['loses its upgrade', async (url: string) => openNginx(serverOf(url, stripping))],
  ['is accepted, and silent', async (url: string) => (await openSilence(url)).url],
] as const

/** Both send, ask, answer, withdraw and save, and both see all of it. */
async function exchange(doctor: Appointment, patient: Appointment): Promise<void> {
  const sees = (one: Appointment, id: string) => () =>
    one.participants.find((person) => person.id === id)?.presence?.place === 'call'
  await until('the patient is seen', sees(doctor, anna.id), 2000)
  await until('the practitioner is seen', sees(patient, eva.id), 2000)
  const prompted: string[] = []
  patient.on('prompt', ({ name }) => prompted.push(name))
  const letter = pick(allowed.pdf, 'polled-letter.pdf')
  const transfer = await doctor.send([letter, pick(allowed.jpeg, 'polled-picture.jpg')])
  const file = await until('it prompts', () => patient.prompts.find(({ name }) => name === letter.name), 2000)
  await until('the receipt says prompted', () => transfer.files.every(({ state }) => state === 'ready'), 2000)
  expect((await saved(file)).equals(bytesOf(allowed.pdf))).toBe(true)
  await until('the sender sees the download', () => transfer.files[0]?.state === 'downloaded', 2000)
  await transfer.files[1]?.withdraw()
  await until('it leaves both', () => patient.transfers[0]?.files[1]?.state === 'withdrawn', 2000)
  const note = 'The polled card, please'
  keepSecret(note)
  const question = await doctor.ask({ note })
  const asked = await until('the patient is asked', () => patient.openRequest, 2000)
  expect(asked.note).toBe(note)
  await asked.answer([pick(allowed.png, 'polled-card.png')])
  const answer = await until('the answer prompts', () => doctor.prompts[0], 2000)
  expect((await saved(answer)).equals(bytesOf(allowed.png))).toBe(true)
  await until('the question is answered', () => question.state === 'answered', 2000)
  await until('both prompted', () => prompted.length === 2, 2000)
  expect(prompted.sort()).toEqual([letter.name, 'polled-picture.jpg'])
}

test.each(networks)(
  'where a socket %s, two people exchange files all the same',
  async (_, between) => {
    const world = await openWorld()
    const id = await world.appointment()
    const network = await between(world.url)
    const doctor = await world.join(id, eva.id, 'call', network)
    const patient = await world.join(id, anna.id, 'call', network)
    expect([isPolling(doctor), isPolling(patient)]).toEqual([true, true])
    await exchange(doctor, patient)
  },
  60_000,
)

test('one person on a socket and one without exchange files in both directions', async () => {
  const world = await openWorld()
  const id = await world.appointment()
  const network = await openNginx(serverOf(world.url, refusing))
  const doctor = await world.join(id, eva.id)
  const patient = await world.join(id, anna.id, 'call', network)
  expect([isPolling(doctor), isPolling(patient)]).toEqual([false, true])
  await exchange(doctor, patient)
}, 60_000)

test('as soon as a socket opens, both go back to it, and nothing prompts twice', async () => {
  const world = await openWorld()
  const id = await world.appointment()
  const network = await openSilence(world.url)
  const doctor = await world.join(id, eva.id)
  const patient = await world.join(id, anna.id, 'call', network.url)
  expect(isPolling(patient)).toBe(true)
  const prompted: string[] = []
  const states: string[] = []
  patient.on('prompt', (file) => prompted.push(file.id))
  patient.on('connection', ({ state }) => states.push(state))
  const transfer = await doctor.send([pick(allowed.pdf, 'returning-letter.pdf')])
  await until('it prompts', () => prompted.length === 1, 2000)
  network.open()
  await until('the socket is back', () => patient.connection.state === 'up' && !isPolling(patient), 4000)
  expect(states).toEqual(['up'])
  const second = await doctor.send([pick(allowed.jpeg, 'returning-picture.jpg')])
  await until('the other prompts', () => prompted.length === 2)
  expect(prompted).toEqual([transfer, second].map(({ files }) => files[0]?.id))
  // The requests have ended, and the person is here by the socket alone.
  await world.clock.advance(60_000)
  expect(doctor.other?.presence?.place).toBe('call')
}, 60_000)

test('where a network cuts what waits, news come all the same', async () => {
  const { clock, begun } = countingClock()
  const world = await openWorld({ overrides: { clock } })
  const id = await world.appointment()
  const network = await openNginx(serverOf(world.url, `${refusing} proxy_read_timeout 3s;`))
  const doctor = await world.join(id, eva.id)
  const patient = await world.join(id, anna.id, 'call', network)
  const states: string[] = []
  patient.on('connection', ({ state }) => states.push(state))
  for (const name of ['cut-letter.pdf', 'cut-letter-two.pdf']) {
    await doctor.send([pick(allowed.pdf, name)])
    await until('it prompts', () => patient.prompts.some((file) => file.name === name), 2000)
    const before = begun()
    await until('some waits are cut', () => begun() > before + 3, 6000)
  }
  expect(states).toEqual([])
}, 120_000)

test('both see bytes move while they arrive', async () => {
  const world = await openWorld()
  const id = await world.appointment()
  const line = await openLine(world.url, { speed: 2 * MB })
  const network = await openNginx(
    serverOf(line.url, `${refusing} proxy_request_buffering off; client_max_body_size 0;`),
  )
  const doctor = await world.join(id, eva.id, 'call', network)
  const patient = await world.join(id, anna.id, 'call', network)
  await doctor.send([grownPdf(10 * MB, 'moving-letter.pdf')])
  const seen = new Set<number>()
  await until(
    'it prompts',
    async () => {
      const file = patient.transfers[0]?.files[0]
      if (file?.state === 'receiving') seen.add(file.bytes)
      await world.clock.advance(100)
      return patient.prompts[0]
    },
    4000,
  )
  expect(seen.size).toBeGreaterThan(3)
}, 60_000)

test('a line that is lost without a socket is told, and comes back without one', async () => {
  const world = await openWorld()
  const id = await world.appointment()
  const line = await openLine(world.url)
  const network = await openNginx(serverOf(line.url, refusing))
  const doctor = await world.join(id, eva.id, 'call', network)
  const patient = await world.join(id, anna.id)
  const states: string[] = []
  doctor.on('connection', ({ state }) => states.push(state))
  await doctor.ask()
  const asked = await until('the patient is asked', () => patient.openRequest)
  line.cut()
  await until('the loss is told', () => doctor.connection.state === 'down', 3000)
  await asked.answer([pick(allowed.jpeg, 'meanwhile-picture.jpg')])
  const sent = doctor.send([pick(allowed.pdf, 'meanwhile-letter.pdf')])
  line.mend()
  await until('it is back', () => isPolling(doctor), 3000)
  await sent
  await until('what was missed prompts', () => doctor.prompts.length === 1, 2000)
  await until('what waited is sent', () => patient.prompts.length === 1, 2000)
  expect(states).toEqual(['down', 'up'])
}, 60_000)

test('a person who is taken out of the appointment learns it without a socket', async () => {
  const world = await openWorld()
  const id = await world.appointment()
  const network = await openNginx(serverOf(world.url, refusing))
  const patient = await world.join(id, anna.id, 'call', network)
  await reregister(world, id, { patients: [{ id: 'zora', name: 'Zora Polled' }] })
  await until('it is closed', () => patient.connection.state === 'closed', 2000)
  expect(patient.connection).toMatchObject({ state: 'closed', reason: { code: 'NOT_FOUND' } })
}, 60_000)

test('a desk without a socket lists who waits, is seen by them, and sends; the patient enters the call without one', async () => {
  const world = await openWorld()
  const id = await world.appointment()
  const network = await openNginx(serverOf(world.url, refusing))
  const desk = await openDesk({ url: network, token: () => world.deskToken(eva.id) })
  atEnd(() => desk.close())
  expect([isPolling(desk), desk.waiting]).toEqual([true, []])
  const patient = await world.join(id, anna.id, 'waiting-room', network)
  await until('the patient is on the desk', () => desk.waiting.length === 1, 2000)
  await until('the desk is seen', () => patient.other?.desk, 2000)
  await desk.send(id, [pick(allowed.pdf, 'desk-polled-letter.pdf')])
  await until('it prompts', () => patient.prompts[0], 2000)
  await patient.enter('call')
  await until('the desk sees where', () => desk.waiting[0]?.other?.presence?.place === 'call', 2000)
}, 60_000)

test('a page without a socket whose token is refused is signed out, and comes back with another one', async () => {
  const world = await openWorld()
  const id = await world.appointment()
  const network = await openNginx(serverOf(world.url, refusing))
  let isGood = true
  const token = () => (isGood ? world.token(id, anna.id) : Promise.resolve(world.apiKey))
  const patient = await joinAppointment({ url: network, token, place: 'call' })
  atEnd(() => patient.close())
  isGood = false
  await until('it is signed out', async () => {
    await world.clock.advance(600_000)
    return patient.connection.state === 'signed-out'
  })
  isGood = true
  patient.reconnect()
  await until('it is back', () => isPolling(patient), 3000)
}, 60_000)
