import type { EventName } from '@chairside/protocol'
import { createAdapter } from '@socket.io/redis-adapter'
import { Redis } from 'ioredis'
import type { Log } from '../../log.ts'
import type { Neighbours, NodeMessage } from '../../seams.ts'
import type { SocketServer } from '../../socket-rooms.ts'
import { createHearing, type Hearing } from './hearing.ts'

/** Where nodes tell each other of events. */
export interface Crossing {
  readonly hearing: Hearing
  readonly neighbours: Neighbours
  /** Throws while events do not reach the other nodes. */
  readonly probe: () => Promise<void>
  /** Calls `act` when Redis is back: what was told meanwhile on other nodes was not heard here. */
  onBack(act: () => void): void
  close(): Promise<void>
}

/** How often it is tried to reach Redis again, at the latest, in ms. */
const longestPause = 500
/** How long Redis may take to answer, in ms. */
const patience = 5_000

/**
 * Lets the events of `io` cross Redis by its pub/sub. While Redis is away the people of one node have their events, and
 * nothing waits in memory: an event is a hint, and the records are the truth.
 *
 * Throws a sentence for people when Redis cannot be reached at the start.
 */
export async function crossRedis(io: SocketServer, url: string, log: Log): Promise<Crossing> {
  const settings = {
    lazyConnect: true,
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    connectTimeout: patience,
    commandTimeout: patience,
    keepAlive: 10_000,
    retryStrategy: (times: number) => Math.min(times * 50, longestPause),
  }
  const send = new Redis(url, settings)
  const hear = new Redis(url, { ...settings, commandTimeout: undefined as never })
  let backs: () => void = () => {}
  let away = false
  const isUp = (): boolean => send.status === 'ready' && hear.status === 'ready'
  const lost = (): void => {
    if (!away)
      log.warn('Redis cannot be reached: people on other nodes learn of changes only once it is back')
    away = true
  }
  for (const client of [send, hear]) client.on('error', lost).on('close', lost)
  try {
    await Promise.all([send.connect(), hear.connect()])
  } catch (cause) {
    send.disconnect()
    hear.disconnect()
    throw new Error(
      'The Redis of REDIS_URL cannot be reached. Start it, or correct the address and its password.',
      { cause },
    )
  }
  away = false
  for (const client of [send, hear])
    client.on('ready', () => {
      if (!isUp()) return
      if (away) log.warn('Redis is back')
      away = false
      backs()
    })

  const publish = send.publish.bind(send)
  // The adapter waits for none of its messages.
  send.publish = ((channel: string, message: string) =>
    publish(channel, message).catch(() => 0)) as typeof send.publish
  io.adapter(createAdapter(send, hear, { key: 'chairside' }))
  return {
    hearing: hearOver(send, hear),
    neighbours: await meetOver(send, hear),
    probe: async () => {
      if (!isUp()) throw new Error('Redis is away')
      await send.ping()
    },
    onBack: (act) => (backs = act),
    close: () => end(send, hear),
  }
}

/** Every node hears what each says in this channel. */
const meeting = 'chairside-nodes'

async function meetOver(send: Redis, hear: Redis): Promise<Neighbours> {
  await hear.subscribe(meeting)
  return {
    tell: (message) => void send.publish(meeting, JSON.stringify(message)),
    hear: (act) =>
      void hear.on('message', (channel, text) => {
        if (channel === meeting) act(JSON.parse(text) as NodeMessage)
      }),
  }
}

/** Hears what all nodes tell: each room has a channel, and a node has those of the rooms in which somebody waits. */
function hearOver(send: Redis, hear: Redis): Hearing {
  const here = createHearing()
  const waits = new Map<string, number>()
  const quietly = (work: Promise<unknown>): void => void work.catch(() => undefined)
  hear.on('message', (channel, name) => {
    if (channel.startsWith(start)) here.told(channel.slice(start.length), name as EventName)
  })
  // Who began to wait while Redis was away has no channel yet, and everybody may have missed something: each looks again.
  hear.on('ready', () => {
    for (const room of waits.keys())
      quietly(hear.subscribe(start + room).then(() => here.told(room, 'appointment')))
  })
  return {
    listen: (room, heard) => {
      const count = (waits.get(room) ?? 0) + 1
      waits.set(room, count)
      if (count === 1) quietly(hear.subscribe(start + room))
      const end = here.listen(room, heard)
      return () => {
        end()
        const left = (waits.get(room) ?? 1) - 1
        if (left > 0) waits.set(room, left)
        else {
          waits.delete(room)
          quietly(hear.unsubscribe(start + room))
        }
      }
    },
    told: (room, name) => {
      here.told(room, name)
      void send.publish(start + room, name)
    },
  }
}

/** The start of the channels in which nodes hear for those who wait without a socket. */
const start = 'chairside-waits#'

async function end(...clients: Redis[]): Promise<void> {
  for (const client of clients) client.disconnect()
}
