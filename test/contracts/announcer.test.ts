import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, test } from 'vitest'
import { createAnnouncer } from '../../server/src/adapters/announcer/announcer.ts'
import { createHearing } from '../../server/src/adapters/announcer/hearing.ts'
import { type Crossing, crossRedis } from '../../server/src/adapters/announcer/redis.ts'
import { systemClock } from '../../server/src/adapters/clock.ts'
import { createElsewhere } from '../../server/src/domain/bytes/elsewhere.ts'
import { defaultLimits } from '../../server/src/limits.ts'
import { createLog } from '../../server/src/log.ts'
import { createSocketServer } from '../../server/src/realtime/socket.ts'
import { participantRoom, roomsOf } from '../../server/src/socket-rooms.ts'
import { useRedis } from '../services/redis.ts'
import { createManualClock } from '../world/clock.ts'
import { connect } from '../world/socket.ts'
import { atEnd, until } from '../world/until.ts'
import { serverLog } from '../world/world.ts'
import { type Announcing, announcerContract } from './announcer.ts'
import { pagesContract } from './pages.ts'
import { releaseContract } from './release.ts'

const redis = useRedis()

/** Starts a node that is nothing but sockets. `records`: whose channels it uses; without it, the node is alone. */
async function openNode(records?: string): Promise<Announcing & { crossing: Crossing | undefined }> {
  const io = createSocketServer(defaultLimits)
  const log = createLog('debug', serverLog())
  const crossing =
    records === undefined
      ? undefined
      : await crossRedis(io, redis.url, records, {
          ...{ limits: defaultLimits, clock: systemClock, log },
          statesOf: async () => new Map(),
        })
  const server = createServer()
  io.attach(server)
  io.on('connection', (socket) => void socket.join(roomsOf(String(socket.handshake.auth.room), 0)))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  atEnd(async () => {
    // As the server does it: `io.close()` would still speak to Redis.
    io.engine.close()
    server.close()
    await crossing?.close()
  })
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    announcer: createAnnouncer(io, crossing?.hearing ?? createHearing(), crossing === undefined),
    connect: (room) => connect(address, { room }),
    crossing,
  }
}

announcerContract('of a node that is alone', async () => {
  const node = await openNode()
  return { near: node, far: node }
})

async function openTwo() {
  const records = randomUUID()
  return { near: await openNode(records), far: await openNode(records) }
}

announcerContract('over Redis', openTwo)

async function openNeighbours() {
  const { near, far } = await openTwo()
  if (near.crossing === undefined || far.crossing === undefined) throw new Error('Redis is used here')
  return { near: near.crossing.neighbours, far: far.crossing.neighbours }
}

releaseContract('over Redis', openNeighbours)

pagesContract('over Redis', openNeighbours)

test('servers with records of their own share a Redis, and hear nothing of each other', async () => {
  const [near, far] = [await openNode(randomUUID()), await openNode(randomUUID())]
  const [appointment, participant] = ['a-1', 'c-1']
  const room = participantRoom(appointment, participant)
  const [own, foreign] = [await near.connect(room), await far.connect(room)]
  const heard: string[] = []
  near.announcer.listen(appointment, participant, () => heard.push('near'))
  far.announcer.listen(appointment, participant, () => heard.push('far'))
  const tell = (node: typeof near) =>
    node.announcer.toParticipant(appointment, participant, { name: 'gone', payload: { appointment } })
  tell(near)
  await until('their own people hear it', () => own.heard.length === 1)
  // What Redis brings comes in order: with this, anything of the other would have come.
  tell(far)
  await until('the others hear their own', () => foreign.heard.length > 0)
  expect([own.heard.length, foreign.heard.length, heard.lastIndexOf('near') < heard.indexOf('far')]).toEqual([
    1,
    1,
    true,
  ])
})

test('a node that is alone takes every upload for its own, whichever process received it', async () => {
  const { has, release } = createElsewhere(
    { clock: createManualClock(), limits: defaultLimits },
    { node: () => 'this', neighbours: undefined },
  )
  for (const node of ['this', 'the one before', null]) {
    expect(has({ node })).toBe(false)
    await release({ id: 'u-1', node })
  }
})
