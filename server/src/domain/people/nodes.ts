import { randomUUID } from 'node:crypto'
import { beat, dropAllNodes, dropNode, listGoneNodes, listNodes, saveNode } from '../../records/node.ts'
import type { Database } from '../../seams.ts'
import type { Ground } from '../events/ground.ts'

/** What a node does for one that has gone. */
interface Heir {
  /** Drops what led to that node. */
  left(node: string): Promise<void>
  /** Drops what led to any node, at the start of one that runs alone. */
  reset(): Promise<void>
}

/** The running servers that use the same records; this one is called a node, too. */
export interface Nodes {
  /** This node. It gets another id after it was counted as dead. */
  readonly id: string
  /**
   * Joins the others. Throws a sentence for people when there are others and this node lacks a setting that several need.
   */
  begin(heirs: readonly Heir[]): Promise<void>
  /** Says that this node has gone. */
  close(): Promise<void>
}

/** What to tell people when another node lives, and settings that several need are missing. */
export const notAlone = (missing: readonly string[]): string =>
  `Another Chairside server uses these records. Several servers need ${missing.join(' and ')}: set what is missing for each of them, or stop the other one.`

/**
 * Each node counts its own beats in the records. The others compare that number with the one that they read before, and add
 * up for how long it stayed the same: so a clock that is set takes nobody away. A node that reads that it was counted as
 * dead cuts its sockets off: others have said of their people that they left.
 */
export function createNodes(
  { records, clock, limits, log }: Pick<Ground, 'records' | 'clock' | 'limits' | 'log'>,
  {
    database,
    missing,
    follow,
    cutOff,
  }: {
    database: Pick<Database, 'isShared'>
    /** The settings that several nodes need and this one lacks. */
    missing: readonly string[]
    /** Sets the clock of this node by that of the records. */
    follow: () => Promise<void>
    /** Closes all connections of pages to this node; they connect again. */
    cutOff: () => void
  },
): Nodes {
  let id = randomUUID()
  let heirs: readonly Heir[] = []
  let cancel = (): void => {}
  let running: Promise<void> | undefined
  let closed = false
  /** What was read of each other node, and for how long its number has not risen since, in ms. */
  const known = new Map<string, { readonly beats: number; readonly silent: number }>()
  /** When the other nodes were last read. */
  let looked = 0
  /** Nodes that have gone, and since when that is known. */
  const gone = new Map<string, number>()

  const join = (): Promise<void> => saveNode(records.db, { id, beats: 0, started_at: clock.now() })

  /** Reads the other nodes, and gives those that live. */
  const look = async (): Promise<string[]> => {
    // A clock that is set, or a node that was stopped, takes nobody away: time alone is no silence.
    const passed = Math.min(Math.max(0, clock.now() - looked), limits.nodeSilence / 2)
    looked = clock.now()
    const others = (await listNodes(records.db)).filter((node) => node.id !== id)
    for (const node of [...known.keys()]) if (!others.some((other) => other.id === node)) known.delete(node)
    return others.flatMap(({ id, beats }) => {
      const before = known.get(id)
      const isSilent = before?.beats === beats
      known.set(id, { beats, silent: isSilent ? before.silent + passed : 0 })
      return before === undefined || isSilent ? [] : [id]
    })
  }

  const bury = async (): Promise<void> => {
    const now = clock.now()
    for (const [node, { silent }] of known) {
      if (silent < limits.nodeSilence) continue
      log.warn({ node }, 'a node is silent, and counts as dead')
      known.delete(node)
      // Its people had this time already to connect elsewhere.
      gone.set(node, now - limits.presence)
      await dropNode(records.db, node)
    }
    const named = await listGoneNodes(records.db)
    for (const node of [...gone.keys()]) if (!named.includes(node)) gone.delete(node)
    for (const node of named) {
      const since = gone.get(node) ?? now
      gone.set(node, since)
      // After an orderly stop, its people may still be on their way to another node.
      if (now - since >= limits.presence) for (const heir of heirs) await heir.left(node)
    }
  }

  const live = async (): Promise<void> => {
    if (!(await beat(records.db, id))) {
      log.warn({ node: id }, 'this node was counted as dead; it begins anew')
      id = randomUUID()
      cutOff()
      await join()
    }
    await look()
    await bury()
    await follow()
  }

  const goOn = (): void => {
    cancel = clock.after(limits.nodeBeat, () => {
      running = live()
        .catch((error) => log.error({ err: error }, 'this node could not say that it lives'))
        .finally(() => {
          if (!closed) goOn()
        })
    })
  }

  /** Waits long enough to see whether others live. */
  const requireAlone = async (): Promise<void> => {
    await look()
    if (known.size === 0) return
    await new Promise<void>((resolve) => clock.after(2 * limits.nodeBeat, resolve))
    if ((await look()).length === 0) return
    throw new Error(notAlone(missing))
  }

  return {
    get id() {
      return id
    },
    begin: async (all) => {
      heirs = all
      if (!database.isShared) {
        await dropAllNodes(records.db)
        for (const heir of heirs) await heir.reset()
        return
      }
      if (missing.length > 0) await requireAlone()
      await join()
      goOn()
    },
    close: async () => {
      closed = true
      cancel()
      await running
      if (database.isShared) await dropNode(records.db, id).catch(() => {})
    },
  }
}
