import type { Readable } from 'node:stream'
import type { Budget } from '../../budget.ts'
import type { Clock } from '../../seams.ts'

/** Why a body ended before its end: the line, which nobody decided. */
export class LineCut extends Error {
  override readonly name = 'LineCut'
}

/** Whether an error only says that the connection ended, so that nobody is there to hear of it. */
export function isLineCut(error: unknown): boolean {
  return error instanceof LineCut
}

/** How a body is taken in. */
export interface Intake {
  /** Bytes of a full batch, which is written at once. */
  readonly full: number
  /** Milliseconds after which a batch is written, full or not. */
  readonly age: number
  /** Room for what is not written yet. Where there is none, each body waits for its own writes. */
  readonly budget: Budget
  readonly clock: Clock
  readonly signal: AbortSignal
  /** Sees each chunk as it comes, and says what is to be written for it, of the same length. */
  readonly see?: (chunk: Buffer) => Buffer
}

/**
 * Feeds a body to `write` in batches, one at a time: while one is written the next is gathered, then the sender
 * waits. A batch is due when it is full or old. Whatever came before a cut or an abort is still written.
 *
 * Resolves at the body's end. Rejects with the signal's reason, a LineCut, or what `write` threw.
 */
export function takeIn(
  source: Readable,
  write: (chunks: readonly Buffer[], bytes: number) => Promise<void>,
  { full, age, budget, clock, signal, see = (chunk) => chunk }: Intake,
): Promise<void> {
  return new Promise((resolve, reject) => {
    let gathered: Buffer[] = []
    let bytes = 0
    /** Of the gathered bytes, those that have room. */
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

    // A body that errors later, when nobody listens any more, must not take the process down.
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
