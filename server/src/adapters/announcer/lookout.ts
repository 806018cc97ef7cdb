import type { Clock } from '../../seams.ts'
import type { RoomNews, RoomState } from '../../socket-rooms.ts'

/** Looks the states of rooms up; `known` are those of the look before. */
export type StatesOf = (
  rooms: readonly string[],
  known: ReadonlyMap<string, RoomState> | undefined,
) => Promise<ReadonlyMap<string, RoomState>>

/**
 * Looks into the records what other nodes have told, while this node cannot hear them: an event is a hint, and the records are
 * the truth. The first look has everybody shown anew, because nobody knows since when words were lost; the next ones only
 * those to whom something was told meanwhile, by whichever node, and those who came.
 *
 * @param rooms those in which somebody of this node is
 * @param show shows what they may have missed to the people of some rooms, without `news` all of it to everybody
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
  show: (news?: RoomNews) => void
  clock: Clock
  /** Between two looks, in ms. */
  pause: number
}): () => void {
  let known: ReadonlyMap<string, RoomState> | undefined
  let isOver = false
  const look = async (): Promise<void> => {
    if (!isDeaf()) {
      known = undefined
      return
    }
    const now = await statesOf(rooms(), known)
    if (isOver) return
    const before = known
    known = now
    if (before === undefined) return show()
    const news = new Map([...now].map(([room, state]) => [room, changed(before.get(room), state)]))
    for (const [room, appointments] of news) if (appointments.size === 0) news.delete(room)
    if (news.size > 0) show(news)
  }
  let cancel = (): void => {}
  const later = (): void => {
    if (isOver) return
    cancel = clock.after(pause, () => {
      // While the records are away, too, a later look finds what has changed meanwhile.
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

/** The appointments that changed, came or went from one state to the next. */
function changed(before: RoomState | undefined, now: RoomState): ReadonlySet<string> {
  const all = [...(before ?? []), ...now].map(([appointment]) => appointment)
  return new Set(all.filter((id) => before?.get(id) !== now.get(id)))
}
