/* What Escape does to a dialog over the page. */

/**
 * Ends a dialog as soon as Escape or the back gesture cancels it. The browser's own `close` comes a frame later: by then the
 * person may have moved the focus on, and giving it back would take it from there.
 */
export function cancel(end: () => void): (event: Event) => void {
  return (event) => {
    event.preventDefault()
    end()
  }
}

/** Keeps Escape within the dialog, because the app around may end a call by it. */
export function keepEscape(event: KeyboardEvent): void {
  if (event.key === 'Escape') event.stopPropagation()
}
