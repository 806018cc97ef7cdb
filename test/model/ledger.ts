import { ChairsideError } from '@chairside/client'
import type { Content } from './content.ts'

/** Something that must hold and did not. */
export interface Fault {
  /** The invariant, as a sentence. */
  readonly broken: string
  /** Ids, states and numbers; no names. */
  readonly facts: string
}

/** One promise that the SDK gave. */
export interface Given {
  readonly step: number
  readonly what: string
  settled: boolean
}

/** What somebody was told has been done, and therefore stays so. */
export type Answered =
  | { readonly what: 'file withdrawn' | 'request withdrawn' | 'request declined'; readonly id: string }
  | { readonly what: 'transfer withdrawn' | 'transfer there' | 'request there'; readonly id: string }
  | { readonly what: 'file arrived'; readonly id: string }

/** For whom something was meant when it was sent, as its sender's page showed it. */
export interface Meant {
  readonly step: number
  readonly to: string
  /** A file's name or a note, both used once; or the id of what came of it. */
  readonly mark: string
}

/** What the model knows of one episode: who gave what, for whom, and what was answered. */
export interface Ledger {
  readonly faults: readonly Fault[]
  readonly given: readonly Given[]
  readonly answered: readonly Answered[]
  readonly meant: readonly Meant[]
  /** How many operations were begun. */
  operations: number
  endedByBackend: boolean
  /** Since when nothing is wrong any more, in real ms. */
  mendedAt: number | undefined
  /** Ids that came with commands that nobody can read, or that were forbidden. */
  readonly impossible: Set<string>
  /** Names of files of which a sender began to send something else, so that any mix is the sender's own. */
  readonly spoiled: Set<string>
  /** Names of files of which a sender sent, at least once, what they are not. */
  readonly odd: Set<string>
  fault(broken: string, facts: string): void
  /**
   * Follows a promise of the SDK: it must settle, and reject only with an error of the SDK or an abort of ours; and, of
   * somebody who `belongs` here, not for want of a line or a token that have long been good.
   */
  follow<Value>(
    step: number,
    what: string,
    promise: Promise<Value>,
    aborts: () => boolean,
    belongs?: () => boolean,
  ): Promise<Value | undefined>
  answer(answered: Answered): void
  mean(meant: Meant): void
  /** The sender gave this for the file of that name. */
  give(content: Content): void
  contentsOf(name: string): readonly Content[]
}

export function createLedger(): Ledger {
  const faults: Fault[] = []
  const given: Given[] = []
  const answered: Answered[] = []
  const meant: Meant[] = []
  const contents = new Map<string, Content[]>()
  const fault = (broken: string, facts: string): void => {
    if (faults.length < 200) faults.push({ broken, facts })
  }
  const ledger: Ledger = {
    faults,
    given,
    answered,
    meant,
    operations: 0,
    endedByBackend: false,
    mendedAt: undefined,
    impossible: new Set(),
    spoiled: new Set(),
    odd: new Set(),
    fault,
    follow: async (step, what, promise, aborts, belongs = () => true) => {
      const mine: Given = { step, what, settled: false }
      given.push(mine)
      try {
        return await promise
      } catch (error) {
        if (!isOurs(error, aborts))
          fault('every error of the SDK is one of its own', `step ${step}, ${what}: ${kindOf(error)}`)
        const { mendedAt } = ledger
        const isLate = mendedAt !== undefined && performance.now() - mendedAt > goodFor
        if (isLate && isWant(error) && belongs())
          fault('what is asked for while all is well is done', `step ${step}, ${what}: ${error.code}`)
        return undefined
      } finally {
        mine.settled = true
      }
    },
    answer: (what) => void answered.push(what),
    mean: (what) => void meant.push(what),
    give: (content) => {
      const known = contents.get(content.name) ?? []
      if (known.every(({ sha256 }) => sha256 !== content.sha256)) known.push(content)
      contents.set(content.name, known)
    },
    contentsOf: (name) => contents.get(name) ?? contents.get(name.replace(/ \(\d+\)(?=\.pdf$)/, '')) ?? [],
  }
  return ledger
}

/** Longer than it may take to come back after all has become good, and than a joining lasts that began before, in ms. */
const goodFor = 18_000

/** Whether an error says that there was no line or no token. */
function isWant(error: unknown): error is ChairsideError {
  if (!(error instanceof ChairsideError)) return false
  switch (error.code) {
    case 'LINE_DOWN':
    case 'UNAUTHENTICATED':
    case 'TOKEN_INVALID':
    case 'TOKEN_EXPIRED':
      return true
    default:
      return false
  }
}

function isOurs(error: unknown, aborts: () => boolean): boolean {
  if (error instanceof ChairsideError) return true
  return error instanceof Error && error.name === 'AbortError' && aborts()
}

/** What kind of error it is and where it came from, without what it says. */
export function kindOf(error: unknown): string {
  if (!(error instanceof Error)) return `a ${typeof error}`
  const at = error.stack?.split('\n').find((line) => /^\s+at /.test(line) && !line.includes('node:internal'))
  const cause = error.cause instanceof Error ? ` because of ${error.cause.name}` : ''
  return `${error.name}${cause}${at === undefined ? '' : ` ${at.trim().replace(/\(?\/.*\//, '(')}`}`
}
