/** How long a page may take to be drawn, and a document to be opened, in ms. */
export const [drawMs, openMs] = [4500, 9000]
const tickMs = 250

/** Something took too long: its worker is to be ended. */
export class TooLong extends Error {
  override readonly name = 'TooLong'
}

/**
 * Waits for `work`. Time does not count while `stands` says so (its bytes are still on their way) or the page is hidden,
 * because the browser slows it down then.
 *
 * @throws TooLong once `ms` have passed
 */
export async function within<Value>(ms: number, work: Promise<Value>, stands: () => boolean): Promise<Value> {
  let timer: ReturnType<typeof setInterval> | undefined
  const late = new Promise<never>((_, reject) => {
    let spent = 0
    timer = setInterval(() => {
      if (stands() || document.hidden) return
      spent += tickMs
      if (spent >= ms) reject(new TooLong())
    }, tickMs)
  })
  try {
    return await Promise.race([work, late])
  } finally {
    clearInterval(timer)
  }
}
