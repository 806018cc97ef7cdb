/** Calls when the device may be on the line again or in somebody's hand; what it answers ends that. Never in Node. */
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
