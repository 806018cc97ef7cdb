/**
 * The wait before try number `tries` (from 0), in ms. It doubles from `first` up to `longest`; a random share of up to
 * half is taken off, so that the clients of a restarted server do not all reconnect at once.
 */
export function backoff(tries: number, [first, longest]: readonly [number, number]): number {
  return Math.min(longest, first * 2 ** tries) * (0.5 + Math.random() / 2)
}

/** Resolves after `ms` milliseconds, or as soon as one of the signals aborts. */
export function rest(ms: number, ...signals: AbortSignal[]): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer)
      for (const signal of signals) signal.removeEventListener('abort', end)
      resolve()
    }
    const timer = setTimeout(end, ms)
    for (const signal of signals) signal.addEventListener('abort', end)
    if (signals.some((signal) => signal.aborted)) end()
  })
}
