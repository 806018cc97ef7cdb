import { type ErrorCode, errorKinds } from '@chairside/protocol'
import { fromAddress } from '../events/audit.ts'
import type { Ground } from '../events/ground.ts'
import { doneBy, type Identity, isApp, personOf } from './identity.ts'
import type { Trail } from './trail.ts'

/** Something that was refused. */
export interface Refusal {
  readonly code: ErrorCode
  /** The pattern of the route, or the command. */
  readonly where: string
  /** Undefined for a client that did not say who it is, or could not prove it. */
  readonly who: Identity | undefined
  /** The id of the file that it was about. */
  readonly file?: string | undefined
  /** The IP address of the client. */
  readonly address: string | undefined
  /** The id of the request in the log. */
  readonly request?: string | undefined
  /** The cause of an error of our own. */
  readonly cause?: unknown
}

/**
 * Keeps refusals in the log, and those that deny something also in the audit. The first of a kind is written at once, for
 * each person or, when unknown, each address. How many more there were is written once at the end of the minute.
 */
export interface Refusals {
  note(refusal: Refusal): void
  /** Counts an error of our own, which the log has by itself. */
  failed(): void
  /** Writes the counts that are open. */
  close(): void
}

interface Counted {
  readonly first: Refusal
  more: number
}

export function createRefusals(
  { clock, limits, log, meter }: Pick<Ground, 'clock' | 'limits' | 'log' | 'meter'>,
  { trail }: { trail: Trail },
): Refusals {
  /** Kept apart, so that a flood from unknown clients takes no room from known people. */
  const counts = { known: new Map<string, Counted>(), unknown: new Map<string, Counted>() }
  let cancel: (() => void) | undefined

  const write = ({ code, where, who, file, address, request, cause }: Refusal, count?: number): void => {
    const about = {
      code,
      where,
      ...(who && !isApp(who) && { sub: who.id }),
      ...(who?.kind === 'participant' && { appointment: who.appointment }),
      ...(file && { file }),
      ...fromAddress(address),
    }
    const { level } = errorKinds[code]
    if (count === undefined)
      log[level](
        { ...about, request, ...(cause !== undefined && level === 'error' && { err: cause }) },
        'refused',
      )
    else log[level]({ ...about, count }, 'refused again')
    if (who === undefined || !denies(code)) return
    trail.note(who, {
      kind: 'refused',
      ...doneBy(who),
      code,
      ...(file && { file }),
      ...fromAddress(address),
      ...(count && { count }),
    })
  }

  const flush = (): void => {
    cancel?.()
    cancel = undefined
    for (const kinds of [counts.known, counts.unknown]) {
      for (const { first, more } of kinds.values()) if (more > 0) write(together(first), more)
      kinds.clear()
    }
  }

  return {
    failed: () => meter.count('errors', { code: 'INTERNAL' }),
    note: (refusal) => {
      meter.count('errors', { code: refusal.code })
      const kinds = refusal.who === undefined ? counts.unknown : counts.known
      const own = kindOf(refusal)
      // Beyond the limit all refusals with one code are counted together, without a person.
      const isFull = !kinds.has(own) && kinds.size >= limits.refusalKinds
      const key = isFull ? refusal.code : own
      const counted = kinds.get(key)
      if (counted !== undefined) {
        counted.more += 1
        return
      }
      const first = isFull ? anybody(refusal) : refusal
      kinds.set(key, { first, more: 0 })
      cancel ??= clock.after(limits.refusalWindow, flush)
      write(first)
    },
    close: flush,
  }
}

/** What the refusals of one kind have in common: not the file, and of a known person not the address. */
const together = (first: Refusal): Refusal =>
  first.who === undefined ? first : { ...first, file: undefined, address: undefined }

/** Whether a code denies a client something, instead of saying what is wrong with its request. */
function denies(code: ErrorCode): boolean {
  return [401, 403, 404, 429].includes(errorKinds[code].status)
}

function kindOf({ code, where, who, address = '' }: Refusal): string {
  if (who === undefined) return `${code} ${where} ${address}`
  return `${code} ${where} ${personOf(who)} ${who.kind === 'participant' ? who.appointment : ''}`
}

const anybody = ({ code, request, cause }: Refusal): Refusal => ({
  code,
  where: 'many',
  who: undefined,
  address: undefined,
  request,
  cause,
})
