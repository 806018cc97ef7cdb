import { ChairsideError } from '@chairside/protocol'
import type { Budget } from '../../budget.ts'
import type { Limits } from '../../limits.ts'
import { type Identity, personOf } from '../people/identity.ts'

/**
 * The running downloads of this node. Each holds memory until its reader is done. Uploads give way to downloads, because
 * they can go on without memory. All downloads together hold at most the whole budget.
 */
export interface Readers {
  /** Throws DOWNLOADS_FULL while as many downloads run as may, of this person or in all, or no memory is left. */
  ask(who: Identity): void
  /**
   * Counts a download of so many bytes in. The first call of the function that it gives counts it out. Throws
   * DOWNLOADS_FULL as `ask` does, and when too little memory is left for it.
   */
  enter(who: Identity, bytes: number): () => void
}

export function createReaders(
  { downloads, nodeDownloads, downloadMemory }: Limits,
  { budget }: { budget: Budget },
): Readers {
  const running = new Map<string, number>()
  const most = budget.left
  let [all, held] = [0, 0]

  const full = (limit: number, found?: 'own-downloads'): ChairsideError =>
    new ChairsideError({ code: 'DOWNLOADS_FULL', limit, ...(found && { found }), retryAfter: 5 })

  const ask = (who: Identity): void => {
    if ((running.get(personOf(who)) ?? 0) >= downloads) throw full(downloads, 'own-downloads')
    if (all >= nodeDownloads) throw full(nodeDownloads)
    if (held >= most) throw full(all)
  }

  return {
    ask,
    enter: (who, bytes) => {
      ask(who)
      const room = Math.min(bytes, downloadMemory)
      if (held + room > most) throw full(all)
      budget.claim(room)
      held += room
      const person = personOf(who)
      running.set(person, (running.get(person) ?? 0) + 1)
      all += 1
      let left = false
      return () => {
        if (left) return
        left = true
        budget.give(room)
        held -= room
        all -= 1
        const others = (running.get(person) ?? 1) - 1
        if (others === 0) running.delete(person)
        else running.set(person, others)
      }
    },
  }
}
