/** Whether something that is shown in full screen lies over an element. */
export function isCovered(element: Element): boolean {
  // Safari before 16.4 has no full screen that we can see.
  if (!document.fullscreenElement) return false
  let at: Node | null = element
  while (at) {
    if (at instanceof Element && at.matches(':fullscreen')) return false
    at = at instanceof ShadowRoot ? at.host : at.parentNode
  }
  return true
}

/** Whether nobody can see an element: its page is in the background, or something else is in full screen. */
export const isOutOfSight = (element: Element): boolean => document.hidden || isCovered(element)
