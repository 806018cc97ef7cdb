/** A new abort signal that also follows `signals`; `letGo` stops following them. */
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

/** Calls `act` once, when a signal is aborted or at once if it is already. Gives the function that ends that. */
export function onAbort(signal: AbortSignal | undefined, act: (reason: unknown) => void): () => void {
  if (!signal) return () => {}
  const aborted = () => act(signal.reason)
  if (signal.aborted) aborted()
  else signal.addEventListener('abort', aborted, { once: true })
  return () => signal.removeEventListener('abort', aborted)
}
