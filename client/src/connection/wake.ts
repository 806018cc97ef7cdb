/**
 * Calls `act` when the device may be online again or in use. Gives the function that stops this. In Node it never calls
 * `act`.
 */
export function onWake(act: () => void): () => void {
  if (typeof document === 'undefined') return () => {}
  const ending = new AbortController()
  const { signal } = ending
  const shown = () => {
    if (document.visibilityState === 'visible') act()
  }
  window.addEventListener('online', act, { signal })
  window.addEventListener('pageshow', act, { signal })
  document.addEventListener('visibilitychange', shown, { signal })
  return () => ending.abort()
}

/** Calls `act` when the person leaves the page, to which they may come back. Gives the function that stops this. */
export function onLeave(act: () => void): () => void {
  if (typeof window === 'undefined') return () => {}
  window.addEventListener('pagehide', act)
  return () => window.removeEventListener('pagehide', act)
}
