import type { Readable } from 'node:stream'
import type { Budget } from '../../budget.ts'
import type { Clock } from '../../seams.ts'

/** The client's connection dropped before the body's end; neither side chose to stop. */
export class LineCut extends Error {
  override readonly name = 'LineCut'
}

/** Whether an error is a `LineCut`: no client is left to answer. */
export function isLineCut(error: unknown): boolean {
  return error instanceof LineCut
}

/** The settings of `takeIn`. */
export interface Intake {
  /** The batch size in bytes at which it is written at once. */
  readonly full: number
  /** Milliseconds after which a batch is written, full or not. */
  readonly age: number
  /** Memory for bytes not written yet. When it is used up, each body waits for its own writes. */
  readonly budget: Budget
  readonly clock: Clock
  readonly signal: AbortSignal
  /** Is called with each chunk as it arrives; gives the chunk to write, of the same length. */
  readonly see?: (chunk: Buffer) => Buffer
}

/**
 * Feeds a body to `write` in batches, one at a time. While one is written the next is gathered; once that is
 * full, the body is paused. A batch is due when full or old. Bytes before a cut or abort are still written.
 *
 * Resolves at the body's end. Rejects with the signal's reason, a `LineCut`, or what `write` threw.
 */
export function takeIn(
  source: Readable,
  write: (chunks: readonly Buffer[], bytes: number) => Promise<void>,
  { full, age, budget, clock, signal, see = (chunk) => chunk }: Intake,
): Promise<void> {
  return new Promise((resolve, reject) => {
    let gathered: Buffer[] = []
    let bytes = 0
    /** How many of the gathered bytes the budget has room for. */
    let taken = 0
    let writing = false
    let over: { readonly error: unknown } | undefined
    let cancelAge: (() => void) | undefined

    const isDue = (): boolean => bytes >= full || taken < bytes

    const flush = (): void => {
      cancelAge?.()
      cancelAge = undefined
      if (writing) return
      if (bytes === 0) {
        if (over !== undefined) settle(over.error)
        return
      }
      const [batch, size, room] = [gathered, bytes, taken]
      gathered = []
      bytes = 0
      taken = 0
      writing = true
      write(batch, size)
        .finally(() => {
          writing = false
          budget.give(room)
        })
        .then(
          () => {
            if (over !== undefined || isDue()) flush()
            else if (bytes > 0) cancelAge ??= clock.after(age, flush)
            if (over === undefined) source.resume()
          },
          (error) => {
            over = { error }
            settle(error)
          },
        )
    }

    const onData = (chunk: Buffer): void => {
      gathered.push(see(chunk))
      bytes += chunk.length
      if (budget.take(chunk.length)) taken += chunk.length
      if (!isDue()) {
        if (!writing) cancelAge ??= clock.after(age, flush)
      } else if (writing) source.pause()
      else flush()
    }
    const finish = (error: unknown): void => {
      if (over !== undefined) return
      over = { error }
      detach()
      flush()
    }
    const onEnd = (): void => finish(undefined)
    const onError = (cause: unknown): void => finish(new LineCut('the body ended before its end', { cause }))
    const onClose = (): void => finish(new LineCut('the body ended before its end'))
    const onAbort = (): void => finish(signal.reason)

    // A later error of the body, without a listener, would end the process.
    const ignore = (): void => undefined
    const detach = (): void => {
      source.off('data', onData).off('end', onEnd).off('error', onError).off('close', onClose)
      source.on('error', ignore)
      source.pause()
      signal.removeEventListener('abort', onAbort)
    }
    const settle = (error: unknown): void => {
      cancelAge?.()
      detach()
      budget.give(taken)
      gathered = []
      bytes = 0
      taken = 0
      if (error === undefined) resolve()
      else reject(error)
    }

    if (signal.aborted) {
      reject(signal.reason)
      return
    }
    signal.addEventListener('abort', onAbort)
    source.on('data', onData).on('end', onEnd).on('error', onError).on('close', onClose)
    if (source.readableEnded) onEnd()
    else if (source.destroyed) onClose()
  })
}
