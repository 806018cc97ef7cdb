// The line of this page: cut, slow or whole. `line-wrap.ts` applies it to the page's requests.
export const CUT_MS = 10_000

let cutUntil = 0
let slow = false
const running = new Set<() => void>()

export const isLineCut = () => Date.now() < cutUntil
export const isLineSlow = () => slow
export const setLineSlow = (on: boolean) => {
  slow = on
}

/** Registers a function that breaks a request or socket when the line is cut; gives the function that removes it. */
export const onCut = (breakIt: () => void) => {
  running.add(breakIt)
  return () => running.delete(breakIt)
}

/** Makes every request and socket of the page fail now, and each new one for CUT_MS. */
export const cutLine = () => {
  cutUntil = Date.now() + CUT_MS
  for (const breakIt of [...running]) breakIt()
  running.clear()
  dispatchEvent(new Event('offline'))
  setTimeout(() => dispatchEvent(new Event('online')), CUT_MS)
}
