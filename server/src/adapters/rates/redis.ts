import { createHmac } from 'node:crypto'
import type { Redis } from 'ioredis'
import { RateLimiterMemory, RateLimiterRedis } from 'rate-limiter-flexible'
import type { Quota, RateCounter, RatePolicy } from '../../seams.ts'
import { createRateCounter } from './flexible.ts'

/**
 * A bucket, as each node has one: `ARGV[3]` points at once, all of which come back within `ARGV[4]` seconds. It goes below 0 by
 * what comes back in a second, or by 1, at most. The clock is that of Redis, because those of nodes may differ. Gives how much is
 * used, and how many ms must pass where that is too much. The library's own script counts within fixed windows, and would refuse
 * what a bucket allows.
 */
const bucket = `
local burst, held = tonumber(ARGV[3]), tonumber(ARGV[3])
local rate = burst / (ARGV[4] * 1000)
local time = redis.call('time')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local kept = redis.call('get', KEYS[1])
if kept then
  local blank = string.find(kept, ' ', 1, true)
  local since = math.max(0, now - string.sub(kept, blank + 1))
  held = math.min(burst, string.sub(kept, 1, blank - 1) + since * rate)
end
held = math.max(-math.max(1, 1000 * rate), held - ARGV[1])
redis.call('set', KEYS[1], string.format('%.3f %d', held, now), 'PX', math.ceil((burst - held) / rate) + 1)
return { math.floor(burst - held), math.ceil((1 - held) / rate) }
`

/**
 * Counts on all nodes together, in Redis, where no key is an id or an address: each is hashed with a secret of the nodes. While Redis
 * is away or slow the limiters' insurance counts in this process, and refuses nothing that a node's own bucket allows.
 */
export function countInRedis(
  redis: Redis,
  quotas: Readonly<Record<RatePolicy, Quota>>,
  secret: Buffer,
): RateCounter {
  const limiter = (policy: RatePolicy) => {
    const { rate, burst, batch } = quotas[policy]
    // Of what a node tells together, some came back before it was told.
    const points = burst + batch
    // The library takes no window below a second.
    const window = Math.max(1, Math.ceil(points / rate))
    const shared = new RateLimiterRedis({
      ...{ storeClient: redis, keyPrefix: `chairside:rates:${policy}`, rejectIfRedisNotReady: true },
      ...{ points, duration: points / rate, customIncrTtlLuaScript: bucket },
      insuranceLimiter: new RateLimiterMemory({ points: points + rate * window, duration: window }),
    })
    return {
      consume: (key: string | number, count?: number) =>
        shared.consume(hashed(`${policy} ${key}`), count, { customDuration: window }),
    }
  }
  const hashed = (text: string): string => createHmac('sha256', secret).update(text).digest('base64url')
  return createRateCounter({
    person: limiter('person'),
    appointment: limiter('appointment'),
    address: limiter('address'),
  })
}
