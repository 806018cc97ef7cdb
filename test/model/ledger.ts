import { ChairsideError } from '@chairside/client'
import type { Content } from './content.ts'

/** An invariant that did not hold. */
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

/** What a caller was told has been done, and what must therefore still hold at the end. */
export type Answered =
  | { readonly what: 'file withdrawn' | 'request withdrawn' | 'request declined'; readonly id: string }
  | { readonly what: 'transfer withdrawn' | 'transfer there' | 'request there'; readonly id: string }
  /** `told`: when and by which answer, for whoever reads a failure. */
  | { readonly what: 'file arrived'; readonly id: string; readonly told: string }

/** For whom a thing was meant: the person whom its sender's page showed. */
export interface Meant {
  readonly step: number
  readonly to: string
  /** How the thing is found: the name of a file or a note, each used once, or an id. */
  readonly mark: string
}

/** What the model knows of one episode: who gave what, for whom, and what was answered. */
export interface Ledger {
  readonly faults: readonly Fault[]
  readonly given: readonly Given[]
  readonly answered: readonly Answered[]
  readonly meant: readonly Meant[]
  /** How many operations have begun. */
  operations: number
  endedByBackend: boolean
  /** When all troubles had ended, by `performance.now()`. */
  mendedAt: number | undefined
  /** Ids of malformed or forbidden commands. */
  readonly impossible: Set<string>
  /** Names of files for which a sender began to send another content. A mix of both is then no fault. */
  readonly spoiled: Set<string>
  /** Names of files for which a sender sent a wrong content at least once. */
  readonly odd: Set<string>
  fault(broken: string, facts: string): void
  /**
   * Follows a promise of the SDK. It must settle. It may reject only with an error of the SDK or with an abort of ours.
   * For a person who `belongs` here, it must not reject for a missing connection or token long after all troubles.
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
  /** Notes a content that the sender gave for the file of its name. */
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

/** In ms. Longer than a page needs to reconnect after all troubles, and than a join still needs that began before. */
const goodFor = 18_000

/** Whether an error is about a missing connection or token. */
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

/** The kind of an error and where it was thrown, without its message. */
export function kindOf(error: unknown): string {
  if (!(error instanceof Error)) return `a ${typeof error}`
  const at = error.stack?.split('\n').find((line) => /^\s+at /.test(line) && !line.includes('node:internal'))
  const cause = error.cause instanceof Error ? ` because of ${error.cause.name}` : ''
  return `${error.name}${cause}${at === undefined ? '' : ` ${at.trim().replace(/\(?\/.*\//, '(')}`}`
}
