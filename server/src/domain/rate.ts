import { ChairsideError, KB } from '@chairside/protocol'
import { blockOf } from '../address-block.ts'
import type { Limits } from '../limits.ts'
import type { Clock, Quota, RateCounter, RatePolicy } from '../seams.ts'
import { type Bucket, createBucket } from './bucket.ts'
import { createCounted } from './counted.ts'
import { createKeyed } from './keyed.ts'

/**
 * `refuse`: the person sends too many. `close`: too many of theirs were refused, so the connection ends. `appointment`,
 * `address`: refused because all people of the appointment, or of the block of addresses, send too many together.
 */
export type Verdict = 'go' | 'refuse' | 'close' | 'appointment' | 'address'

/** Where a command comes from. */
export interface Origin {
  readonly appointment?: string | undefined
  /** The IP address of the client. */
  readonly address?: string | undefined
}

/**
 * What people may cost, on all their sockets and over HTTP together. Each person has commands, their bytes, and the time in
 * which the server works on them. Commands count for the appointment as well, and for the block of addresses, which is the widest:
 * what is refused to the narrower one takes nothing from the wider one.
 */
export interface Rates {
  /** Decides about a command or another message. */
  judge(person: string, origin?: Origin): Verdict
  /** How many commands a person may send at once now. */
  left(person: string): number
  /** Counts bytes that came; false when they are more than the person may send. */
  brought(person: string, bytes: number): boolean
  /** Begins a command; the function that it gives ends it. Time in which several commands run counts once. */
  begin(person: string): () => void
}

/** What is counted for one person on this node. `running`: how many of their commands run. */
interface Account {
  readonly refusals: Bucket
  readonly bytes: Bucket
  readonly time: Bucket
  running: number
  /** Until when (ms since the epoch) the time of running commands is counted. */
  counted: number
}

/** How many commands each policy allows. */
export const quotasOf = (limits: Limits): Readonly<Record<RatePolicy, Quota>> => ({
  person: quota(limits.commandRate, limits.commandBurst),
  appointment: quota(limits.appointmentRate, limits.appointmentBurst),
  address: quota(limits.addressRate, limits.addressBurst),
})

const quota = (rate: number, burst: number): Quota => ({
  ...{ rate, burst },
  batch: Math.max(1, Math.floor(burst / 8)),
})

/** @param counter counts on all nodes together; undefined on one node */
export function createRates(clock: Clock, limits: Limits, counter?: RateCounter): Rates {
  const { commandRate, commandRefusals, commandBytes, commandBytesBurst, commandTime, commandTimeBurst } =
    limits
  const quotas = quotasOf(limits)
  const persons = createCounted(clock, 'person', quotas.person, counter)
  const appointments = createCounted(clock, 'appointment', quotas.appointment, counter)
  const addresses = createCounted(clock, 'address', quotas.address, counter)
  /** In ms: after this long without a command, all buckets of a person are full, so their account is dropped. */
  const fresh =
    1000 *
    (1 +
      Math.max(
        commandRefusals / commandRate,
        commandBytesBurst / commandBytes,
        commandTimeBurst / commandTime,
      ))
  const accountOf = createKeyed<Account>(clock, fresh, {
    make: () => ({
      refusals: createBucket(clock, commandRate, commandRefusals),
      bytes: createBucket(clock, commandBytes, commandBytesBurst),
      time: createBucket(clock, commandTime, commandTimeBurst),
      running: 0,
      counted: clock.now(),
    }),
    busy: ({ running }) => running > 0,
  })

  const countTime = (account: Account): void => {
    const now = clock.now()
    if (account.running > 0) account.time.spend(Math.max(0, now - account.counted))
    account.counted = now
  }

  return {
    judge: (person, { appointment, address } = {}) => {
      const account = accountOf(person)
      countTime(account)
      if (account.time.left <= 0 || !persons.take(person))
        return account.refusals.take(1) ? 'refuse' : 'close'
      if (appointment !== undefined && !appointments.take(appointment)) return 'appointment'
      const block = blockOf(address)
      return block === undefined || addresses.take(block) ? 'go' : 'address'
    },
    left: (person) => persons.left(person),
    brought: (person, bytes) => accountOf(person).bytes.take(bytes),
    begin: (person) => {
      const account = accountOf(person)
      countTime(account)
      account.running += 1
      let over = false
      return () => {
        if (over) return
        over = true
        countTime(account)
        account.running -= 1
      }
    },
  }
}

/** The error for a person who sends too many commands, or too many bytes, or does so together with others. */
export function tooFast(limits: Limits, why?: 'many-bytes' | Verdict): ChairsideError {
  if (why === 'many-bytes')
    return new ChairsideError({
      code: 'RATE_LIMITED',
      limit: limits.commandBytes / KB,
      found: why,
      retryAfter: 1,
    })
  const policy = why === 'appointment' || why === 'address' ? why : 'person'
  return new ChairsideError({ code: 'RATE_LIMITED', limit: quotasOf(limits)[policy].rate, retryAfter: 1 })
}
