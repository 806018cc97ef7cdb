/** The content of a drag: files of the device, a link or file of another page, or something else. */
export type Dragged = 'files' | 'link' | 'other'

// A link; in Chrome an attachment of a webmail; in Firefox a link and a picture of a page.
const links = ['text/uri-list', 'downloadurl', 'text/x-moz-url', 'application/x-moz-file-promise']

export function draggedIn({ dataTransfer }: DragEvent): Dragged {
  const types = [...(dataTransfer?.types ?? [])].map((type) => type.toLowerCase())
  if (types.includes('files')) return 'files'
  return types.some((type) => links.includes(type)) ? 'link' : 'other'
}

/** Whether the browser would open the dragged thing in place of the page. A link dropped on a field is text for it. */
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

/** Whether an element is a field, which takes a drop or paste as text. */
export function isField(target: EventTarget | undefined): boolean {
  return (
    target instanceof HTMLInputElement ||
    target instanceof HTMLTextAreaElement ||
    (target instanceof HTMLElement && target.isContentEditable)
  )
}
