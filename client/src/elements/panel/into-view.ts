/**
 * Scrolls the panel's list so that a part of it begins at the list's start, unless the whole part is in view. The page
 * around the panel never scrolls.
 */
export function bringIntoView(root: ParentNode, selector: string): void {
  const [list, part] = [root.querySelector('.list'), root.querySelector(selector)]
  if (!list || !part) return
  const [within, wanted] = [list.getBoundingClientRect(), part.getBoundingClientRect()]
  if (wanted.top < within.top || wanted.bottom > within.bottom) list.scrollTop += wanted.top - within.top - 4
}
