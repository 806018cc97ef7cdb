import type { Clock } from '../../seams.ts'

/** Gives for each of these rooms what stands in the records of it: another text whenever one of them was told something. */
export type StatesOf = (rooms: readonly string[]) => Promise<ReadonlyMap<string, string>>

/**
 * Looks into the records what other nodes have told, while this node cannot hear them: an event is a hint, and the records are
 * the truth. The first look has everybody shown anew, because nobody knows since when words were lost; the next ones only
 * those to whom something was told meanwhile.
 *
 * @param rooms those in which somebody of this node is
 * @param show shows all that they may have missed to the people of some rooms, without `rooms` to everybody
 * @returns a function that ends it
 */
export function createLookout({
  isDeaf,
  rooms,
  statesOf,
  show,
  clock,
  pause,
}: {
  isDeaf: () => boolean
  rooms: () => readonly string[]
  statesOf: StatesOf
  show: (rooms?: ReadonlySet<string>) => void
  clock: Clock
  /** Between two looks, in ms. */
  pause: number
}): () => void {
  let known: ReadonlyMap<string, string> | undefined
  let isOver = false
  const look = async (): Promise<void> => {
    const before = known
    known = undefined
    if (!isDeaf()) return
    const now = await statesOf(rooms())
    if (isOver) return
    known = now
    if (before === undefined) show()
    const told = [...now].filter(([room, state]) => before?.get(room) !== state).map(([room]) => room)
    if (before !== undefined && told.length > 0) show(new Set(told))
  }
  let cancel = (): void => {}
  const later = (): void => {
    if (isOver) return
    cancel = clock.after(pause, () => {
      // While the records are away, too, the next look begins anew.
      look()
        .catch(() => {})
        .finally(later)
    })
  }
  later()
  return () => {
    isOver = true
    cancel()
  }
}
