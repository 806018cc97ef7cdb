import { ChairsideError } from '@chairside/protocol'
import { abortWith } from '../async/abort.ts'
import { rest } from '../async/pause.ts'
import { waitOf } from './refusal.ts'

/** How long a request is sent again while the server asks for patience, in ms. */
const patientMs = 60_000

/**
 * Does `work`, and does it again a little later while the server refuses it only for the moment. Throws what it throws
 * otherwise, and the reason of `signal`.
 */
export async function patiently<Result>(work: () => Promise<Result>, signal?: AbortSignal): Promise<Result> {
  const begun = Date.now()
  const stop = abortWith(signal)
  try {
    for (;;) {
      try {
        return await work()
      } catch (error) {
        const wait = error instanceof ChairsideError ? waitOf(error) : undefined
        if (wait === undefined || Date.now() - begun + wait > patientMs) throw error
        await rest(wait, stop.signal)
        signal?.throwIfAborted()
      }
    }
  } finally {
    stop.letGo()
  }
}
