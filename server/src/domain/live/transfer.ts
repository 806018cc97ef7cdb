import {
  ChairsideError,
  cleanName,
  type FileOffer,
  isArriving,
  isLive,
  judgeBatch,
  judgeIntent,
  type Transfer,
  type TransferOffer,
  uniqueName,
} from '@chairside/protocol'
import { lockAppointment } from '../../records/appointment.ts'
import type { Db } from '../../records/database.ts'
import { countFiles, insertFiles, listFiles, sumLive } from '../../records/file.ts'
import { findNewestRequest, findRequest } from '../../records/request.ts'
import type { FileRow, ParticipantRow, RequestRow, TransferRow } from '../../records/tables.ts'
import { countTransfers, findTransfer, insertTransfer } from '../../records/transfer.ts'
import { changeUpload, findUpload, insertUploads } from '../../records/upload.ts'
import type { Parts } from '../bytes/part.ts'
import type { Change } from '../events/commit.ts'
import type { Ground } from '../events/ground.ts'
import type { Identity } from '../people/identity.ts'
import { type Admission, admit, requireAddressee, requireLiveExchange } from '../people/participant.ts'
import { may, require } from '../people/permission.ts'
import { canMove } from './file.ts'
import { findTransferFor, lockFileFor, lockTransferFor } from './find.ts'
import { full } from './full.ts'
import { fingerprint, offerOf } from './offer.ts'
import { fileKind } from './owner.ts'
import { fileOfPart } from './part.ts'
import { answeringBy, moveRequest } from './request-state.ts'
import { isSentAgain } from './sent-again.ts'
import { moveTransfer } from './transfer-state.ts'
import { type Sight, seeTransfer } from './view.ts'
import { type StopBytes, withdrawFiles } from './withdrawal.ts'

/** The commands on transfers. Each throws NOT_FOUND when not permitted. */
export interface Transfers {
  /**
   * The practitioner sends, or the patient answers a request. The same offer again gives the same transfer;
   * a different offer with its id is CONFLICT. Throws the limit that new files exceed.
   */
  offer(who: Identity, appointment: string, offer: TransferOffer): Promise<Transfer>
  /** Adds to an open transfer the files that it does not have yet. Throws CONFLICT, TRANSFER_CLOSED or the limit. */
  add(who: Identity, id: string, files: readonly FileOffer[]): Promise<Transfer>
  /** The transfer as `who` sees it. */
  see(who: Identity, id: string): Promise<Transfer>
  /** The files of a transfer, to which the parts of a form from their sender may belong. */
  partsOf(who: Identity, id: string): Promise<Parts>
  /** Withdraws the files that were not downloaded yet; the others stay as they are. */
  withdraw(who: Identity, id: string): Promise<Transfer>
  withdrawFile(who: Identity, file: string): Promise<void>
  /** The sender pauses a file, or lets it go on. */
  pause(who: Identity, file: string, paused: boolean): Promise<void>
}

