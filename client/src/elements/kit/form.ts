/** Gives the text of a submitted form, trimmed; the page does not navigate. */
export function written(event: SubmitEvent): string {
  event.preventDefault()
  const form = event.currentTarget
  return form instanceof HTMLFormElement ? String(new FormData(form).get('words') ?? '').trim() : ''
}

/** Lets Escape close the form and go no further, because the app around may end a call by Escape. */
export function closeOnEscape(close: () => void): (event: KeyboardEvent) => void {
  return (event) => {
    if (event.key !== 'Escape' || event.isComposing) return
    event.stopPropagation()
    close()
  }
}
