import { randomUUID } from 'node:crypto'
import { ChairsideError, type LiveWish } from '@chairside/protocol'
import type { Ground } from '../events/ground.ts'
import type { Access } from './access.ts'
import type { Desks } from './desk.ts'
import { type Identity, personOf } from './identity.ts'
import { admit } from './participant.ts'
import type { Presence } from './presence.ts'

/** Who asks for a page without a socket, and from which IP address. */
export interface Asking {
  readonly who: Identity
  readonly wish: Pick<LiveWish, 'page' | 'place'>
  readonly address: string | undefined
}

/** A page without a socket: it counts as a connection while it asks, and for `limits.pageSilence` after each answer. */
interface Stay {
  readonly connection: string
  readonly end: () => void
  place: LiveWish['place']
  waits: number
  cancel: (() => void) | undefined
}

/** Keeps which pages without a socket are here. */
export interface Stays {
  /**
   * A page asks: its person is here. The function that it gives ends that request; `answered`: the page will ask again.
   * Throws NOT_FOUND for a person who is not registered.
   */
  begin(asking: Asking): Promise<(answered: boolean) => void>
  /** Ends all stays: their pages count as here again when they ask next. */
  forget(): void
  close(): void
}

export function createStays(
  { records, clock, limits }: Pick<Ground, 'records' | 'clock' | 'limits'>,
  { presence, desks, access }: { presence: Presence; desks: Desks; access: Access },
): Stays {
  /** The stays of each person by the ids of their pages, the one that was answered last at the end. */
  const known = new Map<string, Map<string, Stay>>()

  const end = (stay: Stay): void => {
    stay.cancel?.()
    stay.end()
  }

  const open = ({ who, wish, address }: Asking): Stay => {
    const person = personOf(who)
    const mine = known.get(person) ?? new Map<string, Stay>()
    known.set(person, mine)
    const connection = randomUUID()
    const stay: Stay = {
      connection,
      place: undefined,
      waits: 0,
      cancel: undefined,
      end: () => {
        if (mine.get(wish.page) !== stay) return
        mine.delete(wish.page)
        if (mine.size === 0) known.delete(person)
        access.disconnected(who, address)
        if (who.kind === 'desk') desks.leave(who.id, connection)
        // A `leave` of a page that never entered does no harm.
        if (who.kind === 'participant') presence.leave(who.appointment, connection)
      },
    }
    mine.set(wish.page, stay)
    access.connected(who, address)
    const idle = [...mine.values()].find(({ waits }) => waits === 0)
    if (mine.size > limits.snapshotWaits && idle !== undefined && idle !== stay) end(idle)
    return stay
  }

  /** Says where the page is, unless that is known. */
  const enter = async ({ who, wish: { place } }: Asking, stay: Stay, isNew: boolean): Promise<void> => {
    if (who.kind === 'desk' && isNew) await desks.enter(who.id, stay.connection)
    if (who.kind !== 'participant' || place === undefined || place === stay.place) return
    const before = stay.place
    // Noted first: two requests of one page may come at once.
    stay.place = place
    try {
      await presence.enter(who, who.appointment, stay.connection, place)
    } catch (error) {
      stay.place = before
      throw error
    }
  }

  return {
    begin: async (asking) => {
      const { who, wish } = asking
      if (who.kind !== 'participant' && who.kind !== 'desk') throw new ChairsideError('NOT_FOUND')
      // Before anything is noted: the audit says `connected` only of people who may be here.
      if (who.kind === 'participant') await admit(records.db, who, who.appointment)
      const there = known.get(personOf(who))?.get(wish.page)
      const stay = there ?? open(asking)
      stay.waits += 1
      stay.cancel?.()
      stay.cancel = undefined
      const over = (answered: boolean): void => {
        stay.waits -= 1
        const mine = known.get(personOf(who))
        if (mine?.get(wish.page) === stay) {
          mine.delete(wish.page)
          mine.set(wish.page, stay)
        }
        if (stay.waits > 0) return
        if (answered) stay.cancel = clock.after(limits.pageSilence, () => end(stay))
        else end(stay)
      }
      try {
        await enter(asking, stay, there === undefined)
        return over
      } catch (error) {
        over(false)
        throw error
      }
    },
    forget: () => {
      for (const mine of [...known.values()]) for (const stay of [...mine.values()]) end(stay)
    },
    close: () => {
      for (const mine of known.values()) for (const { cancel } of mine.values()) cancel?.()
    },
  }
}
