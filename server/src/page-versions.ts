import { protocolVersion } from '@chairside/protocol'
import type { Clock, Neighbours } from './seams.ts'

/** How often a node repeats what it has told of its pages, and how long the others go by it, in ms. */
const [again, lasting] = [30_000, 90_000]

/** Which versions of the wire the connected pages of each person speak, on all nodes. */
export interface PageVersions {
  /** Notes a page. The function that it gives forgets it. */
  joined(person: string, version: number): () => void
  /** The oldest version among a person's pages; the newest of all while none is connected. */
  of(person: string): number
  close(): void
}

/** What another node has told. */
interface Told {
  readonly until: number
  /** The version that the node itself speaks: its pages do so, too, unless it says otherwise. */
  readonly speaks: number
  /** The people with older pages. */
  readonly people: Map<string, number>
}

/**
 * @param node any id that no other node has
 * @param speaks the newest version that this node speaks
 * @param neighbours undefined for a node that runs alone
 */
export function createPageVersions(
  clock: Clock,
  node: string,
  neighbours: Neighbours | undefined,
  speaks: number = protocolVersion,
): PageVersions {
  const here = new Map<string, { readonly version: number }[]>()
  const there = new Map<string, Told>()
  let cancel: (() => void) | undefined

  const oldestHere = (person: string): number =>
    Math.min(speaks, ...(here.get(person) ?? []).map(({ version }) => version))
  const tell = (people: Iterable<string>, all: boolean): void => {
    const told = Array.from(people, (person) => [person, oldestHere(person)] as const)
    neighbours?.tell({ kind: 'pages', node, speaks, all, people: told })
  }
  const tellAll = (): void => {
    tell(here.keys(), true)
    cancel?.()
    cancel = clock.after(again, tellAll)
  }

  neighbours?.hear((message) => {
    if (message.kind === 'which-pages') tellAll()
    if (message.kind !== 'pages') return
    const now = clock.now()
    for (const [other, { until }] of there) if (until < now) there.delete(other)
    const before = message.all ? undefined : there.get(message.node)
    const people = before?.people ?? new Map<string, number>()
    for (const [person, version] of message.people)
      if (version < message.speaks) people.set(person, version)
      else people.delete(person)
    there.set(message.node, { until: now + lasting, speaks: message.speaks, people })
  })
  if (neighbours !== undefined) {
    neighbours.tell({ kind: 'which-pages', node })
    tellAll()
  }

  return {
    joined: (person, version) => {
      // Most pages are of the newest version, and need no room here.
      if (version >= speaks) return () => undefined
      const page = { version }
      here.set(person, [...(here.get(person) ?? []), page])
      tell([person], false)
      return () => {
        const others = (here.get(person) ?? []).filter((other) => other !== page)
        if (others.length > 0) here.set(person, others)
        else here.delete(person)
        tell([person], false)
      }
    },
    of: (person) => {
      const elsewhere = [...there.values()].filter(({ until }) => until >= clock.now())
      return Math.min(oldestHere(person), ...elsewhere.map((told) => told.people.get(person) ?? told.speaks))
    },
    close: () => cancel?.(),
  }
}
