import { ChairsideError, type FileState } from '@chairside/protocol'
import { isOverdue, listOverdue, lockAppointment, lockAppointmentOfFile } from '../records/appointment.ts'
import { findFile, listFilesOfEnded } from '../records/file.ts'
import type { UploadRow } from '../records/tables.ts'
import { dropTickets } from '../records/ticket.ts'
import { findTransferOf } from '../records/transfer.ts'
import { listLeftBehind, listUnchecked, listUncheckedWhole } from '../records/upload.ts'
import type { Database, ObjectStore } from '../seams.ts'
import { hour } from '../time.ts'
import type { Uploads } from './bytes/reception.ts'
import { type Removal, removeStrays } from './bytes/removal.ts'
import type { Erasing } from './erasing.ts'
import type { Ground } from './events/ground.ts'
import { expireFile } from './live/expiry.ts'
import { canMove } from './live/file.ts'
import { settleTransfer } from './live/settle.ts'
import { type AppointmentPart, endAppointment } from './people/ending.ts'

/** Ends appointments, expires files, removes bytes and blanks words when their time is over. */
export interface Sweep {
  /** Repairs what a crash left behind, then sweeps every `limits.sweep`. */
  start(): Promise<void>
  /** Sweeps now. False while another node does: then this one only removes what it was asked to remove. */
  once(): Promise<boolean>
  close(): Promise<void>
}

