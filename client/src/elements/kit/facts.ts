import type { Appointment } from '../../appointment/appointment.ts'

/** A fact of the live exchange, by the name under which the app's backend hears it. It has ids alone. */
export type Fact =
  | {
      readonly type: 'request.answered'
      readonly appointment: string
      readonly request: string
      readonly transfer: string
    }
  | {
      readonly type: 'file.ready' | 'file.refused' | 'file.downloaded'
      readonly appointment: string
      readonly transfer: string
      readonly file: string
    }

/** What a page has seen of an appointment, and the instant of the newest transfer or request of the first look. */
interface Seen {
  readonly states: Map<string, string>
  readonly transfers: Set<string>
  readonly since: number
}

/** Finds what happens in appointments from the first look at each on. */
export class Facts {
  readonly #seen = new WeakMap<Appointment, Seen>()

  /** The facts since the last look. What was there at the first one is no news, and neither is what is loaded of earlier. */
  since(live: Appointment): Fact[] {
    const all = [...live.transfers, ...live.requests]
    const known = this.#seen.get(live)
    const { states, transfers, since } = known ?? {
      states: new Map<string, string>(),
      transfers: new Set<string>(),
      since: Math.max(...all.map(({ at }) => at.getTime())),
    }
    this.#seen.set(live, { states, transfers, since })
    /** The state at the last look; undefined for what needs no telling. A file in a transfer that was there is added since. */
    const before = (id: string, state: string, at: Date, isAdded = false): string | undefined => {
      const isNew = isAdded || (known !== undefined && at.getTime() > since)
      const last = states.get(id) ?? (isNew ? 'new' : state)
      states.set(id, state)
      return last === state ? undefined : last
    }
    const { id: appointment } = live
    const files = live.transfers.flatMap(({ id: transfer, at, files }) => {
      const wasThere = transfers.has(transfer)
      transfers.add(transfer)
      return files.flatMap(({ id: file, state }) =>
        typesOf(before(file, state, at, wasThere), state).map((type) => ({
          ...{ type, appointment, transfer, file },
        })),
      )
    })
    const requests = live.requests.flatMap(({ id: request, at, status }) =>
      before(request, status.state, at) !== undefined && status.state === 'answered'
        ? [{ type: 'request.answered' as const, appointment, request, transfer: status.transfer }]
        : [],
    )
    return [...files, ...requests]
  }
}

/** Tells the page a fact, by an event that leaves the element's own tree. */
export function tellFact(element: Element, detail: Fact): void {
  element.dispatchEvent(new CustomEvent('chairside-fact', { detail, bubbles: true, composed: true }))
}

/** A file that was ready and downloaded while the page was away is told as both. */
function typesOf(
  before: string | undefined,
  now: string,
): readonly ('file.ready' | 'file.refused' | 'file.downloaded')[] {
  if (before === undefined) return []
  if (now === 'ready') return ['file.ready']
  if (now === 'rejected') return ['file.refused']
  return now !== 'downloaded'
    ? []
    : before === 'ready'
      ? ['file.downloaded']
      : ['file.ready', 'file.downloaded']
}
