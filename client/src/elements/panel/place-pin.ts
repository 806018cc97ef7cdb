/** So many pins must fit into the list: where it is lower, as in large type on a small phone, a pin would hide it. */
const room = 3

/**
 * Puts the pin at the list's end, unless its news are above what is in view: then it lies over the list's start. Its arrow
 * points to them. While they are in view, it is hidden. Rows that the list holds back come where the newest transfer is;
 * while that place is in view, the arrow points up to it.
 */
export function placePin(list: HTMLElement | null): void {
  const pin = list?.parentElement?.querySelector<HTMLElement>('.pin')
  if (!list || !pin) return
  const row = list.querySelector(`[id="${pin.getAttribute('data-row')}"]`)
  const at = (row ?? list.querySelector('[id^="group-"], .foot') ?? list).getBoundingClientRect()
  const high = pin.querySelector('button')?.offsetHeight ?? 0
  const low = at.top >= list.getBoundingClientRect().top
  pin.classList.toggle('low', low)
  // The pin may have taken room from the list.
  const down = at.bottom > list.getBoundingClientRect().bottom
  pin.classList.toggle('down', down)
  const inView = row !== null && low && !down
  pin.classList.toggle('off', inView || list.offsetHeight + pin.offsetHeight < room * high)
}
