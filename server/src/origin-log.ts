import type { Log } from './log.ts'
import type { Clock } from './seams.ts'

/** How often one origin is written, in ms. */
const pauseMs = 60_000
/** So many origins are written in that time; a stranger can name any number of them. */
const most = 100
/** The longest origin that is written, in characters. */
const longest = 200

/**
 * Writes origins that were refused, with the setting that allows them: each once a minute.
 *
 * @returns a function to call with each origin that was refused
 */
export function createOriginLog({ clock, log }: { clock: Clock; log: Log }): (origin: string) => void {
  const written = new Set<string>()
  let since = Number.NEGATIVE_INFINITY
  return (origin) => {
    const now = clock.now()
    if (now - since >= pauseMs) {
      written.clear()
      since = now
    }
    const shown = printable(origin)
    if (written.has(shown) || written.size >= most) return
    written.add(shown)
    log.warn({ origin: shown }, 'a page of this origin was refused: ALLOWED_ORIGINS does not name it')
  }
}

/** An origin as it may be shown: the text is a stranger's. */
export const printable = (origin: string): string =>
  origin.replaceAll(/[^\x21-\x7e]/g, '?').slice(0, longest) || '(empty)'
