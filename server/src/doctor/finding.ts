/** What to change, in the words of the product in which to change it. */
export interface Change {
  /** Such as "nginx", "Chairside" or "your page". */
  readonly in: string
  readonly set: string
}

/** What one check found. `says` is one sentence without keys, tokens or names of people. */
export type Finding =
  | { readonly check: CheckName; readonly state: 'ok'; readonly says: string }
  | {
      readonly check: CheckName
      readonly state: 'wrong'
      readonly says: string
      readonly change: readonly Change[]
    }
  | { readonly check: CheckName; readonly state: 'not-tried'; readonly says: string }

/** The checks, in the order in which they are printed. */
export type CheckName =
  | 'server'
  | 'address'
  | 'certificate'
  | 'clock'
  | 'origin'
  | 'page'
  | 'socket'
  | 'methods'
  | 'headers'
  | 'refusals'
  | 'key'
  | 'parts'
  | 'bodies'
  | 'streams'
  | 'downloads'
  | 'idle'
  | 'clean-up'

export const ok = (check: CheckName, says: string): Finding => ({ check, state: 'ok', says })

export const wrong = (check: CheckName, says: string, ...change: readonly Change[]): Finding => ({
  check,
  state: 'wrong',
  says,
  change,
})

export const notTried = (check: CheckName, says: string): Finding => ({ check, state: 'not-tried', says })
