import type { Limits } from '../../limits.ts'
import type { NodeRow } from '../../records/tables.ts'

/** What a look at the other nodes has found. */
export interface Seen {
  /** Those whose number has risen since the look before. */
  readonly living: readonly NodeRow[]
  /** Those whose number has stood still for `limits.nodeSilence`. */
  readonly silent: readonly NodeRow[]
  /** The ids of those whose rows are gone. */
  readonly vanished: readonly string[]
}

/** When a look was taken, in ms since the epoch by this node's clock. */
interface Span {
  readonly begun: number
  readonly ended: number
}

/**
 * Judges by their numbers which other nodes live. Only time between two looks counts as silence: while this node could not look,
 * the others could perhaps not write either, or its clock was set. Then it counts anew for all of them.
 */
export function createSilence({
  nodeBeat,
  nodeSilence,
}: Pick<Limits, 'nodeBeat' | 'nodeSilence'>): (others: readonly NodeRow[], span: Span) => Seen {
  const known = new Map<string, { readonly beats: number; readonly since: number }>()
  let last: number | undefined

  return (others, { begun, ended }) => {
    const wasBlind = last === undefined || begun < last || begun - last > 2 * nodeBeat
    last = ended
    const there = new Set(others.map(({ id }) => id))
    const vanished = [...known.keys()].filter((id) => !there.has(id))
    for (const id of vanished) known.delete(id)
    const [living, silent]: [NodeRow[], NodeRow[]] = [[], []]
    for (const other of others) {
      const { id, beats } = other
      const before = known.get(id)
      const rose = before?.beats !== beats
      if (before !== undefined && rose) living.push(other)
      if (rose || wasBlind) known.set(id, { beats, since: ended })
      else if (begun - before.since >= nodeSilence) silent.push(other)
    }
    return { living, silent, vanished }
  }
}
