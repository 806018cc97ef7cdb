import { Redis } from 'ioredis'
import type { Limits } from '../../limits.ts'
import type { Log } from '../../log.ts'
import type { Clock } from '../../seams.ts'

/**
 * The line of this node to Redis: what a node says in a channel, all hear who listen to it. It works as long as a word that this
 * node says comes back to it. A Redis that stands still or passes nothing on counts as away, though its connections are open.
 *
 * What is said while it is away is lost; `onBack` tells who may have missed something.
 */
export interface RedisLine {
  /** The connections for Socket.IO's adapter. Its channels are subscribed again after each loss, too. */
  readonly send: Redis
  readonly hear: Redis
  isUp(): boolean
  say(channel: string, text: string): void
  /** Calls `heard` for what any node says in the channel, this one included. The function that it gives ends that. */
  listen(channel: string, heard: (text: string) => void): () => void
  onBack(act: (missed: Missed) => void): void
  close(): Promise<void>
}

/** Who may have missed something while the line was away. */
export interface Missed {
  /** This node: what others said. */
  readonly here: boolean
  /** The others: what this node said. */
  readonly elsewhere: boolean
}

/** How often it is tried to reach Redis again, at the latest, in ms. */
const longestPause = 500

const unreachable =
  'The Redis of REDIS_URL cannot be reached. Start it, or correct the address and its password.'
const silent =
  'The Redis of REDIS_URL passes nothing on. Let its user publish and subscribe in channels that begin with chairside, also by patterns, for which Redis wants allchannels.'

/**
 * @param echo the channel in which this node, and no other, speaks to itself
 * @param pattern of the channels of Socket.IO's adapter, which does not look whether it may subscribe to it
 *
 * Throws a sentence for people when Redis cannot be reached, or passes nothing on.
 */
export async function openRedisLine(
  url: string,
  echo: string,
  pattern: string,
  { limits, clock, log }: { limits: Limits; clock: Clock; log: Log },
): Promise<RedisLine> {
  const { answer, rest } = limits.crossing
  const settings = {
    lazyConnect: true,
    enableOfflineQueue: false,
    // It forgets to catch what it subscribes by itself.
    autoResubscribe: false,
    maxRetriesPerRequest: 0,
    connectTimeout: answer,
    commandTimeout: answer,
    keepAlive: 10_000,
    retryStrategy: (times: number) => Math.min(times * 50, longestPause),
  }
  const [send, hear] = [new Redis(url, settings), new Redis(url, settings)]
  const channels = keepChannels(hear, pattern)
  const first = Promise.withResolvers<void>()
  let acts: (missed: Missed) => void = () => {}
  let state: 'opening' | 'up' | 'away' | 'closed' = 'opening'
  let [isSubscribed, isUnsaid] = [false, false]
  let stopTimer: () => void = () => {}
  const later = (ms: number, act: () => void): void => {
    stopTimer()
    stopTimer = clock.after(ms, act)
  }

  const publish = send.publish.bind(send)
  const say = (channel: string, text: string): void =>
    void publish(channel, text).catch(() => {
      isUnsaid = true
    })
  // The adapter waits for none of its messages.
  Object.assign(send, { publish: say })

  const lost = (): void => {
    if (state !== 'up') return
    state = 'away'
    log.warn(
      'Redis cannot be reached: each node looks into the records what others tell, and progress does not cross. Where only this node is without it, people on others learn of changes here once it is back',
    )
  }
  const askAgain = (): void => {
    lost()
    first.reject(new Error(silent))
    for (const client of [send, hear]) client.disconnect(true)
  }
  const ask = (): void => {
    if (state === 'closed' || !isSubscribed || send.status !== 'ready') return
    later(answer, askAgain)
    void publish(echo, '').catch(ignored)
  }
  const answered = (): void => {
    if (state === 'closed') return
    later(rest, ask)
    first.resolve()
    const missed = { here: state === 'away', elsewhere: isUnsaid }
    if (missed.here) log.warn('Redis is back')
    state = 'up'
    isUnsaid = false
    if (missed.here || missed.elsewhere) acts(missed)
  }
  channels.listen(echo, answered)
  for (const client of [send, hear]) client.on('error', lost).on('close', lost)
  hear.on('close', () => {
    isSubscribed = false
  })
  hear.on('ready', () => {
    channels.restore().then(
      () => {
        isSubscribed = true
        ask()
      },
      (cause) => {
        first.reject(new Error(silent, { cause }))
        if (state !== 'closed') later(answer, askAgain)
      },
    )
  })
  send.on('ready', ask)

  const close = async (): Promise<void> => {
    state = 'closed'
    stopTimer()
    for (const client of [send, hear]) client.disconnect()
  }
  // Whoever waits for it comes later.
  first.promise.catch(ignored)
  try {
    await Promise.all([send.connect(), hear.connect()]).catch((cause) => {
      throw new Error(unreachable, { cause })
    })
    await first.promise
  } catch (error) {
    await close()
    throw error
  }
  return {
    ...{ send, hear, say, close },
    isUp: () => state === 'up',
    listen: channels.listen,
    onBack: (act) => (acts = act),
  }
}

const ignored = (): void => {}

/** The channels that are heard by a connection, of which each loss takes all. */
function keepChannels(hear: Redis, pattern: string) {
  const patterns = new Set([pattern])
  const names = new Set<string>()
  const listeners = new Map<string, Set<(text: string) => void>>()
  const [subscribe, psubscribe] = [hear.subscribe.bind(hear), hear.psubscribe.bind(hear)]
  const add = (...added: string[]): void => {
    for (const name of added) names.add(name)
    if (hear.status === 'ready') void subscribe(...added).catch(ignored)
  }
  // The adapter does not look whether its channels are subscribed. What fails now, or has to wait, is subscribed by `restore`.
  Object.assign(hear, {
    subscribe: (added: string[]): void => add(...added),
    psubscribe: (pattern: string): void => {
      patterns.add(pattern)
      if (hear.status === 'ready') void psubscribe(pattern).catch(ignored)
    },
  })
  hear.on('message', (channel, text) => {
    for (const heard of listeners.get(channel) ?? []) heard(text)
  })
  return {
    restore: async (): Promise<void> => {
      await psubscribe(...patterns)
      await subscribe(...names)
    },
    listen: (channel: string, heard: (text: string) => void): (() => void) => {
      const mine = listeners.get(channel) ?? new Set()
      listeners.set(channel, mine.add(heard))
      if (!names.has(channel)) add(channel)
      return () => {
        mine.delete(heard)
        if (mine.size > 0 || listeners.get(channel) !== mine) return
        listeners.delete(channel)
        names.delete(channel)
        void hear.unsubscribe(channel).catch(ignored)
      }
    },
  }
}
