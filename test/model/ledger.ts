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
  /** Ids that came with commands that nobody can read, or that were forbidden. */
  readonly impossible: Set<string>
  /** Names of files of which a sender began to send something else, so that any mix is the sender's own. */
  readonly spoiled: Set<string>
  fault(broken: string, facts: string): void
  /** Follows a promise of the SDK: it must settle, and reject only with an error of the SDK or an abort of ours. */
  follow<Value>(
    step: number,
    what: string,
    promise: Promise<Value>,
    aborts: () => boolean,
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
  return {
    faults,
    given,
    answered,
    meant,
    operations: 0,
    endedByBackend: false,
    impossible: new Set(),
    spoiled: new Set(),
    fault,
    follow: async (step, what, promise, aborts) => {
      const mine: Given = { step, what, settled: false }
      given.push(mine)
      try {
        return await promise
      } catch (error) {
        if (!isOurs(error, aborts))
          fault('every error of the SDK is one of its own', `step ${step}, ${what}: ${kindOf(error)}`)
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
