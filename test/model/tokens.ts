import { setTimeout as pause } from 'node:timers/promises'
import type { TokenTrouble } from './step.ts'

/** What an app's own code throws: it is none of the SDK's. */
export class AppError extends Error {
  override readonly name = 'AppError'
}

/** An app's own login, which is in trouble for a while: all token functions of that person then are. */
export interface Login {
  /** A token function over it, as the SDK is given one. It may throw at once, or answer with what is no token. */
  over(fetchToken: () => Promise<string>): () => Promise<string>
  trouble(trouble: TokenTrouble, ms: number): void
  mend(): void
}

export function createLogin(): Login {
  let begun: TokenTrouble | undefined
  let timer: NodeJS.Timeout | undefined
  return {
    over: (fetchToken) => () => {
      switch (begun) {
        case undefined:
          return fetchToken()
        case 'rejects':
          return Promise.reject(new AppError('the app has no token now'))
        case 'throws':
          throw new AppError('the token function throws')
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
