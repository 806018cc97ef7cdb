/** Tells the app of errors of an element, by an event that leaves the element's own tree. */
export const tellsErrors =
  (element: Element) =>
  (error: unknown): void => {
    const event = new CustomEvent('chairside-error', { detail: { error }, bubbles: true, composed: true })
    element.dispatchEvent(event)
  }
