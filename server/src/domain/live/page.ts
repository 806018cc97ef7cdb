import { ChairsideError } from '@chairside/protocol'
import type { RequestRow, TransferRow } from '../../records/tables.ts'

/** The transfers and requests of an appointment that one participant may see. */
export interface History {
  readonly transfers: readonly TransferRow[]
  readonly requests: readonly RequestRow[]
  /** The ids of the transfers with a live file. */
  readonly live: ReadonlySet<string>
}

/** A part of a history. `earlier`: the id of its oldest item that is over, if older ones were left out. */
export interface Page {
  readonly transfers: readonly TransferRow[]
  readonly requests: readonly RequestRow[]
  readonly earlier?: string
}

/** What is live; of what is over, the `most` newest items. */
export function newestPage(history: History, most: number): Page {
  const past = pastOf(history)
  const over = new Set(past.map(({ id }) => id))
  const live = [...history.transfers, ...history.requests].filter(({ id }) => !over.has(id))
  return pageOf(history, live, past, most)
}

/** The newest items that are over and older than `before`, at most `most`. Throws NOT_FOUND if there is none. */
export function pageBefore(history: History, before: string, most: number): Page {
  const from = [...history.transfers, ...history.requests].find(({ id }) => id === before)
  if (from === undefined) throw new ChairsideError('NOT_FOUND')
  const older = pastOf(history).filter((item) => newestFirst(from, item) < 0)
  return pageOf(history, [], older, most)
}

type Item = Pick<TransferRow, 'id' | 'at'>

const newestFirst = (one: Item, other: Item): number =>
  other.at - one.at || (one.id < other.id ? 1 : one.id > other.id ? -1 : 0)

/**
 * What can no longer change: closed transfers without a live file, and requests that ended. Newest first. The newest
 * request is not over if it is declined: it can be answered.
 */
function pastOf({ transfers, requests, live }: History): Item[] {
  const newest = requests.at(-1)
  return [
    ...transfers.filter(({ id, state }) => state !== 'open' && !live.has(id)),
    ...requests.filter(
      (one) =>
        one.state !== 'asked' && one.state !== 'answering' && !(one === newest && one.state === 'declined'),
    ),
  ].sort(newestFirst)
}

function pageOf(
  { transfers, requests }: History,
  live: readonly Item[],
  past: readonly Item[],
  most: number,
): Page {
  const told = past.slice(0, most)
  const ids = new Set([...live, ...told].map(({ id }) => id))
  const shown = transfers.filter(({ id }) => ids.has(id))
  const answered = new Set(shown.map(({ request }) => request))
  const earlier = past.length > most ? told.at(-1)?.id : undefined
  return {
    transfers: shown,
    requests: requests.filter(({ id }) => ids.has(id) || answered.has(id)),
    ...(earlier !== undefined && { earlier }),
  }
}
