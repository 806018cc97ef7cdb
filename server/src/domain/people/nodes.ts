import { randomUUID } from 'node:crypto'
import {
  beat,
  dropAllNodes,
  dropNode,
  dropSilent,
  listGoneNodes,
  listNodes,
  saveNode,
} from '../../records/node.ts'
import { moveUploads } from '../../records/upload.ts'
import type { Database } from '../../seams.ts'
import type { Ground } from '../events/ground.ts'
import { joinAlone, runs } from './give-way.ts'
import { createSilence } from './silence.ts'

/** What a node does for one that has gone. */
interface Heir {
  /** Drops what led to that node. Throws when some of it is left, or once the signal aborts. */
  left(node: string, signal: AbortSignal): Promise<void>
  /** Drops what led to any node, at the start of one that runs alone. */
  reset(): Promise<void>
}

/** So many beats lie between two searches for nodes that left something behind, and of which this node never knew. */
const beatsPerSearch = 10

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

/**
 * Each node counts its own beats in the records. The others compare that number with the one that they read before, and the
 * time that has passed by their own clock: so a clock that is set takes nobody away. A node that reads that it was counted as dead
 * cuts its sockets off: others have said of their people that they left. What it receives goes on under its new id.
 * It does so, too, when a copy has taken the place of the records.
 *
 * What has gone leaves much to do. One node at a time does it, beside its beats.
 */
export function createNodes(
  { records, clock, limits, log }: Pick<Ground, 'records' | 'clock' | 'limits' | 'log'>,
  {
    database,
    missing,
    follow,
    cutOff,
  }: {
    database: Pick<Database, 'isShared' | 'alone' | 'history'>
    /** The settings that several nodes need and this one lacks. */
    missing: readonly string[]
    /** Sets the clock of this node by that of the records. */
    follow: () => Promise<void>
    /** Closes all connections of pages to this node; they connect again. */
    cutOff: () => void
  },
): Nodes {
  let id = randomUUID()
  /** Ids under which this node was counted as dead, and under which something of it may still run. */
  const former = new Set<string>()
  let heirs: readonly Heir[] = []
  let cancel = (): void => {}
  let beating = Promise.resolve()
  let isQueued = false
  let inheriting: Promise<void> | undefined
  let search = 0
  const closing = new AbortController()
  const see = createSilence(limits)
  /** Nodes that have gone, and from when on what led to them is dropped, in ms since the epoch. */
  const gone = new Map<string, number>()
  const warned = new Set<string>()
  let history: string | undefined

  const beginAnew = async (): Promise<void> => {
    log.warn({ node: id }, 'this node was counted as dead; it begins anew')
    former.add(id)
    id = randomUUID()
    cutOff()
    await records.write(async (tx) => {
      await saveNode(tx, { id, beats: 0, started_at: clock.now() })
      for (const old of former) await moveUploads(tx, old, id)
    })
    former.clear()
  }

  /** Reads which other nodes live and which have gone. */
  const look = async (): Promise<void> => {
    const begun = clock.now()
    const rows = await listNodes(records.db)
    // One that begins anew, perhaps this one: a connection may stand in the records before its node does.
    for (const row of rows) gone.delete(row.id)
    const others = rows.filter((row) => row.id !== id)
    const { living, silent, vanished } = see(others, { begun, ended: clock.now() })
    // After an orderly stop, its people may still be on their way to another node. Where another node has found it dead, that one
    // drops what it left, unless it dies too.
    for (const node of vanished) if (!gone.has(node)) gone.set(node, clock.now() + limits.presence)
    for (const node of silent) {
      if (!(await dropSilent(records.db, node))) continue
      log.warn({ node: node.id }, 'a node is silent, and counts as dead')
      // Its people had this time already to connect elsewhere.
      gone.set(node.id, clock.now())
    }
    if (missing.length === 0) return
    for (const other of living) {
      if (!runs(other) || warned.has(other.id)) continue
      warned.add(other.id)
      log.error({ node: other.id, missing }, 'another server uses these records, and this one lacks settings')
    }
  }

  /** Finds what nodes left behind that stopped while no node looked, or that wrote after their death. */
  const find = async (): Promise<void> => {
    for (const node of await listGoneNodes(records.db))
      if (!gone.has(node)) gone.set(node, clock.now() + limits.presence)
  }

  /**
   * Looks whether a copy has taken the place of the records. Pages may have seen what is missing there: they connect again, and then
   * go by what there is.
   */
  const compare = async (): Promise<void> => {
    const before = history
    history = (await database.history()) ?? before
    if (before === undefined || before === history) return
    log.warn(
      { before, history },
      'a copy has taken the place of the records; its last changes may be missing',
    )
    cutOff()
  }

  /** Drops in the background what led to nodes that have gone, unless another node is about it: then it is asked again. */
  const inherit = (): void => {
    const due = [...gone].flatMap(([node, at]) => (at <= clock.now() ? [node] : []))
    if (due.length === 0 || inheriting !== undefined || closing.signal.aborted) return
    const drop = async (lost: AbortSignal): Promise<void> => {
      const signal = AbortSignal.any([lost, closing.signal])
      for (const node of due) {
        for (const heir of heirs) await heir.left(node, signal)
        gone.delete(node)
      }
    }
    const mine = async (): Promise<void> => {
      try {
        await database.alone('heirs', drop)
      } catch (error) {
        if (!closing.signal.aborted) log.error({ err: error }, 'what led to a node that has gone is left')
      } finally {
        inheriting = undefined
      }
    }
    inheriting = mine()
  }

  const live = async (): Promise<void> => {
    try {
      if (!(await beat(records.db, id))) await beginAnew()
      await compare()
      await look()
      if (search === 0) await find()
      search = (search + 1) % beatsPerSearch
      inherit()
      await follow()
    } catch (error) {
      log.error({ err: error }, 'this node could not say that it lives')
    }
  }

  /** Beats every `limits.nodeBeat`; a beat that is late is followed by the next one at once, and by one only. */
  const goOn = (): void => {
    cancel = clock.after(limits.nodeBeat, () => {
      goOn()
      if (isQueued) return
      isQueued = true
      beating = beating.then(() => {
        isQueued = false
        return closing.signal.aborted ? undefined : live()
      })
    })
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
      if (missing.length > 0) await joinAlone({ records, clock, limits }, id, missing)
      else await saveNode(records.db, { id, beats: 0, started_at: clock.now() })
      history = await database.history()
      goOn()
    },
    close: async () => {
      closing.abort()
      cancel()
      await beating
      await inheriting
      if (database.isShared) await dropNode(records.db, id).catch(() => {})
    },
  }
}
