import { setImmediate } from 'node:timers/promises'
import {
  type AuditEntry,
  ChairsideError,
  type EarlierPage,
  type ExportedEntry,
  type Instant,
  type Snapshot,
} from '@chairside/protocol'
import { findDocument } from '../records/document.ts'
import { listAttended } from '../records/present.ts'
import { exportAudit, readAudit, readDocumentAudit } from './events/audit.ts'
import type { Ground } from './events/ground.ts'
import { type Identity, personOf } from './people/identity.ts'
import { admit } from './people/participant.ts'
import { type Look, seeAppointment, seeEarlier } from './snapshot.ts'

/** The queries of the domain, which change nothing. */
export interface Reading {
  /** Throws NOT_FOUND unless `who` is registered in the appointment. */
  admit(who: Identity, appointment: string): Promise<void>
  snapshot(who: Identity, appointment: string): Promise<Snapshot>
  /** What is over and older than the transfer or request `before`. Throws NOT_FOUND if there is no such item for `who`. */
  earlier(who: Identity, appointment: string, before: string): Promise<EarlierPage>
  /** The practitioner's appointments in which a patient is waiting or in the call. */
  desk(who: Identity): Promise<Snapshot[]>
  audit(appointment: string): Promise<AsyncIterable<AuditEntry>>
  /** Throws NOT_FOUND. */
  documentAudit(document: string): Promise<AsyncIterable<AuditEntry>>
  /** All audits in one, oldest entry first. Throws BAD_REQUEST when `since` is no instant. */
  auditSince(since: Instant | undefined): AsyncIterable<ExportedEntry>
  /** Throws when the records cannot be reached. */
  probe(): Promise<void>
}

export function createReading({ records }: Ground, look: Look): Reading {
  const turns = new Map<string, Promise<void>>()
  /** One person's large answers are read one after the other, whatever the transport. In between, others get theirs. */
  const inTurn = <Result>(who: Identity, read: () => Promise<Result>): Promise<Result> => {
    const person = personOf(who)
    const mine = (turns.get(person) ?? Promise.resolve()).then(read)
    const over = mine.then(
      () => setImmediate(),
      () => setImmediate(),
    )
    turns.set(person, over)
    void over.then(() => {
      if (turns.get(person) === over) turns.delete(person)
    })
    return mine
  }

  /** In one transaction, so that the snapshot and its revision match. */
  const see = (who: Identity, appointment: string): Promise<Snapshot> =>
    records.read(async (tx) => seeAppointment(tx, await admit(tx, who, appointment), look))

  return {
    admit: async (who, appointment) => {
      await admit(records.db, who, appointment)
    },
    snapshot: (who, appointment) => inTurn(who, () => see(who, appointment)),
    earlier: (who, appointment, before) =>
      inTurn(who, () =>
        records.read(async (tx) => seeEarlier(tx, await admit(tx, who, appointment), before, look)),
      ),
    desk: (who) =>
      inTurn(who, async () => {
        const snapshots: Snapshot[] = []
        // Each in a transaction of its own: a practitioner may have many appointments with a long history.
        for (const id of await listAttended(records.db, who.id)) {
          const snapshot = await see(who, id).catch(unlessGone)
          if (snapshot !== undefined) snapshots.push(snapshot)
          await setImmediate()
        }
        return snapshots
      }),
    audit: (appointment) => readAudit(records, appointment),
    documentAudit: async (document) => {
      if ((await findDocument(records.db, document)) === undefined) throw new ChairsideError('NOT_FOUND')
      return readDocumentAudit(records, document)
    },
    auditSince: (since) => exportAudit(records, since),
    probe: async () => {
      await records.db.selectFrom('appointments').select('id').limit(1).execute()
    },
  }
}

/** Undefined for an appointment that was erased, or lost its practitioner, since it was listed. */
function unlessGone(error: unknown): undefined {
  if (!(error instanceof ChairsideError && error.code === 'NOT_FOUND')) throw error
}