export function createSweep(
  { records, commit, clock, limits, log }: Ground,
  {
    node,
    isAlone,
    database,
    store,
    uploads,
    removal,
    erasing,
    retentionHours,
    hardEndHours,
    parts,
    giveUp,
    sweepWebhooks,
  }: {
    /** The id of this node. */
    node: () => string
    /** No other node uses these records: what is older than this process was left behind. */
    isAlone: boolean
    database: Database
    store: ObjectStore
    uploads: Uploads
    removal: Removal
    erasing: Erasing
    retentionHours: number
    /** Hours after its planned end at which an appointment ends even while people are connected. */
    hardEndHours: number
    /** What ends with an appointment. */
    parts: readonly AppointmentPart[]
    /** Gives up uploads of documents that were not finished in time. */
    giveUp: () => Promise<void>
    /** Drops what webhooks have heard long ago. */
    sweepWebhooks: () => Promise<void>
  },
): Sweep {
  const cancels = new Set<() => void>()
  const running = new Set<Promise<unknown>>()
  let closed = false
  /** Until this instant (ms since the epoch) clients that a restart cut off may reconnect, so no person counts as absent. */
  let awaited = 0
  let begun = 0

  /** Logs a failure, so that the rest goes on; the next sweep tries it again. */
  const attempt = async (what: object, work: () => Promise<unknown>): Promise<void> => {
    try {
      await work()
    } catch (error) {
      log.error({ err: error, ...what }, 'the sweep left something for the next one')
    }
  }

  const expire = async (
    states: readonly FileState[],
    endedBefore: number,
    lost: AbortSignal,
  ): Promise<void> => {
    const expireOne = async (id: string): Promise<void> => {
      const objects = await commit(async (tx, change) => {
        await lockAppointmentOfFile(tx, id)
        const transfer = await findTransferOf(tx, id)
        const file = await findFile(tx, id)
        if (file === undefined || transfer === undefined || !canMove(file.state, 'expired')) return []
        await expireFile(tx, change, file)
        await settleTransfer(tx, change, transfer)
        return [file.object, file.thumbnail]
      })
      await uploads.stop(id, new ChairsideError('EXPIRED'))
      for (const object of objects) if (object !== null) removal.soon(object)
    }
    for (const id of await listFilesOfEnded(records.db, states, endedBefore)) {
      lost.throwIfAborted()
      await attempt({ file: id }, () => expireOne(id))
    }
  }

  // While another node sweeps, this one need not.
  const once = async (): Promise<boolean> => {
    const swept = await database.alone('sweep', async (lost) => {
      const now = clock.now()
      if (now >= awaited) await expireAbsent(now, lost)
      await expire(['ready', 'downloaded'], now - retentionHours * hour, lost)
      for (const work of [giveUp, erasing.once, sweepWebhooks]) {
        lost.throwIfAborted()
        await attempt({}, work)
      }
      // A ticket that is begun at the last moment serves longest.
      await dropTickets(records.db, now - limits.ticketBegin - limits.ticketServe - limits.ticketKept)
    })
    // Each node removes what it was asked to remove, and forgets what has gone on elsewhere.
    await removal.settle()
    await attempt({}, uploads.tidy)
    return swept
  }

  /** Ends appointments that are over, and expires files not finished in time after an end. */
  const expireAbsent = async (now: number, lost: AbortSignal): Promise<void> => {
    const overdue = { forgotten: now - limits.endAfter, any: now - hardEndHours * hour }
    const endOne = (id: string): Promise<void> =>
      commit(async (tx, change) => {
        await lockAppointment(tx, id)
        // Judged again in the transaction, because a person may have connected since the list was made.
        if (await isOverdue(tx, id, overdue)) await endAppointment(tx, change, id, parts)
      })
    for (const id of await listOverdue(records.db, overdue)) {
      lost.throwIfAborted()
      await attempt({ appointment: id }, () => endOne(id))
    }
    await expire(['offered', 'receiving', 'checking'], now - limits.finishAfterEnd, lost)
  }

  /** Removes orphans and strays. Looks at all objects and all stored bytes, so it runs only at the start and every hour. */
  const strays = async (): Promise<void> => {
    await database.alone('strays', async (lost) => {
      await removal.scan(isAlone ? begun + 1 : clock.now() - limits.orphan)
      lost.throwIfAborted()
      await removeStrays({ records, store, clock }, limits.orphan)
    })
  }

  /** Runs `work` now in the background, and again `interval` ms after each end. */
  const begin = (interval: number, work: () => Promise<unknown>): void => {
    const mine = work()
      .catch((error) => log.error({ err: error }, 'the sweep did not finish'))
      .finally(() => {
        running.delete(mine)
        every(interval, work)
      })
    running.add(mine)
  }

  const every = (interval: number, work: () => Promise<unknown>): void => {
    if (closed) return
    const cancel = clock.after(interval, () => {
      cancels.delete(cancel)
      begin(interval, work)
    })
    cancels.add(cancel)
  }

  /** Completes uploads whose bytes have all come, but whose check a crash or an unreachable store interrupted. */
  const complete = async (): Promise<void> => {
    await recountAll(await listLeftBehind(records.db, node()))
    const whole = await listUncheckedWhole(records.db, node())
    await inLanes(whole, ({ id }) => attempt({ upload: id }, () => uploads.complete(id)))
  }

  /** Reads from the store how far uploads came before the process ended. */
  const recount = async (): Promise<void> => recountAll(await listUnchecked(records.db, node()))

  const recountAll = (left: readonly UploadRow[]): Promise<void> =>
    inLanes(left, (upload) => attempt({ upload: upload.id }, () => uploads.recount(upload)))

  return {
    start: async () => {
      begun = clock.now()
      awaited = begun + limits.comeBack
      await attempt({}, recount)
      await attempt({}, once)
      every(limits.sweep, once)
      // In the background: the server answers meanwhile.
      begin(limits.sweep, complete)
      begin(limits.orphan, strays)
    },
    once,
    close: async () => {
      closed = true
      for (const cancel of cancels) cancel()
      await Promise.all(running)
    },
  }
}

/** How many calls to the store run at once. */
const lanes = 8

async function inLanes<Item>(items: readonly Item[], work: (item: Item) => Promise<void>): Promise<void> {
  const left = items.values()
  const lane = async (): Promise<void> => {
    for (const item of left) await work(item)
  }
  await Promise.all(Array.from({ length: lanes }, lane))
}
