import {
  ChairsideError,
  cleanName,
  type FileOffer,
  judgeBatch,
  judgeIntent,
  type Transfer,
  type TransferOffer,
  uniqueName,
} from '@chairside/protocol'
import type { Limits } from '../config.ts'
import type { Db, Records } from '../records/database.ts'
import { changeFile, findFile, insertFiles, listFiles, sumHeld } from '../records/file.ts'
import { changeRequest, findRequest } from '../records/request.ts'
import type { FileRow, ParticipantRow, TransferRow } from '../records/tables.ts'
import { findTransfer, holdTransfer, insertTransfer, setTransferState } from '../records/transfer.ts'
import type { Change, Commit } from './change.ts'
import { canMove, isLive, isWanted } from './file.ts'
import { may, require } from './may.ts'
import { fingerprint, offerOf } from './offer.ts'
import { fileOfPart, type Parts } from './part.ts'
import { type Sight, seeTransfer } from './snapshot.ts'
import { requireAddressee, requireLiveExchange, type Standing, stand } from './standing.ts'
import type { Identity } from './token.ts'
import { withdrawFiles } from './withdrawal.ts'

export interface Transfers {
  /** The practitioner sends, or the patient answers a request. The same id with the same files answers again. */
  offer(who: Identity, appointment: string, offer: TransferOffer): Promise<Transfer>
  add(who: Identity, id: string, files: readonly FileOffer[]): Promise<Transfer>
  /** For those who may see it. */
  see(who: Identity, id: string): Promise<Transfer>
  /** Its files as a form of their bytes sees them. For those who may send them. */
  partsOf(who: Identity, id: string): Promise<Parts>
  /** Takes back what was not downloaded yet; the rest stays as it is. */
  withdraw(who: Identity, id: string): Promise<Transfer>
  withdrawFile(who: Identity, file: string): Promise<void>
  /** The sender says that a file waits, or goes on. */
  hold(who: Identity, file: string, held: boolean): Promise<void>
}

