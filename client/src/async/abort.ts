/**
 * Makes a signal that aborts with `abort` or with any of `signals`. `letGo` stops following `signals`.
 * `AbortSignal.any` is missing on iPhones before iOS 17.4.
 */
export function abortWith(...signals: (AbortSignal | undefined)[]): {
  readonly signal: AbortSignal
  abort(reason: unknown): void
  letGo(): void
} {
  const controller = new AbortController()
  const cancels = signals.map((signal) => onAbort(signal, (reason) => controller.abort(reason)))
  return {
    signal: controller.signal,
    abort: (reason) => controller.abort(reason),
    letGo: () => {
      for (const cancel of cancels) cancel()
    },
  }
}

/** Calls `act` when `signal` aborts, or immediately if it has aborted. Gives a function that stops listening. */
export function onAbort(signal: AbortSignal | undefined, act: (reason: unknown) => void): () => void {
  if (!signal) return () => {}
  const aborted = () => act(signal.reason)
  if (signal.aborted) aborted()
  else signal.addEventListener('abort', aborted, { once: true })
  return () => signal.removeEventListener('abort', aborted)
}
