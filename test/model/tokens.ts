import { setTimeout as pause } from 'node:timers/promises'
import type { TokenTrouble } from './step.ts'

/** An app's token function, which is in trouble for a while. */
export interface TokenFunction {
  /** What the SDK is given. It may throw at once, or answer with what is no token. */
  readonly source: () => Promise<string>
  readonly troubled: boolean
  trouble(trouble: TokenTrouble, ms: number): void
  mend(): void
}

export function createTokenFunction(fetchToken: () => Promise<string>): TokenFunction {
  let begun: TokenTrouble | undefined
  let timer: NodeJS.Timeout | undefined
  return {
    source: () => {
      switch (begun) {
        case undefined:
          return fetchToken()
        case 'rejects':
          return Promise.reject(new Error('the app has no token now'))
        case 'throws':
          throw new Error('the token function throws')
        case 'late':
          return pause(1500).then(fetchToken)
        case 'undefined':
          // What plain JavaScript may answer.
          return Promise.resolve(undefined as unknown as string)
        case 'empty':
          return Promise.resolve('')
        case 'no token':
          return Promise.resolve('this is no token')
      }
    },
    get troubled() {
      return begun !== undefined
    },
    trouble: (trouble, ms) => {
      clearTimeout(timer)
      begun = trouble
      timer = setTimeout(() => {
        begun = undefined
      }, ms)
    },
    mend: () => {
      clearTimeout(timer)
      begun = undefined
    },
  }
}