export function createTransfers({
  records,
  commit,
  limits,
  sight,
  stop,
  pause,
}: {
  records: Records
  commit: Commit
  limits: Limits
  sight: Sight
  /** Stops the bytes of a file that is no longer wanted. */
  stop: (file: string) => void
  /** Ends the connection that brings a file which its sender holds up. */
  pause: (file: string) => void
}): Transfers {
  /** The transfer, and who asks, if they may do this with it; NOT_FOUND otherwise. */
  const find = async (tx: Db, who: Identity, id: string, action: Parameters<typeof require>[1]) => {
    const transfer = await findTransfer(tx, id)
    if (transfer === undefined) throw new ChairsideError('NOT_FOUND')
    const standing = await stand(tx, who, transfer.appointment)
    require(standing.me, action, { transfer })
    return { transfer, standing }
  }

  const findOfFile = async (tx: Db, who: Identity, id: string, action: Parameters<typeof require>[1]) => {
    const file = await findFile(tx, id)
    if (file === undefined) throw new ChairsideError('NOT_FOUND')
    return { file, ...(await find(tx, who, file.transfer, action)) }
  }

  /** Judges new files against every limit and writes them. */
  const enter = async (
    tx: Db,
    change: Change,
    transfer: TransferRow,
    offers: readonly FileOffer[],
  ): Promise<void> => {
    for (const offer of offers) {
      const problem = judgeIntent(limits.transfer, offer)
      if (problem !== null) throw new ChairsideError(problem)
    }
    const before = await listFiles(tx, transfer.id)
    const live = before.filter(isLive)
    const bytes = live.reduce((sum, file) => sum + file.size, 0)
    const problem = judgeBatch(limits.transfer, offers, { files: live.length, bytes })
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
    for (const { id, size } of rows) {
      change.fact(transfer.appointment, {
        kind: 'file-offered',
        by: transfer.sender,
        transfer: transfer.id,
        file: id,
        size,
      })
    }
    change.transfer(transfer.appointment, transfer.id)
  }

  const requireRoom = async (
    tx: Db,
    { appointment, sender }: TransferRow,
    offers: readonly FileOffer[],
  ): Promise<void> => {
    const held = await sumHeld(tx, appointment, sender)
    const files = held.files + offers.length
    const bytes = offers.reduce((sum, offer) => sum + offer.size, held.bytes)
    if (files > limits.heldFiles)
      throw new ChairsideError({ code: 'APPOINTMENT_FULL', limit: limits.heldFiles, actual: files })
    if (bytes > limits.heldBytes)
      throw new ChairsideError({ code: 'APPOINTMENT_FULL', limit: limits.heldBytes, actual: bytes })
  }

  /** To whom this goes, and that it may go: the practitioner to the patient, or the patient who was asked. */
  const address = async (
    tx: Db,
    standing: Standing,
    { to, request }: Pick<TransferOffer, 'to' | 'request'>,
  ): Promise<ParticipantRow> => {
    const { me, participants } = standing
    if (may(me, 'send unasked')) {
      if (request !== undefined)
        throw new ChairsideError({ code: 'BAD_REQUEST', found: 'answered-by-patient' })
      return requireAddressee(standing, to)
    }
    if (me.role === 'staff') throw new ChairsideError('NOT_FOUND')
    requireLiveExchange(standing)
    const asked = request === undefined ? undefined : await findRequest(tx, request)
    if (asked === undefined || asked.appointment !== standing.appointment.id)
      throw new ChairsideError('NOT_ASKED')
    require(me, 'answer a request', { request: asked })
    if (asked.state === 'answering') throw new ChairsideError({ code: 'CONFLICT', state: 'answering' })
    if (asked.state !== 'asked') throw new ChairsideError('NOT_ASKED')
    const practitioner = participants.find((other) => other.id === asked.asker)
    if (practitioner === undefined) throw new ChairsideError('NOT_ASKED')
    if (practitioner.id !== to) throw new ChairsideError('RECIPIENT_GONE')
    return practitioner
  }

  return {
    offer: (who, appointment, offer) =>
      commit(async (tx, change) => {
        const standing = await stand(tx, who, appointment)
        const { me } = standing
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
        const receiver = await address(tx, standing, offer)
        await requireNew(tx, offer.files)
        const transfer: TransferRow = {
          id: offer.id,
          appointment,
          sender: me.id,
          receiver: receiver.id,
          request: offer.request ?? null,
          state: 'open',
          offer: print,
          at: change.now,
        }
        await insertTransfer(tx, transfer)
        await enter(tx, change, transfer, offer.files)
        if (offer.request !== undefined) {
          await changeRequest(tx, offer.request, { state: 'answering', transfer: offer.id })
          change.request(appointment, offer.request)
        }
        return (await seeTransfer(tx, transfer, sight))(me.id)
      }),

    add: (who, id, offers) =>
      commit(async (tx, change) => {
        await holdTransfer(tx, id)
        const { transfer, standing } = await find(tx, who, id, 'add files')
        requireDistinct(offers)
        const known = await listFiles(tx, id)
        const fresh = offers.filter((offer) => !known.some((file) => file.id === offer.id))
        const changed = offers.some((offer) =>
          known.some((file) => file.id === offer.id && file.offer !== offerOf(offer)),
        )
        if (changed) throw new ChairsideError('CONFLICT')
        if (fresh.length > 0) {
          requireLiveExchange(standing)
          if (transfer.state !== 'open') throw new ChairsideError('TRANSFER_CLOSED')
          await requireNew(tx, fresh)
          await enter(tx, change, transfer, fresh)
        }
        return (await seeTransfer(tx, transfer, sight))(standing.me.id)
      }),

    see: async (who, id) => {
      const { transfer, standing } = await find(records.db, who, id, 'see a transfer')
      return (await seeTransfer(records.db, transfer, sight))(standing.me.id)
    },

    partsOf: async (who, id) => {
      await find(records.db, who, id, 'upload a file')
      const files = await listFiles(records.db, id)
      return {
        fileOf: (part) => fileOfPart(part, files).id,
        wanted: files.filter(isWanted).map((file) => file.id),
      }
    },

    withdraw: (who, id) =>
      commit(async (tx, change) => {
        const { transfer, standing } = await find(tx, who, id, 'withdraw a file')
        const files = (await listFiles(tx, id)).filter((file) => canMove(file.state, 'withdrawn'))
        if (files.length === 0) return (await seeTransfer(tx, transfer, sight))(standing.me.id)
        const withdrawn: TransferRow = { ...transfer, state: 'withdrawn' }
        await setTransferState(tx, id, 'withdrawn')
        await withdrawFiles(tx, change, { transfer: withdrawn, files, by: transfer.sender, stop })
        return (await seeTransfer(tx, withdrawn, sight))(standing.me.id)
      }),

    withdrawFile: (who, id) =>
      commit(async (tx, change) => {
        const { file, transfer } = await findOfFile(tx, who, id, 'withdraw a file')
        if (file.state === 'withdrawn') return
        if (file.state === 'expired') throw new ChairsideError('EXPIRED')
        if (!canMove(file.state, 'withdrawn'))
          throw new ChairsideError({ code: 'CONFLICT', state: file.state })
        await withdrawFiles(tx, change, { transfer, files: [file], by: transfer.sender, stop })
      }),

    hold: (who, id, held) =>
      commit(async (tx, change) => {
        const { file, transfer } = await findOfFile(tx, who, id, 'hold a file up')
        if (file.state !== 'offered' && file.state !== 'receiving') return
        await changeFile(tx, id, { held: held ? 1 : 0 })
        if (held) change.after(() => pause(id))
        change.transfer(transfer.appointment, transfer.id)
      }),
  }
}

function requireDistinct(offers: readonly FileOffer[]): void {
  if (new Set(offers.map((offer) => offer.id)).size < offers.length) {
    throw new ChairsideError({ code: 'BAD_REQUEST', found: 'same-id-twice', field: '/files' })
  }
}

async function requireNew(tx: Db, offers: readonly FileOffer[]): Promise<void> {
  for (const { id } of offers) {
    if ((await findFile(tx, id)) !== undefined) throw new ChairsideError('CONFLICT')
  }
}

function newFile(transfer: TransferRow, offer: FileOffer, position: number, name: string): FileRow {
  return {
    id: offer.id,
    transfer: transfer.id,
    appointment: transfer.appointment,
    position,
    name,
    size: offer.size,
    offer: offerOf(offer),
    state: 'offered',
    bytes: 0,
    epoch: 0,
    held: 0,
    waiting: 0,
    object: null,
    whole: 0,
    digest: null,
    code: null,
    details: null,
    ready_at: null,
    downloaded_at: null,
    ended_at: null,
  }
}
