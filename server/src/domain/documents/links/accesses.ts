import { type Access, ChairsideError, type Instant, type Ticket, type TicketUse } from '@chairside/protocol'
import {
  dropAccesses,
  dropEndedAccesses,
  dropOldProofs,
  findAccess,
  prolongAccess,
  saveProof,
} from '../../../records/access.ts'
import type { Db } from '../../../records/database.ts'
import { findDocument, lockDocument, type StoredDocument } from '../../../records/document.ts'
import type { AccessRow } from '../../../records/tables-of-documents.ts'
import { saveView } from '../../../records/view.ts'
import type { Downloads } from '../../bytes/download.ts'
import { fromAddress } from '../../events/audit.ts'
import type { Change } from '../../events/commit.ts'
import type { Ground } from '../../events/ground.ts'
import type { Identity } from '../../people/identity.ts'
import type { Hints } from '../hint.ts'
import { keepOpenings } from '../keep-openings.ts'
import { readRights } from '../opening.ts'
import { documentKind } from '../owner.ts'
import { viewAccess } from './access-view.ts'
import { createAccessWaits } from './access-waits.ts'
import { type Proven, readProof } from './proof.ts'

/** The identity of a page with an access session. */
export type AccessIdentity = Extract<Identity, { kind: 'access' }>

/** Access sessions: the right of one page to one document. Each throws ACCESS_ENDED once it is over. */
export interface Accesses {
  /**
   * Who makes a request that a proof comes with. Each proof serves once. `known` is called before anything is written; what it
   * throws is thrown.
   */
  identify(proof: string, request: Proven, known: (who: AccessIdentity) => void): Promise<AccessIdentity>
  /** Throws SAVING_NOT_ALLOWED for a download of what may only be viewed. */
  ticket(who: AccessIdentity, use: TicketUse, address: string | undefined): Promise<Ticket>
  /**
   * Lets it last `limits.access` from now on, at most `limits.accessMost` from its opening. Changes nothing while more than
   * half of that time, and more than `limits.stay`, is left.
   */
  stay(who: AccessIdentity, address: string | undefined): Promise<Access>
  /** The patient has seen the first page. A second call changes nothing. */
  viewed(who: AccessIdentity, address: string | undefined): Promise<void>
  close(who: AccessIdentity, address: string | undefined): Promise<void>
  /**
   * Gives it as soon as it ends at another instant than `expiresAt`, at the latest after `limits.snapshotWait`; at once
   * without `expiresAt`. Throws as soon as it is over; also RATE_LIMITED, SHUTTING_DOWN and the reason of `gone`.
   */
  wait(who: AccessIdentity, expiresAt: Instant | undefined, gone: AbortSignal): Promise<Access>
  /** Drops those whose time is over, and proofs that are too old to be sent again. */
  dropEnded(): Promise<void>
  /** Ends every wait. */
  drain(): Promise<void>
}

const ended = (): ChairsideError => new ChairsideError('ACCESS_ENDED')

export function createAccesses(
  ground: Ground,
  {
    hints,
    downloads,
    recheck,
    saves,
  }: {
    hints: Hints
    downloads: Pick<Downloads, 'ticket'>
    /** Asks at once which running streams may go on. */
    recheck: () => void
    saves: (sensitive: boolean) => boolean
  },
): Accesses {
  const { records, commit, clock, limits } = ground

  /** The session and its document, while the patient may open it. */
  const find = async (
    db: Db,
    who: AccessIdentity,
    now: number,
  ): Promise<{ row: AccessRow; document: StoredDocument }> => {
    const row = await findAccess(db, who.access)
    const document = row && (await findDocument(db, row.document))
    if (row === undefined || document === undefined) throw ended()
    const rights = await readRights(db, [document.id], [who], now)
    if (!rights.answer(who, document).may) throw ended()
    return { row, document }
  }

  /** Like `find`, with the document locked. */
  const lock = async (tx: Db, who: AccessIdentity, now: number) => {
    const known = await findAccess(tx, who.access)
    if (known !== undefined) await lockDocument(tx, known.document)
    return find(tx, who, now)
  }

  const see = async (who: AccessIdentity): Promise<Access> => {
    const now = clock.now()
    const { row, document } = await find(records.db, who, now)
    return viewAccess(records.db, row, document, { now, saves })
  }

  const waits = createAccessWaits(ground, { see })

  /** Keeps in the audit what a page did. */
  const note = (
    change: Change,
    { id, document, patient, link, way }: AccessRow,
    kind: 'access-stayed' | 'access-closed' | 'document-viewed',
    address: string | undefined,
  ): void => {
    const about = { document, access: id, participant: patient, ...(link !== null && { link }) }
    const by = kind === 'document-viewed' ? { by: patient, way } : {}
    change.documentFact(document, { kind, ...by, ...about, ...fromAddress(address) })
  }

  return {
    identify: async (proof, request, known) => {
      const row = await findAccess(records.db, request.access)
      const now = clock.now()
      if (row === undefined || now >= row.expires_at) throw ended()
      const nonce = await readProof(proof, request, { key: row.key, now, within: limits.proof })
      if (nonce === undefined) throw ended()
      const who: AccessIdentity = {
        kind: 'access',
        id: row.patient,
        access: row.id,
        expiresAt: row.expires_at,
      }
      known(who)
      if (!(await saveProof(records.db, row.id, nonce, now))) throw ended()
      return who
    },

    ticket: async (who, use, address) => {
      const { document } = await find(records.db, who, clock.now())
      if (use === 'download' && !saves(document.sensitivity === 'sensitive'))
        throw new ChairsideError('SAVING_NOT_ALLOWED')
      return downloads.ticket({ who, owner: documentKind, id: document.id, use }, address)
    },

    stay: async (who, address) => {
      await commit(async (tx, change) => {
        const { row } = await lock(tx, who, change.now)
        if (row.expires_at - change.now > Math.max(limits.access / 2, limits.stay)) return
        const until = Math.min(change.now + limits.access, row.most_until)
        if (until <= row.expires_at) return
        await prolongAccess(tx, row.id, until)
        note(change, row, 'access-stayed', address)
      })
      return see(who)
    },

    viewed: (who, address) =>
      commit(async (tx, change) => {
        const { row, document } = await lock(tx, who, change.now)
        const { id, patient, way, device } = row
        if (!(await saveView(tx, { id, document: document.id, patient, way, device, at: change.now }))) return
        note(change, row, 'document-viewed', address)
        await keepOpenings(tx, change, { documents: [document], who, hints })
        await hints.shared(tx, change, document, patient)
      }),

    close: (who, address) =>
      commit(async (tx, change) => {
        const { row } = await lock(tx, who, change.now)
        await dropAccesses(tx, { ids: [row.id] })
        note(change, row, 'access-closed', address)
        change.after(recheck)
      }),

    wait: waits.wait,

    dropEnded: async () => {
      const page = limits.accessPage
      while ((await dropEndedAccesses(records.db, clock.now(), page)) === page);
      // A proof may say that it is made as far ahead of the server's clock as it may be old.
      while ((await dropOldProofs(records.db, clock.now() - 2 * limits.proof, page)) === page);
    },

    drain: waits.close,
  }
}
