/** The parts that are tried, in the order in which they are printed. */
export type Part =
  | 'data folder'
  | 'database'
  | 'redis'
  | 'files'
  | 'scanner'
  | 'keys of the app'
  | 'port'
  | 'public address'
  | 'metrics'

/**
 * What a try found. `says` is one line, without passwords and keys, that says what to do where something is wrong. `stops`:
 * whether a server would not start.
 */
export type Finding =
  | { readonly part: Part; readonly state: 'works' | 'not-set'; readonly says: string }
  | { readonly part: Part; readonly state: 'wrong'; readonly stops: boolean; readonly says: string }

export const works = (part: Part, says: string): Finding => ({ part, state: 'works', says })

export const notSet = (part: Part, says: string): Finding => ({ part, state: 'not-set', says })

/** Something without which no server starts. */
export const wrong = (part: Part, says: string): Finding => ({ part, state: 'wrong', stops: true, says })

/** Something without which a server starts, and does not do all that its settings say. */
export const failing = (part: Part, says: string): Finding => ({ part, state: 'wrong', stops: false, says })

const marks = { works: 'ok', 'not-set': '--', wrong: '!!' } as const

export const lineOf = ({ part, state, says }: Finding): string => `${marks[state]}  ${part}: ${says}`

/** Joins the sentences that are there. */
export const sentences = (...all: readonly (string | undefined | false)[]): string =>
  all.filter((one) => typeof one === 'string').join(' ')
