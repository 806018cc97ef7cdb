/** What a drag carries: files of the device, a link to something that only another page has, or neither. */
export type Dragged = 'files' | 'link' | 'other'

// A link, Chrome's attachment of a webmail, Firefox's link and picture of a page.
const links = ['text/uri-list', 'downloadurl', 'text/x-moz-url', 'application/x-moz-file-promise']

export function draggedIn({ dataTransfer }: DragEvent): Dragged {
  const types = [...(dataTransfer?.types ?? [])].map((type) => type.toLowerCase())
  if (types.includes('files')) return 'files'
  return types.some((type) => links.includes(type)) ? 'link' : 'other'
}

/** Whether the browser would open it in the place of the page. A link that is dropped on a field is text for the field. */
export function isOpenable(event: DragEvent): boolean {
  switch (draggedIn(event)) {
    case 'files':
      return true
    case 'link':
      return !isField(event.composedPath()[0])
    case 'other':
      return false
  }
}

/** Whether a field takes what is dropped or pasted there, as text. */
export function isField(target: EventTarget | undefined): boolean {
  return (
    target instanceof HTMLInputElement ||
    target instanceof HTMLTextAreaElement ||
    (target instanceof HTMLElement && target.isContentEditable)
  )
}
