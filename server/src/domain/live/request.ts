import { ChairsideError, isOnItsWay, type Request } from '@chairside/protocol'
import { lockAppointment, lockAppointmentOfRequest } from '../../records/appointment.ts'
import type { Db } from '../../records/database.ts'
import { listFiles } from '../../records/file.ts'
import {
  changeRequest,
  countRequests,
  findNewestRequest,
  findOpenRequest,
  findRequest,
  findRequestAlias,
  insertRequest,
  insertRequestAlias,
} from '../../records/request.ts'
import type { RequestRow } from '../../records/tables.ts'
import { findTransfer } from '../../records/transfer.ts'
import type { Ground } from '../events/ground.ts'
import type { Identity } from '../people/identity.ts'
import { admit, requireAddressee, requireLiveExchange } from '../people/participant.ts'
import { type Action, require } from '../people/permission.ts'
import { full } from './full.ts'
import { readNote } from './note.ts'
import { moveRequest } from './request-state.ts'
import { viewRequest } from './view.ts'
import { type StopBytes, withdrawFiles } from './withdrawal.ts'

/** The commands on requests. Each throws NOT_FOUND when not permitted, CONFLICT when the request's state forbids it. */
export interface Requests {
  /** Asks the patient. Asking again while a request is open, or repeating any of these commands, gives that request. */
  ask(who: Identity, appointment: string, wish: { id: string; to: string; note?: string }): Promise<Request>
  /** Declines a request, or changes the reason of a declined one; without a reason, that stays as it is. */
  decline(who: Identity, id: string, reason?: string): Promise<Request>
  /** Changes the note of an open request, or removes it if `note` is absent. */
  note(who: Identity, id: string, note?: string): Promise<Request>
  /** Withdraws a request, and the files of its answer that are on their way. Files that are ready stay. */
  withdraw(who: Identity, id: string): Promise<Request>
}

const isOpen = ({ state }: RequestRow): boolean => state === 'asked' || state === 'answering'

export function createRequests(
  { commit, limits }: Ground,
  {
    stop,
  }: {
    stop: StopBytes
  },
): Requests {
  /** Locks the appointment of a request. */
  const lock = async (tx: Db, who: Identity, id: string, action: Action): Promise<RequestRow> => {
    await lockAppointmentOfRequest(tx, id)
    const request = await findRequest(tx, id)
    if (request === undefined) throw new ChairsideError('NOT_FOUND')
    const { me } = await admit(tx, who, request.appointment)
    require(me, action, { request })
    return request
  }

  return {
    ask: (who, appointment, wish) =>
      commit(async (tx, change) => {
        await lockAppointment(tx, appointment)
        const admission = await admit(tx, who, appointment)
        require(admission.me, 'ask for files')
        const note = readNote(wish.note)
        const alias = await findRequestAlias(tx, wish.id)
        const known = await findRequest(tx, alias?.request ?? wish.id)
        if (known !== undefined) {
          const asked = alias ?? known
          if (known.asker !== admission.me.id || known.appointment !== appointment || asked.note !== note) {
            throw new ChairsideError('CONFLICT')
          }
          return viewRequest(known)
        }
        const patient = requireAddressee(admission, wish.to)
        const asked = await countRequests(tx, appointment)
        if (asked >= limits.pastRequests) throw full('past-requests', limits.pastRequests, asked + 1)
        const open = await findOpenRequest(tx, appointment)
        if (open !== undefined) {
          await insertRequestAlias(tx, { id: wish.id, request: open.id, note })
          return viewRequest(open)
        }
        const request: RequestRow = {
          id: wish.id,
          appointment,
          asker: admission.me.id,
          asked: patient.id,
          note,
          state: 'asked',
          transfer: null,
          reason: null,
          at: change.now,
          ended_at: null,
        }
        await insertRequest(tx, request)
        change.fact(appointment, { kind: 'request-asked', by: admission.me.id, request: wish.id })
        change.tell('request', appointment, wish.id)
        return viewRequest(request)
      }),

    decline: (who, id, raw) =>
      commit(async (tx, change) => {
        const request = await lock(tx, who, id, 'decline a request')
        const reason = readNote(raw)
        if (request.state === 'declined') {
          if (reason === null || reason === request.reason) return viewRequest(request)
          const { appointment } = request
          requireLiveExchange(await admit(tx, who, appointment))
          if ((await findNewestRequest(tx, appointment))?.id !== id)
            throw new ChairsideError({ code: 'CONFLICT', state: 'declined' })
          await changeRequest(tx, id, { reason })
          change.tell('request', request.appointment, id)
          return viewRequest({ ...request, reason })
        }
        if (request.state !== 'asked') throw new ChairsideError({ code: 'CONFLICT', state: request.state })
        const declined = await moveRequest(tx, change, request, 'declined', { reason, ended_at: change.now })
        change.fact(request.appointment, { kind: 'request-declined', by: request.asked, request: id })
        return viewRequest(declined)
      }),

    note: (who, id, raw) =>
      commit(async (tx, change) => {
        const request = await lock(tx, who, id, 'change a request’s note')
        const note = readNote(raw)
        if (!isOpen(request)) throw new ChairsideError({ code: 'CONFLICT', state: request.state })
        if (note === request.note) return viewRequest(request)
        // A retry of the asking is compared with what was asked first.
        if ((await findRequestAlias(tx, id)) === undefined)
          await insertRequestAlias(tx, { id, request: id, note: request.note })
        await changeRequest(tx, id, { note })
        change.tell('request', request.appointment, id)
        return viewRequest({ ...request, note })
      }),

    withdraw: (who, id) =>
      commit(async (tx, change) => {
        const request = await lock(tx, who, id, 'withdraw a request')
        if (request.state === 'withdrawn') return viewRequest(request)
        if (!isOpen(request)) {
          throw new ChairsideError({ code: 'CONFLICT', state: request.state })
        }
        const withdrawn = await moveRequest(tx, change, request, 'withdrawn', { ended_at: change.now })
        change.fact(request.appointment, { kind: 'request-withdrawn', by: request.asker, request: id })
        const answer = request.transfer === null ? undefined : await findTransfer(tx, request.transfer)
        if (answer !== undefined) {
          const files = (await listFiles(tx, answer.id)).filter(isOnItsWay)
          await withdrawFiles(tx, change, { transfer: answer, files, by: request.asker, stop })
        }
        return viewRequest(withdrawn)
      }),
  }
}
