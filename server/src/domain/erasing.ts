import { setImmediate } from 'node:timers/promises'
import { ChairsideError, type Erasure, type FileState } from '@chairside/protocol'
import { findAppointment, lockAppointment, lockAppointments } from '../records/appointment.ts'
import { hasAttachments } from '../records/attachment.ts'
import { dropOtherEntries } from '../records/audit.ts'
import { dropConnectionsOf } from '../records/connection.ts'
import type { Db } from '../records/database.ts'
import {
  dropAppointment,
  dropEndedDocuments,
  dropErasure,
  type Erased,
  insertErasure,
  keepNames,
  listAppointmentsOf,
  listErasures,
  listOutdated,
  listStored,
  listUnblanked,
  listUnnamed,
  markBlanked,
  revokeAll,
} from '../records/erasure.ts'
import { findParticipant, listParticipants } from '../records/participant.ts'
import { listKeptIn } from '../records/profile.ts'
import { dropTicketsOf } from '../records/ticket.ts'
import { blankNames, type Exchange } from '../records/words.ts'
import type { Announcer } from '../seams.ts'
import { day, hour } from '../time.ts'
import type { Bytes } from './bytes/bytes.ts'
import { fromAddress } from './events/audit.ts'
import type { Change } from './events/commit.ts'
import type { Ground } from './events/ground.ts'
import { type AppointmentPart, endAppointment } from './people/ending.ts'
import { unknownId } from './people/unknown.ts'

/**
 * Erases: ends rights, then removes bytes and blanks words (names of people and files, notes, reasons), and takes the
 * words out of the files of the records. A second call changes nothing, and tells what is still open.
 */
export interface Erasing {
  /** Erases an appointment, and ends it. Throws NOT_FOUND. Here and below, `address` is the backend's IP address. */
  appointment(id: string, address?: string): Promise<Erasure>
  /** Erases a person, and what was exchanged with them, in every appointment. Throws NOT_FOUND. */
  person(sub: string, address?: string): Promise<Erasure>
  /** Finishes begun erasures, blanks the words whose retention is over, and drops outdated appointments. */
  once(): Promise<void>
}

/** What is erased of documents. */
export interface ErasingDocuments {
  /** Takes what is attached to an appointment. */
  eraseSession(tx: Db, appointment: string): Promise<void>
  /** Forgets what a person has of documents apart from a library; gives whether there was anything, or there is one. */
  forgetPerson(tx: Db, person: string): Promise<boolean>
  /** Deletes some of a person's library and of what was kept of their files; gives whether there may be more. */
  eraseSome(tx: Db, change: Change, person: string): Promise<boolean>
}

/** How many appointments one sweep blanks, and how many it drops: after an update there may be years of them. */
const page = 200

/** At how many appointments whose names stayed one sweep looks: whether that still has a reason. */
const looks = 500

/** The states in which a file's bytes are here or may still come. */
const undone: readonly FileState[] = ['offered', 'receiving', 'checking', 'ready', 'downloaded']

