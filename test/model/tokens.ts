import { setTimeout as pause } from 'node:timers/promises'
import type { TokenTrouble } from './step.ts'

/** An error of the app's own code, so none of the SDK's errors. */
export class AppError extends Error {
  override readonly name = 'AppError'
}

/** A person's login in the app. While it has a trouble, all token functions of that person have it. */
export interface Login {
  /** Makes a token function for the SDK. In a trouble it may throw at once, or give something that is no token. */
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
          // A function in plain JavaScript may give this.
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
