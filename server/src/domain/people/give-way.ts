import { beat, beginBeats, dropNode, listNodes, saveNode } from '../../records/node.ts'
import type { NodeRow } from '../../records/tables.ts'
import type { Ground } from '../events/ground.ts'
import { createSilence } from './silence.ts'

/** How many looks decide whether another node lives. */
const looks = 2

/** A node whose number is below 0 runs not yet: it looks whether others live. */
export const runs = ({ beats }: NodeRow): boolean => beats >= 0

/** What to tell people when another node lives, and settings that several need are missing. */
export const notAlone = (missing: readonly string[]): string =>
  `Another Chairside server uses these records. Several servers need ${missing.join(' and ')}: set what is missing for each of them, or stop the other one.`

/**
 * Joins as a node that may only run alone. Where rows of others are there it looks twice whether they live, and has joined
 * before: so two that start together see each other, and the later one gives way. Throws a sentence for people when it does.
 *
 * @param missing the settings that several nodes need and this one lacks
 */
export async function joinAlone(
  { records: { db }, clock, limits }: Pick<Ground, 'records' | 'clock' | 'limits'>,
  id: string,
  missing: readonly string[],
): Promise<void> {
  const me: NodeRow = { id, beats: -1 - looks, started_at: clock.now() }
  const see = createSilence(limits)
  /** Gives those others that have risen since the last look, and whether there are any. */
  const look = async () => {
    const begun = clock.now()
    const others = (await listNodes(db)).filter((other) => other.id !== id)
    return { others, living: see(others, { begun, ended: clock.now() }).living }
  }
  await saveNode(db, me)
  let { others } = await look()
  const alive = new Set<string>()
  for (let left = others.length === 0 ? 0 : looks; left > 0; left -= 1) {
    await new Promise<void>((resolve) => clock.after(limits.nodeBeat, resolve))
    await beat(db, id)
    const seen = await look()
    others = seen.others
    for (const other of seen.living) alive.add(other.id)
  }
  if (!others.some((other) => alive.has(other.id) && (runs(other) || isBefore(other, me))))
    return beginBeats(db, id)
  await dropNode(db, id)
  throw new Error(notAlone(missing))
}

/** Of two nodes that look at each other one must stay: the clocks decide nothing else. */
const isBefore = (one: NodeRow, other: NodeRow): boolean =>
  one.started_at === other.started_at ? one.id < other.id : one.started_at < other.started_at