export function createErasing(
  { records, commit, clock, limits, log }: Ground,
  {
    announcer,
    parts,
    bytes: { uploads, removal, recheck },
    documents,
    retentionHours,
    auditDays,
  }: {
    announcer: Announcer
    /** What goes on in an appointment. */
    parts: readonly AppointmentPart[]
    bytes: Bytes
    documents: ErasingDocuments
    retentionHours: number
    auditDays: number
  },
): Erasing {
  /** Whether blanked words may still lie in the files of the records. True at first: a process before may have left some. */
  let owed = true
  /** The last appointment at which a sweep has looked because its names stayed; the next one goes on behind it. */
  let lookedAt = ''

  const forget = async (): Promise<void> => {
    if (!owed) return
    owed = false
    try {
      if (!(await records.forget())) owed = true
    } catch (error) {
      owed = true
      log.error({ err: error }, 'the files of the records may still hold blanked words')
    }
  }

  /**
   * Whose names stay because of what is on a profile: it and its link say who it is from, and the practitioner finds it by
   * its patient.
   */
  const keptBy = async (tx: Db, { appointment, person }: Exchange): Promise<string[]> => {
    if (person !== undefined) return []
    const patients = await listKeptIn(tx, appointment)
    return [...new Set(patients.flatMap(({ id, practitioner }) => [id, practitioner]))]
  }

  /** Blanks the words of an exchange and takes its bytes from it; gives whether anything was blanked. */
  const blank = async (tx: Db, change: Change, exchange: Exchange): Promise<boolean> => {
    owed = true
    // The practitioner and the patients find what is attached by the names and the title of the appointment.
    const stay = exchange.person === undefined && (await hasAttachments(tx, exchange.appointment))
    if (stay) await keepNames(tx, exchange.appointment)
    let found = !stay && (await blankNames(tx, exchange, await keptBy(tx, exchange))) > 0
    if (found) change.tell('appointment', exchange.appointment, exchange.appointment)
    for (const one of parts) found = (await one.erased(tx, change, exchange)) || found
    return found
  }

  /** Closes the connections of a person who has no rights in an appointment any more. */
  const closeOf = (id: string, person: string): void =>
    announcer.goodbye(id, person, new ChairsideError('NOT_FOUND').toWire())

  /** Sends the pages of people who lose their rights a last event, and closes their connections. */
  const dismiss = async (tx: Db, change: Change, id: string, people: readonly string[]): Promise<void> => {
    await dropConnectionsOf(tx, id, people)
    for (const me of await listParticipants(tx, id)) {
      if (!people.includes(me.id)) continue
      change.parting(id, me.id)
      change.after(
        () => {
          closeOf(id, me.id)
          if (me.role === 'practitioner')
            announcer.toDesk(me.id, { name: 'gone', payload: { appointment: id } })
        },
        async (db) => (await findParticipant(db, id, me.id))?.erased !== false,
      )
    }
  }

  /** Erases what a person without rights was part of in one appointment. */
  const leave = (id: string, person: string): Promise<void> =>
    commit(async (tx, change) => {
      await lockAppointment(tx, id)
      const row = await findAppointment(tx, id)
      if (row === undefined) return
      if (row.practitioner === person) await endAppointment(tx, change, id, parts)
      for (const one of parts) await one.left(tx, change, { appointment: id, id: person })
      await blank(tx, change, { appointment: id, person })
      await dismiss(tx, change, id, [person])
    })

  const leaveAll = async (person: string): Promise<void> => {
    for (const { id, blank } of await listAppointmentsOf(records.db, person))
      if (!blank) await leave(id, person)
    for (let more = true; more; ) {
      owed = true
      more = await commit((tx, change) => documents.eraseSome(tx, change, person))
      // Where commits do not wait for the disk, nothing else would let others have a turn.
      await setImmediate()
    }
    await dropErasure(records.db, person)
  }

  /** Logs a failure, so that the rest goes on; the next sweep tries it again. */
  const attempt = async (what: object, work: () => Promise<unknown>): Promise<void> => {
    try {
      await work()
    } catch (error) {
      log.error({ err: error, ...what }, 'something could not be erased yet')
    }
  }

  /** Waits until the bytes are gone, at most `limits.eraseWait`; gives what is still open. */
  const finish = async (erased: Erased): Promise<Erasure> => {
    const remove = async (): Promise<void> => {
      await recheck()
      const stored = await listStored(records.db, erased)
      await Promise.all(stored.map(({ upload }) => uploads.stop(upload, new ChairsideError('EXPIRED'))))
      for (const { key } of stored) removal.soon(key)
      await removal.settle()
    }
    const { promise: late, resolve } = Promise.withResolvers<void>()
    const cancel = clock.after(limits.eraseWait, resolve)
    await Promise.race([attempt({}, remove), late])
    cancel()
    await forget()
    const contents = (await listStored(records.db, erased)).length
    return { state: contents === 0 && !owed ? 'erased' : 'erasing', open: { contents, words: owed } }
  }

  return {
    appointment: async (id, address) => {
      await commit(async (tx, change) => {
        await lockAppointment(tx, id)
        await endAppointment(tx, change, id, parts, address)
        if ((await findAppointment(tx, id)) === undefined) throw unknownId('appointment', id)
        await documents.eraseSession(tx, id)
        await blank(tx, change, { appointment: id })
        await markBlanked(tx, id, change.now)
        await dropTicketsOf(tx, { appointment: id })
        const people = await revokeAll(tx, { appointment: id })
        if (people.length > 0) {
          change.fact(id, { kind: 'appointment-erased', ...fromAddress(address) })
          change.after(() => log.info({ appointment: id, ...fromAddress(address) }, 'appointment-erased'))
        }
        await dismiss(tx, change, id, people)
      })
      return finish({ appointment: id })
    },
    person: async (sub, address) => {
      await commit(async (tx, change) => {
        const all = await listAppointmentsOf(tx, sub)
        await lockAppointments(
          tx,
          all.map(({ id }) => id),
        )
        const known = await documents.forgetPerson(tx, sub)
        if (all.length === 0 && !known) throw new ChairsideError('NOT_FOUND')
        for (const { id, blank } of all) if (blank) change.after(() => closeOf(id, sub))
        await insertErasure(tx, sub, change.now)
        if ((await revokeAll(tx, { person: sub })).length > 0) {
          const fact = { kind: 'person-erased', participant: sub, ...fromAddress(address) } as const
          for (const { id } of all) change.fact(id, fact)
          change.after(() => log.info({ sub, ...fromAddress(address) }, fact.kind))
        }
        await dropTicketsOf(tx, { person: sub })
      })
      await recheck()
      await leaveAll(sub)
      return finish({ person: sub })
    },
    once: async () => {
      const now = clock.now()
      const unkept = { end: now - retentionHours * hour, without: undone, limit: page }
      for (const person of await listErasures(records.db))
        await attempt({}, async () => {
          await leaveAll(person)
          for (const { key } of await listStored(records.db, { person })) removal.soon(key)
        })
      for (const id of await listUnblanked(records.db, unkept))
        await attempt({ appointment: id }, () =>
          commit(async (tx, change) => {
            await lockAppointment(tx, id)
            if (!(await markBlanked(tx, id, change.now))) return
            await blank(tx, change, { appointment: id })
            change.fact(id, { kind: 'appointment-blanked' })
          }),
        )
      const unnamed = await listUnnamed(records.db, lookedAt, looks)
      lookedAt = unnamed.last
      for (const id of unnamed.ids)
        await attempt({ appointment: id }, () =>
          commit(async (tx, change) => {
            owed = true
            await lockAppointment(tx, id)
            const exchange = { appointment: id }
            const kept = await keptBy(tx, exchange)
            if ((await blankNames(tx, exchange, kept)) > 0) change.tell('appointment', id, id)
          }),
        )
      await attempt({}, async () => {
        const dropped = await records.write((tx) => dropEndedDocuments(tx, now - auditDays * day, page))
        if (dropped > 0) owed = true
      })
      for (const id of await listOutdated(records.db, now - auditDays * day, page))
        await attempt({ appointment: id }, () => records.write((tx) => dropAppointment(tx, id)))
      await attempt({}, () => records.write((tx) => dropOtherEntries(tx, now - auditDays * day)))
      await forget()
    },
  }
}
