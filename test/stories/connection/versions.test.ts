import { ChairsideError, joinAppointment, openDesk } from '@chairside/client'
import {
  oldestVersion,
  protocolVersion,
  routes,
  type ServerEvent,
  type Snapshot,
  spoken,
} from '@chairside/protocol'
import { expect, test } from 'vitest'
import { openOtherServer } from '../../world/other-server.ts'
import { bring, offerOf } from '../../world/party.ts'
import { anna, eva } from '../../world/people.ts'
import { connect, refusalOf } from '../../world/socket.ts'
import { atEnd, until } from '../../world/until.ts'
import { openWorld } from '../../world/world.ts'

async function meet() {
  const world = await openWorld()
  const id = await world.appointment()
  const doctor = await bring(world, id, eva.id)
  return { world, id, doctor }
}

/** Eva's snapshot of the appointment. */
async function snapshotOf({ id, doctor }: Awaited<ReturnType<typeof meet>>): Promise<Snapshot> {
  return (await doctor.ask('POST', routes.snapshot.path, { json: { appointment: id } })).json<Snapshot>()
}

test('the oldest client that the server allows is let in, sends a command and hears its event', async () => {
  const { world, id, doctor } = await meet()
  // The handshake of the oldest client has one version only, because the window was added later.
  const old = { version: oldestVersion, oldest: undefined, token: doctor.token, place: 'call' }
  const socket = await connect(world.url, old)
  const offer = { appointment: id, ...offerOf([{ name: 'Old-Letter.pdf', size: 9 }], undefined, anna.id) }
  expect(await socket.command('transfer:offer', offer)).toMatchObject({ ok: true })
  // In either order: the server begins to send events before it has read the snapshot.
  for (const wanted of ['transfer', 'snapshot'])
    await until(`the event "${wanted}"`, () => socket.heard.find(({ name }) => name === wanted))
})

test('a newer client that still speaks a version of the server is let in', async () => {
  const { world, doctor } = await meet()
  for (const oldest of [oldestVersion, protocolVersion]) {
    const newer = { version: protocolVersion + 7, oldest, token: doctor.token }
    expect((await connect(world.url, newer)).connected).toBe(true)
  }
})

test('a client beyond the window is refused, and told which side to update', async () => {
  const { world, doctor } = await meet()
  const older = { version: oldestVersion - 1, oldest: oldestVersion - 3 }
  const newer = { version: protocolVersion + 3, oldest: protocolVersion + 1 }
  for (const [client, update] of [
    [older, 'app'],
    [newer, 'server'],
  ] as const) {
    const refusal = await refusalOf(connect(world.url, { ...client, token: doctor.token }))
    expect(refusal).toMatchObject({ code: 'UNSUPPORTED_VERSION', server: spoken, client, update })
    expect(refusal?.message).toMatch(update === 'app' ? /Update the app\.$/ : /Update the server\.$/)
  }
  const odd = await refusalOf(connect(world.url, { ...spoken, oldest: 'five', token: doctor.token }))
  expect(odd?.code).toBe('BAD_REQUEST')
})

test('the SDK joins at the oldest server that it allows, and at a newer one that still speaks its version', async () => {
  const meeting = await meet()
  const snapshot = await snapshotOf(meeting)
  for (const window of [
    { version: oldestVersion, oldest: oldestVersion },
    { version: protocolVersion + 7, oldest: protocolVersion },
  ]) {
    const other = await openOtherServer(window, snapshot)
    const joined = await joinAppointment({ url: other.url, token: meeting.doctor.token, place: 'call' })
    atEnd(() => joined.close())
    expect(joined.connection.state).toBe('up')
    expect(other.heard).toEqual([{ ...spoken, token: meeting.doctor.token, place: 'call' }])
  }
})

test('a page or a desk that is told of a change before its first view opens all the same', async () => {
  const { id, doctor, world } = await meet()
  const snapshot = await snapshotOf({ id, doctor, world })
  const { appointment } = snapshot
  const first = { name: 'snapshot', payload: snapshot } as const
  const change = { name: 'appointment', payload: { revision: 1, appointment } } as const
  const page = await openOtherServer(spoken, snapshot, [change, first])
  const joined = await joinAppointment({ url: page.url, token: doctor.token })
  atEnd(() => joined.close())
  expect(joined.id).toBe(id)
  const desk: ServerEvent = { name: 'desk', payload: { appointments: [snapshot] } }
  const other = await openOtherServer(spoken, snapshot, [first, change, desk])
  const opened = await openDesk({ url: other.url, token: await world.deskToken(eva.id) })
  atEnd(() => opened.close())
  expect(opened.connection.state).toBe('up')
})

test('the SDK is closed for good by a server beyond its window, and says which side to update', async () => {
  const meeting = await meet()
  const snapshot = await snapshotOf(meeting)
  for (const [window, update] of [
    [{ version: oldestVersion - 1, oldest: oldestVersion - 1 }, 'server'],
    [{ version: protocolVersion + 2, oldest: protocolVersion + 1 }, 'app'],
  ] as const) {
    const other = await openOtherServer(window, snapshot)
    const refused = await joinAppointment({ url: other.url, token: meeting.doctor.token }).catch(
      (error) => error,
    )
    expect(refused).toBeInstanceOf(ChairsideError)
    expect(refused.problem).toMatchObject({
      code: 'UNSUPPORTED_VERSION',
      update,
      server: window,
      client: spoken,
    })
    expect(other.heard.length).toBe(1)
  }
})

test('an appointment that comes back to a server of another version is closed with that reason', async () => {
  const meeting = await meet()
  const snapshot = await snapshotOf(meeting)
  const window = { ...spoken }
  const other = await openOtherServer(window, snapshot)
  const joined = await joinAppointment({ url: other.url, token: meeting.doctor.token })
  atEnd(() => joined.close())
  // The server is updated while the page is open.
  Object.assign(window, { version: protocolVersion + 2, oldest: protocolVersion + 1 })
  other.cut()
  const line = await until(
    'it is closed',
    () => (joined.connection.state === 'closed' ? joined.connection : undefined),
    2000,
  )
  expect(line.reason?.problem).toMatchObject({ code: 'UNSUPPORTED_VERSION', update: 'app' })
})
