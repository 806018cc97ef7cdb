import type { Decision, Doubt, Problem } from '@chairside/protocol'
import type { Db } from '../../records/database.ts'
import { changeObject, findObject } from '../../records/object.ts'
import type { UploadRow } from '../../records/tables.ts'
import { changeUpload, findUpload } from '../../records/upload.ts'
import { type Change, harmless } from '../events/commit.ts'
import type { Ground } from '../events/ground.ts'
import { type Findings, type Locked, type Owners, ownerOf } from './owner.ts'

/** An upload and the object with its bytes. Another object of the same upload is judged by itself. */
export interface Whole {
  readonly upload: string
  readonly object: string
}

/**
 * What the check changes in the records. Each does nothing once the upload has another object, or its owner
 * another stage.
 */
export interface Verdicts {
  /** The gate accepts a complete content, which then is ready or to be scanned. */
  pass(whole: Whole, findings: Findings, next: 'ready' | 'scan'): Promise<void>
  /** The check cannot be made now. */
  postpone(whole: Whole): Promise<void>
  /** The scanner cannot decide, and a person is asked. */
  doubt(whole: Whole, doubt: Doubt): Promise<void>
  /** Ends a doubt, in the caller's transaction. False, and nothing is changed, where there is none. */
  decide(tx: Db, change: Change, upload: string, decision: Decision): Promise<boolean>
  /** The scanner accepts a content that the gate has accepted. */
  accept(whole: Whole): Promise<void>
  /** Drops bytes before they are complete; the upload starts again at byte 0. */
  drop(whole: Whole): Promise<void>
  /** Rejects the content, before or after all its bytes have come, and drops its object. */
  reject(whole: Whole, problem: Problem, received: 'in part' | 'whole'): Promise<void>
  /** The content has another digest than its sender stated: drops it, or rejects it if its check had begun before. */
  mixed(whole: Whole, problem: Problem): Promise<void>
}

export function createVerdicts(
  { commit }: Ground,
  {
    owners,
    removed,
  }: {
    owners: Owners
    /** Is called with an object that may have lost its upload. */
    removed: (object: string) => void
  },
): Verdicts {
  /** What the upload belongs to, locked; undefined once the upload has another object. */
  const lock = async (tx: Db, change: Change, { upload: id, object }: Whole): Promise<Judged | undefined> => {
    const known = await findUpload(tx, id)
    const locked = known && (await ownerOf(owners, known).lock(tx, change, id))
    // Read again under the lock: a connection may have opened another object before it.
    const upload = locked && (await findUpload(tx, id))
    return locked && upload?.object === object ? { upload, object, locked } : undefined
  }

  /** Like `lock`, and moves a complete content from `arriving` to `checking`. Undefined also once it is decided. */
  const lockComplete = async (tx: Db, change: Change, whole: Whole): Promise<Judged | undefined> => {
    const found = await lock(tx, change, whole)
    if (found === undefined || !isOpen(found)) return undefined
    const { upload, locked } = found
    if (locked.stage.at === 'arriving') {
      await locked.received()
      await changeUpload(tx, upload.id, { bytes: upload.size, paused: false, whole: false })
    }
    return found
  }

  const makeReady = async (
    tx: Db,
    { upload, locked }: Judged,
    findings: Pick<Findings, 'type' | 'sha256'>,
  ): Promise<void> => {
    await changeUpload(tx, upload.id, { checked: true })
    await locked.ready(findings)
  }

  /** Makes a content ready that the gate has accepted before. */
  const admit = async (tx: Db, judged: Judged): Promise<void> => {
    const { type = null, sha256 = null } = (await findObject(tx, judged.object)) ?? {}
    if (type === null || sha256 === null) throw new Error('an accepted content has no findings')
    await makeReady(tx, judged, { type, sha256 })
  }

  const refuse = async (
    tx: Db,
    change: Change,
    { upload, object, locked }: Judged,
    problem: Problem,
  ): Promise<void> => {
    await changeUpload(tx, upload.id, { object: null })
    await locked.rejected(problem)
    change.after(() => removed(object), harmless)
  }

  const startAgain = async (tx: Db, change: Change, { upload, object, locked }: Judged): Promise<void> => {
    await changeUpload(tx, upload.id, { object: null, bytes: 0, whole: false })
    await locked.dropped()
    change.after(() => removed(object), harmless)
  }

  return {
    pass: (whole, findings, next) =>
      commit(async (tx, change) => {
        const judged = await lockComplete(tx, change, whole)
        if (judged === undefined) return
        await changeObject(tx, whole.object, findings)
        if (next === 'ready') await makeReady(tx, judged, findings)
      }),

    postpone: (whole) =>
      commit(async (tx, change) => {
        const judged = await lockComplete(tx, change, whole)
        await judged?.locked.postponed()
      }),

    accept: (whole) =>
      commit(async (tx, change) => {
        const judged = await lock(tx, change, whole)
        if (judged?.locked.stage.at === 'checking') await admit(tx, judged)
      }),

    doubt: (whole, doubt) =>
      commit(async (tx, change) => {
        const judged = await lock(tx, change, whole)
        if (judged?.locked.stage.at !== 'checking') return
        await changeUpload(tx, whole.upload, { doubt })
        await judged.locked.doubted()
      }),

    decide: async (tx, change, id, decision) => {
      const { object = null, doubt = null } = (await findUpload(tx, id)) ?? {}
      if (object === null || doubt === null) return false
      const judged = await lock(tx, change, { upload: id, object })
      if (judged?.locked.stage.at !== 'checking') return false
      if (decision === 'accept') await admit(tx, judged)
      else await refuse(tx, change, judged, undecided(doubt))
      return true
    },

    drop: (whole) =>
      commit(async (tx, change) => {
        const judged = await lock(tx, change, whole)
        if (judged?.locked.stage.at === 'arriving') await startAgain(tx, change, judged)
      }),

    reject: (whole, problem, received) =>
      commit(async (tx, change) => {
        const judged = await (received === 'whole' ? lockComplete : lock)(tx, change, whole)
        if (judged === undefined || !isOpen(judged)) return
        await refuse(tx, change, judged, problem)
      }),

    mixed: (whole, problem) =>
      commit(async (tx, change) => {
        const judged = await lock(tx, change, whole)
        if (judged?.locked.stage.at === 'arriving') await startAgain(tx, change, judged)
        else if (judged?.locked.stage.at === 'checking') await refuse(tx, change, judged, problem)
      }),
  }
}

/** An upload with its object, and what it belongs to. */
interface Judged {
  readonly upload: UploadRow
  readonly object: string
  readonly locked: Locked
}

function isOpen({ locked: { stage } }: Judged): boolean {
  return stage.at === 'arriving' || stage.at === 'checking'
}

/** Why a content is refused about which the scanner cannot decide. */
export const undecided = (doubt: Doubt): Problem => ({ code: 'CHECK_UNDECIDED', found: `check-${doubt}` })
