/** So many pins must fit into the list: where it is lower, as in large type on a small phone, a pin would hide it. */
const room = 3

/**
 * Puts the pin at the list's end, unless its news are above what is in view: then it lies over the list's start. Its arrow
 * points to them. Rows that the list holds back come where the newest transfer is; while that place is in view, the arrow
 * points up to it.
 */
export function placePin(list: HTMLElement | null): void {
  const pin = list?.parentElement?.querySelector<HTMLElement>('.pin')
  if (!list || !pin) return
  const news =
    list.querySelector(`[id="${pin.getAttribute('data-row')}"]`) ??
    list.querySelector('[id^="group-"], .foot')
  const at = (news ?? list).getBoundingClientRect()
  const high = pin.querySelector('button')?.offsetHeight ?? 0
  pin.classList.toggle('low', at.top >= list.getBoundingClientRect().top)
  pin.classList.toggle('off', list.offsetHeight + pin.offsetHeight < room * high)
  // The pin may have taken room from the list.
  pin.classList.toggle('down', at.bottom > list.getBoundingClientRect().bottom)
}
