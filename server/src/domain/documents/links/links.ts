import { randomUUID } from 'node:crypto'
import { ChairsideError, type IssuedCode, type ShareLink, toInstant } from '@chairside/protocol'
import { dropAccesses } from '../../../records/access.ts'
import type { Db } from '../../../records/database.ts'
import { lockDocument, type StoredDocument } from '../../../records/document.ts'
import {
  changeLink,
  findCurrent,
  findLink,
  insertLink,
  listWithdrawn,
  lockLink,
} from '../../../records/link.ts'
import { findParticipant } from '../../../records/participant.ts'
import { areTogether } from '../../../records/present.ts'
import type { LinkRow } from '../../../records/tables-of-documents.ts'
import type { Change } from '../../events/commit.ts'
import type { Ground } from '../../events/ground.ts'
import { doneBy, type Identity, roleOf } from '../../people/identity.ts'
import type { Hints } from '../hint.ts'
import { readRights } from '../opening.ts'
import { requireEditable } from '../rights.ts'
import { withoutCode } from './code.ts'
import { keptOf, type LinkSecrets } from './secret.ts'
import { viewLink } from './share-link.ts'

/** The share links of documents. Each throws NOT_FOUND for those who may not edit the document. */
export interface Links {
  /**
   * Shares a document with a patient whose document it is: the same link again as long as it is shared, a new one after
   * a withdrawal. A link grants no right of its own. Throws NOT_READY or NOT_THEIRS.
   */
  share(who: Identity, document: string, patient: string): Promise<ShareLink>
  /** Ends a link and what it opened. A second call changes nothing. Throws NOT_FOUND if there was never one. */
  withdraw(who: Identity, document: string, patient: string): Promise<ShareLink>
  /** Undoes a withdrawal within `limits.restore`. Throws CONFLICT later, and when there is a newer link. */
  restore(who: Identity, id: string): Promise<ShareLink>
  /**
   * Makes a new access code, which is told this once; the one before and what it opened end. Throws CODE_NOT_NEEDED for
   * a normal document, CONFLICT for a withdrawn link.
   */
  issueCode(who: Identity, id: string): Promise<IssuedCode>
  /**
   * Lets the document open once without a code within `limits.unlock`. Only for its practitioner, and only while both are
   * connected to an appointment of theirs; else NOT_TOGETHER. Throws CODE_NOT_NEEDED and CONFLICT too.
   */
  unlock(who: Identity, id: string): Promise<ShareLink>
  /** A link as its practitioner sees it now. */
  view(link: LinkRow): ShareLink
}

/** What the rules of links share. */
export interface LinkParts {
  readonly hints: Hints
  readonly secrets: LinkSecrets
  /** The full address of the page of a link. */
  readonly linkAddress: (secret: string) => string
  /** Asks at once which running streams may go on. */
  readonly recheck: () => void
}

