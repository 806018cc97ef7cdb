/** Whether another element, shown in full screen, covers this one. */
export function isCovered(element: Element): boolean {
  // Safari before 16.4 has no `fullscreenElement`: there an element never counts as covered.
  if (!document.fullscreenElement) return false
  let at: Node | null = element
  while (at) {
    if (at instanceof Element && at.matches(':fullscreen')) return false
    at = at instanceof ShadowRoot ? at.host : at.parentNode
  }
  return true
}

/** Whether an element cannot be seen: its page is in the background, or another element is in full screen. */
export const isOutOfSight = (element: Element): boolean => document.hidden || isCovered(element)
