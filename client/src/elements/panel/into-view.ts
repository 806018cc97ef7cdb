/**
 * Scrolls the panel's list so that a part of it begins at the list's start, unless the whole part is in view. The page
 * around the panel never scrolls.
 */
export function bringIntoView(root: ParentNode, selector: string): void {
  const [list, part] = [root.querySelector('.list'), root.querySelector(selector)]
  if (list && part) bring(list, part, () => 4)
}

/**
 * Focuses a part of the panel. If it is out of view, scrolls the list until it is in the middle, as a browser does; but a browser would
 * scroll to where the part glides now.
 */
export function focusInView(part: HTMLElement): void {
  part.focus({ preventScroll: true })
  const list = part.closest('.list')
  if (list) bring(list, part, (room) => room / 2)
}

/** @param above gives how many px of the room that the list has beside the part are left above it */
function bring(list: Element, part: Element, above: (room: number) => number): void {
  const [within, wanted] = [list.getBoundingClientRect(), part.getBoundingClientRect()]
  const by = gliding(part, list)
  const [top, bottom] = [wanted.top - by, wanted.bottom - by]
  if (top >= within.top && bottom <= within.bottom) return
  list.scrollTop += top - within.top - above(Math.max(within.height - wanted.height, 0))
}

/** How far a part of a list is from its place, in px, because it glides there or something around it does. */
function gliding(part: Element, list: Element): number {
  let by = 0
  for (let at: Element | null = part; at && at !== list; at = at.parentElement)
    by += new DOMMatrixReadOnly(getComputedStyle(at).transform).m42
  return by
}