export function createLinks(
  { commit, clock, limits }: Ground,
  { hints, secrets, linkAddress, recheck }: LinkParts,
): Links {
  const view = (link: LinkRow): ShareLink =>
    viewLink(link, clock.now(), (one) => {
      const secret = secrets.recall(one)
      return secret === undefined ? undefined : linkAddress(secret)
    })

  /**
   * Locks the document of a link, for those who may share it with this patient. All who change links lock the document first,
   * then the link, and judge what they read after that.
   */
  const requireShareable = async (
    tx: Db,
    who: Identity,
    id: string,
    patient: string,
  ): Promise<StoredDocument> => {
    const locked = await lockDocument(tx, id)
    const document = await requireEditable(tx, who, id)
    if (roleOf(who) === 'staff' && who.kind === 'participant') {
      const registered = await findParticipant(tx, who.appointment, patient)
      if (registered?.role !== 'patient' || registered.erased) throw new ChairsideError('NOT_FOUND')
    }
    return { ...document, ...locked }
  }

  /** Locks a link and its document, for those who may share that. */
  const requireLink = async (
    tx: Db,
    who: Identity,
    id: string,
  ): Promise<{ link: LinkRow; document: StoredDocument }> => {
    const about = await findLink(tx, id)
    if (about === undefined) throw new ChairsideError('NOT_FOUND')
    const document = await requireShareable(tx, who, about.document, about.patient)
    const link = await lockLink(tx, id)
    if (link === undefined) throw new ChairsideError('NOT_FOUND')
    return { link, document }
  }

  const requireSensitive = ({ withdrawn_at }: LinkRow, { sensitivity }: StoredDocument): void => {
    if (withdrawn_at !== null) throw new ChairsideError({ code: 'CONFLICT', state: 'withdrawn' })
    if (sensitivity === 'normal') throw new ChairsideError('CODE_NOT_NEEDED')
  }

  /** Changes a link, keeps that in the audit and tells both sides. */
  const act = async (
    tx: Db,
    change: Change,
    {
      who,
      link,
      document,
      kind,
      fields,
    }: {
      who: Identity
      link: LinkRow
      document: StoredDocument
      kind: 'link-withdrawn' | 'link-restored' | 'code-issued' | 'document-unlocked'
      fields: Partial<LinkRow>
    },
  ): Promise<LinkRow> => {
    await changeLink(tx, link.id, fields)
    const about = { document: document.id, link: link.id, participant: link.patient }
    change.documentFact(document.id, { kind, ...doneBy(who), ...about })
    await hints.shared(tx, change, document, link.patient)
    return { ...link, ...fields }
  }

  return {
    view,

    share: (who, id, patient) =>
      commit(async (tx, change) => {
        const document = await requireShareable(tx, who, id, patient)
        if (document.state === 'receiving' || document.state === 'checking')
          throw new ChairsideError({ code: 'NOT_READY', retryAfter: 5 })
        if (document.state !== 'ready') throw new ChairsideError('NOT_FOUND')
        const rights = await readRights(tx, [id], [{ id: patient }], change.now)
        const answer = rights.answer({ id: patient }, document, 'open')
        if (!answer.may && (answer.why === 'not-attached' || answer.why === 'not-paid'))
          throw new ChairsideError('NOT_THEIRS')
        const current = await lockCurrent(tx, id, patient)
        if (current?.shared) return view(current)
        const fields = { shared: true, at: change.now }
        if (current === undefined) await insertLink(tx, newLink(id, patient, change.now, secrets))
        else await changeLink(tx, current.id, fields)
        const link = await lockCurrent(tx, id, patient)
        if (link === undefined) throw new ChairsideError('CONFLICT')
        const about = { document: id, link: link.id, participant: patient }
        change.documentFact(id, { kind: 'link-shared', ...doneBy(who), ...about })
        await hints.shared(tx, change, document, patient)
        return view(link)
      }),

    withdraw: (who, id, patient) =>
      commit(async (tx, change) => {
        const document = await requireShareable(tx, who, id, patient)
        const shared = await lockCurrent(tx, id, patient)
        if (shared === undefined || !shared.shared) {
          const [last] = await listWithdrawn(tx, id, patient)
          if (last === undefined) throw new ChairsideError('NOT_FOUND')
          return view(last)
        }
        await dropAccesses(tx, { link: shared.id })
        change.after(recheck)
        const fields = { withdrawn_at: change.now, unlocked_until: null }
        return view(await act(tx, change, { who, link: shared, document, kind: 'link-withdrawn', fields }))
      }),

    restore: (who, id) =>
      commit(async (tx, change) => {
        const { link, document } = await requireLink(tx, who, id)
        if (link.withdrawn_at === null) return view(link)
        const isLate = change.now - link.withdrawn_at > limits.restore
        if (isLate || document.state !== 'ready' || (await findCurrent(tx, link.document, link.patient)))
          throw new ChairsideError({ code: 'CONFLICT', state: 'withdrawn' })
        const fields = { withdrawn_at: null }
        return view(await act(tx, change, { who, link, document, kind: 'link-restored', fields }))
      }),

    issueCode: (who, id) =>
      commit(async (tx, change) => {
        const { link, document } = await requireLink(tx, who, id)
        requireSensitive(link, document)
        const { code, kept } = secrets.makeCode(id)
        const until = change.now + limits.code
        const fields = { ...withoutCode, code: kept, code_at: change.now, code_until: until }
        await dropAccesses(tx, { link: id })
        change.after(recheck)
        await act(tx, change, { who, link, document, kind: 'code-issued', fields })
        return { code, expiresAt: toInstant(until) }
      }),

    unlock: (who, id) =>
      commit(async (tx, change) => {
        const { link, document } = await requireLink(tx, who, id)
        if (roleOf(who) !== 'practitioner') throw new ChairsideError('NOT_FOUND')
        requireSensitive(link, document)
        if (!(await areTogether(tx, document.practitioner, link.patient)))
          throw new ChairsideError('NOT_TOGETHER')
        const fields = { unlocked_until: change.now + limits.unlock }
        return view(await act(tx, change, { who, link, document, kind: 'document-unlocked', fields }))
      }),
  }
}

/** Locks the link of a document for a patient that is not withdrawn. The document must be locked. */
export async function lockCurrent(tx: Db, document: string, patient: string): Promise<LinkRow | undefined> {
  const current = await findCurrent(tx, document, patient)
  return current && lockLink(tx, current.id)
}

/** A new shared link of a document for a patient, without a code. */
export function newLink(document: string, patient: string, at: number, secrets: LinkSecrets): LinkRow {
  const id = randomUUID()
  const secret = keptOf(secrets.of(id))
  return { id, document, patient, secret, shared: true, at, withdrawn_at: null, ...withoutCode }
}
