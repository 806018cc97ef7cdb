import type { WireError } from '@chairside/protocol'
import type { Stage } from './stage.ts'
import { isSame } from './wire.ts'

/** The outcome of a command; undefined when the command or its answer was lost. */
export type Outcome = { readonly value: { readonly id: string } } | { readonly error: WireError } | undefined

/** Codes that say nothing about the command itself. */
const passing = [
  'RATE_LIMITED',
  'SHUTTING_DOWN',
  'TOKEN_EXPIRED',
  'TOKEN_INVALID',
  'UNAUTHENTICATED',
  'INTERNAL',
]

export function checkAgain(stage: Stage, what: string, id: string, first: Outcome, second: Outcome): void {
  if (first === undefined || second === undefined || !('value' in first)) return
  if ('value' in second) {
    if (!isSame(second.value.id, first.value.id))
      stage.ledger.fault('a command that is said again is answered with its first result', `${what} ${id}`)
    return
  }
  // For a person who was removed meanwhile, nothing exists here any more.
  if (passing.includes(second.error.code) || stage.everRemoved.size > 0) return
  stage.ledger.fault(
    'a command that is said again is answered with its first result',
    `${what} ${id} answers ${second.error.code}`,
  )
}

export function checkOther(stage: Stage, what: string, id: string, first: Outcome, second: Outcome): void {
  if (first === undefined || second === undefined || !('value' in first) || 'error' in second) return
  stage.ledger.fault('the same id with other content is a conflict', `${what} ${id} was taken twice`)
}
