import { ChairsideError, KB } from '@chairside/protocol'
import type { Limits } from '../limits.ts'
import type { Clock } from '../seams.ts'

export type Verdict = 'go' | 'refuse' | 'close'

/**
 * What each person may cost on this node, on all their sockets and over HTTP together: commands, their bytes, and the time
 * in which the server works on them. Each is a token bucket: it allows a burst, then a steady rate.
 */
export interface Rates {
  /** Decides about a command or another message. `close`: too many were refused, so the connection ends. */
  judge(person: string): Verdict
  /** Counts bytes that came; false when they are more than the person may send. */
  brought(person: string, bytes: number): boolean
  /** Begins a command; the function that it gives ends it. Time in which several commands run counts once. */
  begin(person: string): () => void
}

/** What is counted for one person. `running`: how many of their commands run. */
interface Account {
  readonly commands: Bucket
  readonly refusals: Bucket
  readonly bytes: Bucket
  readonly time: Bucket
  running: number
  /** Until when (ms since the epoch) the time of running commands is counted. */
  counted: number
  /** When it was last asked for. */
  at: number
}

interface Bucket {
  /** Takes the amount if that much is left; else nothing, and gives false. */
  take(amount: number): boolean
  /** Takes the amount in any case. `left` may fall below 0, but only by what comes back in a second. */
  spend(amount: number): void
  readonly left: number
}

export function createRates(
  clock: Clock,
  {
    commandRate,
    commandBurst,
    commandRefusals,
    commandBytes,
    commandBytesBurst,
    commandTime,
    commandTimeBurst,
  }: Limits,
): Rates {
  /** In ms: after this long without a command, all buckets of a person are full, so their account is dropped. */
  const fresh =
    1000 *
    (1 +
      Math.max(
        commandBurst / commandRate,
        commandRefusals / commandRate,
        commandBytesBurst / commandBytes,
        commandTimeBurst / commandTime,
      ))
  /** In the order of their last command. */
  const known = new Map<string, Account>()

  const open = (now: number): Account => ({
    commands: createBucket(clock, commandRate, commandBurst),
    refusals: createBucket(clock, commandRate, commandRefusals),
    bytes: createBucket(clock, commandBytes, commandBytesBurst),
    time: createBucket(clock, commandTime, commandTimeBurst),
    running: 0,
    counted: now,
    at: now,
  })

  const accountOf = (person: string): Account => {
    const now = clock.now()
    for (const [other, { at, running }] of known) {
      if (now - at < fresh) break
      if (running === 0) known.delete(other)
    }
    const account = known.get(person) ?? open(now)
    account.at = now
    known.delete(person)
    known.set(person, account)
    return account
  }

  const countTime = (account: Account): void => {
    const now = clock.now()
    if (account.running > 0) account.time.spend(Math.max(0, now - account.counted))
    account.counted = now
  }

  return {
    judge: (person) => {
      const account = accountOf(person)
      countTime(account)
      if (account.time.left > 0 && account.commands.take(1)) return 'go'
      return account.refusals.take(1) ? 'refuse' : 'close'
    },
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

/** The error for a person who sends too many commands, or too many bytes. */
export function tooFast({ commandRate, commandBytes }: Limits, found?: 'many-bytes'): ChairsideError {
  return found === undefined
    ? new ChairsideError({ code: 'RATE_LIMITED', limit: commandRate, retryAfter: 1 })
    : new ChairsideError({ code: 'RATE_LIMITED', limit: commandBytes / KB, found, retryAfter: 1 })
}

/** @param rate how much comes back in a second, until it holds `burst` */
function createBucket(clock: Clock, rate: number, burst: number): Bucket {
  let held = burst
  let at = clock.now()
  const regain = (): void => {
    const now = clock.now()
    held = Math.min(burst, held + (Math.max(0, now - at) / 1000) * rate)
    at = now
  }
  return {
    take: (amount) => {
      regain()
      if (held < amount) return false
      held -= amount
      return true
    },
    spend: (amount) => {
      regain()
      held = Math.max(-rate, held - amount)
    },
    get left() {
      regain()
      return held
    },
  }
}
