import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { Redis } from 'ioredis'
import type { Config } from '../config.ts'
import { type Finding, notSet, sentences, works } from './finding.ts'

/** How long Redis may take to answer, in ms. */
const patience = 5_000

/** Sends a message through Redis, and waits for it on another connection, as servers tell each other of events. */
export async function tryRedis({ redis, missingForNodes }: Config, signal: AbortSignal): Promise<Finding> {
  if (redis === undefined) return notSet('redis', 'REDIS_URL is not set, so this server runs alone.')
  const url = new URL(redis)
  const { host } = url
  const [send, hear] = [open(redis), open(redis)]
  try {
    await Promise.all([reach(send, url), reach(hear, url)])
    await send.client.ping()
    await cross(send.client, hear.client, host, signal)
    const about = await send.client.info('server').catch(() => '')
    const version = /^redis_version:(\S+)/m.exec(about)?.[1]
    const isCluster = /^redis_mode:cluster/m.test(about)
    return works(
      'redis',
      sentences(
        `Redis${version === undefined ? '' : ` ${version}`} answers, and messages cross it.`,
        Number.parseInt(version ?? '7', 10) < 7 && 'Chairside is tried with 7 and newer: update it.',
        isCluster && 'It is a cluster, of which each server uses the one node that REDIS_URL names.',
        missingForNodes.length > 0 &&
          `A second server does not start yet: several need ${missingForNodes.join(' and ')}.`,
      ),
    )
  } finally {
    send.client.disconnect()
    hear.client.disconnect()
  }
}

interface Line {
  readonly client: Redis
  /** What it said last when it failed. */
  readonly why: () => Error | undefined
}

function open(url: string): Line {
  const client = new Redis(url, {
    lazyConnect: true,
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    connectTimeout: patience,
    commandTimeout: patience,
    retryStrategy: () => null,
  })
  let last: Error | undefined
  client.on('error', (error) => {
    last ??= error
  })
  return { client, why: () => last }
}

async function reach({ client, why }: Line, url: URL): Promise<void> {
  try {
    await client.connect()
  } catch (cause) {
    throw new Error(whyAway(why() ?? cause, url), { cause })
  }
}

function whyAway(error: unknown, { host, protocol }: URL): string {
  const said = error instanceof Error ? error.message : ''
  const code = error instanceof Error && 'code' in error ? ` (${error.code})` : ''
  // A Redis without TLS takes the connection, and leaves the handshake unanswered.
  const tls = protocol === 'rediss:' && / \(ETIMEDOUT\)/.test(code) ? ' Perhaps it does not speak TLS.' : ''
  if (/^(WRONGPASS|NOAUTH|ERR AUTH|ERR invalid password|NOPERM)/i.test(said))
    return `The Redis of REDIS_URL refuses the user or the password at ${host}. Correct them in the address.`
  return `The Redis of REDIS_URL cannot be reached at ${host}${code}. Start it, or correct the address: redis:// or, with TLS, rediss://.${tls}`
}

/** Publishes a message, and resolves once it was heard. */
async function cross(send: Redis, hear: Redis, host: string, signal: AbortSignal): Promise<void> {
  const [channel, text] = [`chairside:check:${randomUUID()}`, randomUUID()]
  try {
    await Promise.all([hear.subscribe(channel), hear.psubscribe(`${channel}:*`)])
    const heard = once(hear, 'message', { signal: AbortSignal.any([signal, AbortSignal.timeout(patience)]) })
    const [[, said]] = await Promise.all([heard, send.publish(channel, text)])
    if (said !== text) throw new Error('another message came')
  } catch (cause) {
    throw new Error(
      `The Redis of REDIS_URL at ${host} answers, and lets no message through. Its user needs the commands subscribe, psubscribe and publish, and "allchannels", without which Redis refuses patterns.`,
      { cause },
    )
  }
}
