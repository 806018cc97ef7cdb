import { randomUUID } from 'node:crypto'
import type { EventName } from '@chairside/protocol'
import { createAdapter } from '@socket.io/redis-adapter'
import type { Redis } from 'ioredis'
import type { Limits } from '../../limits.ts'
import type { Log } from '../../log.ts'
import type { Clock, Neighbours, NodeMessage } from '../../seams.ts'
import type { RoomNews, SocketServer } from '../../socket-rooms.ts'
import { createHearing, type Hearing } from './hearing.ts'
import { createLookout, type StatesOf } from './lookout.ts'
import { openRedisLine, type RedisLine } from './redis-line.ts'

/** Where nodes tell each other of events. */
export interface Crossing {
  readonly hearing: Hearing
  readonly neighbours: Neighbours
  /** For other short commands. It refuses them at once while Redis is away. */
  readonly redis: Redis
  /** Throws while events do not reach the other nodes. */
  readonly probe: () => Promise<void>
  /**
   * Calls `act` when the people of this node may have missed events of others, with `news` only those: this node, or another
   * one, was or is without Redis.
   */
  onMissed(act: (news?: RoomNews) => void): void
  close(): Promise<void>
}

/**
 * Lets the events of `io` cross Redis by its pub/sub. While Redis is away the people of one node have their events, and
 * nothing waits in memory: an event is a hint, and the records are the truth. What other nodes tell meanwhile is found there,
 * a little later. Once Redis is back everybody looks there again who may have missed something.
 *
 * @param records the identity of the records: nodes with others may use the same Redis, and hear nothing of these
 *
 * Throws a sentence for people when Redis cannot be reached at the start.
 */
export async function crossRedis(
  io: SocketServer,
  url: string,
  records: string,
  ground: { limits: Limits; clock: Clock; log: Log; statesOf: StatesOf },
): Promise<Crossing> {
  const node = randomUUID()
  const channel = (name: string): string => `chairside:${records}:${name}`
  const line = await openRedisLine(url, channel(`echo:${node}`), `${channel('sockets')}#/#*`, ground)
  io.adapter(createAdapter(line.send, line.hear, { key: channel('sockets'), parser }))
  const { hearing, lookAgain, waiting } = hearOver(line, channel('waits:'), node)
  let look: (news?: RoomNews) => void = () => {}
  const missed = (news?: RoomNews): void => {
    lookAgain(news)
    look(news)
  }
  const endLookout = createLookout({
    isDeaf: () => !line.isUp(),
    rooms: () => [...new Set([...io.of('/').adapter.rooms.keys(), ...waiting()])],
    show: missed,
    ...{ statesOf: ground.statesOf, clock: ground.clock, pause: ground.limits.crossing.look },
  })
  line.listen(channel('missed'), (who) => {
    if (who !== node) missed()
  })
  line.onBack(({ here, elsewhere }) => {
    if (here) missed()
    if (elsewhere) line.say(channel('missed'), node)
  })
  return {
    hearing,
    neighbours: meetOver(line, channel('nodes'), node),
    redis: line.send,
    probe: async () => {
      if (!line.isUp()) throw new Error('Redis is away')
      await line.send.ping()
    },
    onMissed: (act) => (look = act),
    close: () => {
      endLookout()
      return line.close()
    },
  }
}

/** Every node hears what each says in this channel. A message carries its node, to which Redis brings it as well. */
function meetOver(line: RedisLine, meeting: string, node: string): Neighbours {
  return {
    tell: (message) => line.say(meeting, JSON.stringify({ ...message, from: node })),
    hear: (act) =>
      void line.listen(meeting, (text) => {
        const message = parse(text)
        if (!isRecord(message) || message.from === node) return
        if ('kind' in message) act(message as unknown as NodeMessage)
      }),
  }
}

/**
 * Hears what all nodes tell: each room has a channel, and a node has those of the rooms in which somebody waits. A word carries its
 * node, which has heard it already. One of an older version carries none.
 */
function hearOver(
  line: RedisLine,
  start: string,
  node: string,
): {
  hearing: Hearing
  /** The rooms in which somebody waits. */
  waiting: () => Iterable<string>
  /** Has those look again who wait in the rooms of `news`, without it all. */
  lookAgain: (news?: RoomNews) => void
} {
  const here = createHearing()
  const waits = new Map<string, number>()
  return {
    // Any name will do: who waits then asks for everything.
    lookAgain: (news) => {
      for (const room of waits.keys()) if (news?.has(room) ?? true) here.told(room, 'appointment')
    },
    waiting: () => waits.keys(),
    hearing: {
      listen: (room, heard) => {
        waits.set(room, (waits.get(room) ?? 0) + 1)
        const far = (said: string): void => {
          const [name, from] = said.split(' ')
          if (from !== node) heard(name as EventName)
        }
        const ends = [here.listen(room, heard), line.listen(start + room, far)]
        return () => {
          for (const end of ends) end()
          const left = (waits.get(room) ?? 1) - 1
          if (left > 0) waits.set(room, left)
          else waits.delete(room)
        }
      },
      told: (room, name) => {
        here.told(room, name)
        line.say(start + room, `${name} ${node}`)
      },
    },
  }
}

/** How events are written. What is none of them is nobody's, and ends no node. */
const parser = {
  encode: (said: unknown): string => JSON.stringify(said),
  decode: (bytes: Buffer): unknown => {
    const said = parse(bytes.toString())
    return Array.isArray(said) && isRecord(said[1]) && isRecord(said[2]) && hasRooms(said[2]) ? said : []
  },
}

const isRecord = (said: unknown): said is Record<string, unknown> => typeof said === 'object' && said !== null

const hasRooms = ({ rooms, except }: Record<string, unknown>): boolean =>
  Array.isArray(rooms) && Array.isArray(except)

/** What a text of JSON says; undefined when it is none. */
function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return undefined
  }
}