export function createTransfers(
  { records, commit, limits, meter }: Ground,
  {
    sight,
    stop,
    stopForPause,
  }: {
    sight: Sight
    stop: StopBytes
    /** Ends the connection that brings a file, because its sender pauses it. */
    stopForPause: (file: string) => void
  },
): Transfers {
  /** Checks new files against every limit and inserts them. */
  const enter = async (
    tx: Db,
    change: Change,
    transfer: TransferRow,
    offers: readonly FileOffer[],
  ): Promise<void> => {
    const before = await listFiles(tx, transfer.id)
    const live = before.filter(isLive)
    const bytes = live.reduce((sum, file) => sum + file.size, 0)
    // Counted before any name is looked at: the count is cheap, names may be long.
    const tooMuch = judgeBatch(limits.transfer, offers, { files: live.length, bytes })
    if (tooMuch?.code === 'FILE_COUNT_LIMIT') throw new ChairsideError(tooMuch)
    const problem =
      offers.map((offer) => judgeIntent(limits.transfer, offer)).find((found) => found !== null) ?? tooMuch
    if (problem !== null) throw new ChairsideError(problem)
    await requireRoom(tx, transfer, offers)
    const names = live.map((file) => file.name)
    const rows = offers.map((offer, index): FileRow => {
      const position = before.length + index + 1
      const name = uniqueName(cleanName(offer.name, position), names)
      names.push(name)
      return newFile(transfer, offer, position, name)
    })
    await insertFiles(tx, rows)
    const sender = transfer.request === null ? 'practitioner' : 'patient'
    const upload = { owner: fileKind, policy: 'transfer', sender } as const
    await insertUploads(
      tx,
      offers.map(({ id, size }) => ({ ...upload, id, size })),
    )
    for (const { id, size } of offers) {
      change.fact(transfer.appointment, {
        kind: 'file-offered',
        by: transfer.sender,
        transfer: transfer.id,
        file: id,
        size,
      })
    }
    change.tell('transfer', transfer.appointment, transfer.id)
  }

  const requireRoom = async (
    tx: Db,
    { appointment, sender }: TransferRow,
    offers: readonly FileOffer[],
  ): Promise<void> => {
    const live = await sumLive(tx, appointment, sender)
    const files = live.files + offers.length
    const bytes = offers.reduce((sum, offer) => sum + offer.size, live.bytes)
    if (files > limits.liveFiles)
      throw new ChairsideError({ code: 'APPOINTMENT_FULL', limit: limits.liveFiles, actual: files })
    if (bytes > limits.liveBytes)
      throw new ChairsideError({ code: 'APPOINTMENT_FULL', limit: limits.liveBytes, actual: bytes })
    const past = (await countFiles(tx, appointment, sender)) + offers.length
    if (past > limits.pastFiles) throw full('past-files', limits.pastFiles, past)
  }

  /** The receiver of an offer, and the request that it belongs to. Throws the reason why it may not be sent. */
  const address = async (
    tx: Db,
    admission: Admission,
    { to, request, files }: TransferOffer,
  ): Promise<{ receiver: ParticipantRow; asked?: RequestRow }> => {
    const { me, participants } = admission
    if (may(me, 'send unasked')) {
      if (request !== undefined)
        throw new ChairsideError({ code: 'BAD_REQUEST', found: 'answered-by-patient' })
      return { receiver: requireAddressee(admission, to) }
    }
    if (me.role === 'staff') throw new ChairsideError('NOT_FOUND')
    requireLiveExchange(admission)
    const asked = request === undefined ? undefined : await findRequest(tx, request)
    if (asked === undefined || asked.appointment !== admission.appointment.id)
      throw new ChairsideError('NOT_ASKED')
    require(me, 'answer a request', { request: asked })
    // The request of a removed practitioner has expired too, but RECIPIENT_GONE says more than NOT_ASKED.
    const isHere = participants.some(({ id, role }) => id === to && role === 'practitioner')
    if (!isHere) throw new ChairsideError('RECIPIENT_GONE')
    if (asked.state === 'answering') throw new ChairsideError({ code: 'CONFLICT', state: 'answering' })
    const isOpen = asked.state === 'asked' || (await isReconsidered(tx, asked))
    const isAgain = asked.state === 'answered' && (await isSentAgain(tx, asked, files))
    if (!isOpen && !isAgain) throw new ChairsideError('NOT_ASKED')
    const practitioner = participants.find((other) => other.id === asked.asker)
    if (practitioner === undefined) throw new ChairsideError('NOT_ASKED')
    if (practitioner.id !== to) throw new ChairsideError('RECIPIENT_GONE')
    return { receiver: practitioner, asked }
  }

  return {
    offer: (who, appointment, offer) =>
      commit(async (tx, change) => {
        await lockAppointment(tx, appointment)
        const admission = await admit(tx, who, appointment)
        const { me } = admission
        requireDistinct(offer.files)
        const print = fingerprint([
          appointment,
          offer.to,
          offer.request ?? null,
          offer.files.map(({ id, name, size }) => [id, name, size]),
        ])
        const known = await findTransfer(tx, offer.id)
        if (known !== undefined) {
          if (known.sender !== me.id || known.offer !== print) throw new ChairsideError('CONFLICT')
          return (await seeTransfer(tx, known, sight))(me.id)
        }
        const { receiver, asked } = await address(tx, admission, offer)
        await requireNew(tx, offer.files)
        const past = (await countTransfers(tx, appointment, me.id)) + 1
        if (past > limits.pastTransfers) throw full('past-transfers', limits.pastTransfers, past)
        const transfer: TransferRow = {
          id: offer.id,
          appointment,
          sender: me.id,
          receiver: receiver.id,
          request: asked?.id ?? null,
          state: 'open',
          offer: print,
          at: change.now,
        }
        await insertTransfer(tx, transfer)
        const sender = transfer.request === null ? 'practitioner' : 'patient'
        change.after(() => meter.count('transfers', { sender }))
        await enter(tx, change, transfer, offer.files)
        // Files that are sent again for an answered request leave it answered.
        if (asked !== undefined && asked.state !== 'answered')
          await moveRequest(tx, change, asked, 'answering', answeringBy(offer.id))
        return (await seeTransfer(tx, transfer, sight))(me.id)
      }),

    add: (who, id, offers) =>
      commit(async (tx, change) => {
        const found = await lockTransferFor(tx, who, id, 'add files')
        const { transfer, me } = found
        requireDistinct(offers)
        const known = await listFiles(tx, id)
        const fresh = offers.filter((offer) => !known.some((file) => file.id === offer.id))
        const changed = offers.some((offer) =>
          known.some((file) => file.id === offer.id && file.offer !== offerOf(offer)),
        )
        if (changed) throw new ChairsideError('CONFLICT')
        if (fresh.length > 0) {
          requireLiveExchange(found)
          if (transfer.state !== 'open' || known.length + fresh.length > limits.transferFiles)
            throw new ChairsideError('TRANSFER_CLOSED')
          await requireNew(tx, fresh)
          await enter(tx, change, transfer, fresh)
        }
        return (await seeTransfer(tx, transfer, sight))(me.id)
      }),

    // In one transaction, so that the transfer and its files match.
    see: (who, id) =>
      records.read(async (tx) => {
        const { transfer, me } = await findTransferFor(tx, who, id, 'see a transfer')
        return (await seeTransfer(tx, transfer, sight))(me.id)
      }),

    partsOf: async (who, id) => {
      await findTransferFor(records.db, who, id, 'upload a file')
      const files = await listFiles(records.db, id)
      return {
        idOf: (part) => fileOfPart(part, files).id,
        wanted: files.filter(isArriving).map((file) => file.id),
      }
    },

    withdraw: (who, id) =>
      commit(async (tx, change) => {
        const { transfer, me } = await lockTransferFor(tx, who, id, 'withdraw a file')
        const files = (await listFiles(tx, id)).filter((file) => canMove(file.state, 'withdrawn'))
        if (files.length === 0) return (await seeTransfer(tx, transfer, sight))(me.id)
        // A settled transfer stays settled; only its files are withdrawn.
        const withdrawn = transfer.state === 'open' ? await moveTransfer(tx, transfer, 'withdrawn') : transfer
        await withdrawFiles(tx, change, { transfer: withdrawn, files, by: transfer.sender, stop })
        return (await seeTransfer(tx, withdrawn, sight))(me.id)
      }),

    withdrawFile: (who, id) =>
      commit(async (tx, change) => {
        const { file, transfer } = await lockFileFor(tx, who, id, 'withdraw a file')
        if (file.state === 'withdrawn') return
        if (file.state === 'expired') throw new ChairsideError('EXPIRED')
        if (!canMove(file.state, 'withdrawn'))
          throw new ChairsideError({ code: 'CONFLICT', state: file.state })
        await withdrawFiles(tx, change, { transfer, files: [file], by: transfer.sender, stop })
      }),

    pause: (who, id, paused) =>
      commit(async (tx, change) => {
        const { file, transfer } = await lockFileFor(tx, who, id, 'pause a file')
        if (!isArriving(file)) return
        await changeUpload(tx, id, { paused })
        if (paused) change.after(() => stopForPause(id))
        change.tell('transfer', transfer.appointment, transfer.id)
      }),
  }
}

/** Whether a declined request can be answered after all: while the practitioner has not asked anew. */
async function isReconsidered(tx: Db, { id, appointment, state }: RequestRow): Promise<boolean> {
  return state === 'declined' && (await findNewestRequest(tx, appointment))?.id === id
}

function requireDistinct(offers: readonly FileOffer[]): void {
  if (new Set(offers.map((offer) => offer.id)).size < offers.length) {
    throw new ChairsideError({ code: 'BAD_REQUEST', found: 'same-id-twice', field: '/files' })
  }
}

async function requireNew(tx: Db, offers: readonly FileOffer[]): Promise<void> {
  for (const { id } of offers) {
    // An upload of any owner may have the id.
    if ((await findUpload(tx, id)) !== undefined) throw new ChairsideError('CONFLICT')
  }
}

function newFile(transfer: TransferRow, offer: FileOffer, position: number, name: string): FileRow {
  return {
    id: offer.id,
    transfer: transfer.id,
    appointment: transfer.appointment,
    position,
    name,
    offer: offerOf(offer),
    state: 'offered',
    waiting: false,
    code: null,
    details: null,
    ready_at: null,
    downloaded_at: null,
    ended_at: null,
    thumbnail: null,
  }
}
