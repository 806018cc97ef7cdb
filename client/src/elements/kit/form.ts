/** Gives the text of a submitted form, trimmed; the page does not navigate. */
export function written(event: SubmitEvent): string {
  event.preventDefault()
  const form = event.currentTarget
  return form instanceof HTMLFormElement ? String(new FormData(form).get('words') ?? '').trim() : ''
}

/** Escape closes the form and goes no further: the app around may end a call with it. */
export function closeOnEscape(close: () => void): (event: KeyboardEvent) => void {
  return (event) => {
    if (event.key !== 'Escape' || event.isComposing) return
    event.stopPropagation()
    close()
  }
}
