import { randomUUID } from 'node:crypto'
import {
  type Access,
  ChairsideError,
  type DocumentOpening,
  type LinkAsking,
  type LinkOpening,
  type Problem,
  type ViewDevice,
  type ViewWay,
} from '@chairside/protocol'
import { insertAccess } from '../../../records/access.ts'
import type { Db } from '../../../records/database.ts'
import { lockDocument } from '../../../records/document.ts'
import { changeLink, insertLink, listWithdrawn, lockLink } from '../../../records/link.ts'
import type { LinkRow } from '../../../records/tables-of-documents.ts'
import { fromAddress } from '../../events/audit.ts'
import type { Change } from '../../events/commit.ts'
import type { Ground } from '../../events/ground.ts'
import type { Identity } from '../../people/identity.ts'
import { refusalOf } from '../opening.ts'
import { viewAccess } from './access-view.ts'
import { type Attempt, askedIn, judgeAttempt, readTyped, secondsUntil, usedUp } from './code.ts'
import { type LinkParts, lockCurrent, newLink } from './links.ts'
import { type FoundDocument, findByLink, findOwn, type Known } from './look.ts'
import { thumbprintOf } from './proof.ts'

/** Where a request of a patient comes from. */
export interface From {
  /** The IP address, if it is known. */
  readonly address: string | undefined
  readonly device: ViewDevice
}

/** Opens documents for patients: the act of a person. */
export interface Openings {
  /**
   * Begins an access session for the document of a link. Throws LINK_GONE, NOT_YET, DOCUMENT_EXPIRED, and for a sensitive
   * one CODE_NEEDED, CODE_WRONG, CODE_WAIT, CODE_USED, CODE_USED_UP or CODE_EXPIRED.
   */
  link(opening: LinkOpening, from: From, known: Known): Promise<Access>
  /** The same for the patient whom a token names; throws NOT_FOUND for what is not theirs. */
  document(who: Identity, id: string, opening: DocumentOpening, from: From): Promise<Access>
  /**
   * Tells the practitioner that the patient has no code for a link. The page whose key it says is the one for which the
   * document may be unlocked. Throws LINK_GONE.
   */
  askByLink(asking: LinkAsking, from: Pick<From, 'address'>, known: Known): Promise<void>
  /** The same for a document of the patient whom a token names. Throws NOT_FOUND. */
  askFor(who: Identity, id: string, from: Pick<From, 'address'>): Promise<void>
}

/** A document as its patient finds it, by a link or by their own token. */
interface Opened extends FoundDocument {
  readonly link: LinkRow | undefined
  readonly patient: string
  readonly by: 'link' | 'files'
}

/** Finds what a link or a token names. */
type Find = (db: Db, now: number, known?: Known) => Promise<Opened>

/** How an attempt ended. A refusal is a value: what it counts must be committed. */
type Outcome = { readonly access: Access } | { readonly refused: Problem }

export function createOpenings(
  { records, commit, clock, limits }: Ground,
  { hints, secrets, saves }: LinkParts & { readonly saves: (sensitive: boolean) => boolean },
): Openings {
  const judge = (link: LinkRow, attempt: Attempt, now: number) =>
    judgeAttempt(link, attempt, { now, limits, isCode: (typed) => secrets.isCode(link, typed) })

  /** Throws where a transaction would change nothing, so that a flood of such attempts costs reads alone. */
  const refuseIdle = ({ answer, locked, link }: Opened, attempt: Attempt): void => {
    if (!answer.may) throw refusalOf(answer)
    if (!locked) return
    if (link === undefined)
      throw new ChairsideError(attempt.typed === undefined ? 'CODE_NEEDED' : 'CODE_EXPIRED')
    if (isTried(attempt) && link.asked_key !== attempt.key) return
    const verdict = judge(link, attempt, clock.now())
    if (verdict.is === 'refused') throw new ChairsideError(verdict.problem)
  }

  /** Begins an access session. */
  const begin = async (
    tx: Db,
    change: Change,
    { document, link, patient }: Opened,
    { key, way, from }: { key: string; way: ViewWay; from: From },
  ): Promise<Outcome> => {
    const { now } = change
    const row = {
      id: randomUUID(),
      link: link?.id ?? null,
      document: document.id,
      patient,
      key,
      way,
      device: from.device,
      at: now,
      expires_at: now + limits.access,
      most_until: now + limits.accessMost,
    }
    await insertAccess(tx, row)
    change.documentFact(document.id, {
      kind: 'access-opened',
      document: document.id,
      participant: patient,
      ...(link && { link: link.id }),
      access: row.id,
      way,
      ...fromAddress(from.address),
    })
    return { access: await viewAccess(tx, row, document, { now, saves }) }
  }

  /** Judges what was typed for a locked document. The link is locked, so that two attempts are judged in turn. */
  const attemptLocked = async (
    tx: Db,
    change: Change,
    opened: Opened,
    attempt: Attempt,
    from: From,
  ): Promise<Outcome> => {
    const { now } = change
    const found = opened.link && (await lockLink(tx, opened.link.id))
    if (found === undefined || found.withdrawn_at !== null)
      return { refused: { code: opened.by === 'link' ? 'LINK_GONE' : 'CODE_EXPIRED' } }
    const asked = isTried(attempt) ? askedIn(found, attempt.key) : {}
    if (asked.asked_key !== undefined) await changeLink(tx, found.id, asked)
    const link = { ...found, ...asked }
    if (asked.unlocked_until === null) await hints.shared(tx, change, opened.document, opened.patient)
    const verdict = judge(link, attempt, now)
    const { document, patient } = opened
    const about = { document: document.id, participant: patient, link: link.id }
    const wrong = (code: 'CODE_WRONG' | 'CODE_USED' | 'CODE_USED_UP'): Promise<void> => {
      const kind = code === 'CODE_USED_UP' ? 'code-used-up' : 'code-wrong'
      change.documentFact(document.id, { kind, ...about, code, ...fromAddress(from.address) })
      return hints.shared(tx, change, document, patient)
    }
    switch (verdict.is) {
      case 'refused':
        return { refused: verdict.problem }
      case 'unlocked':
        await changeLink(tx, link.id, { unlocked_until: null, wanted_at: null, asked_key: null })
        await hints.shared(tx, change, document, patient)
        return begin(tx, change, { ...opened, link }, { key: attempt.key, way: 'unlocked', from })
      case 'right':
        await changeLink(tx, link.id, {
          ...{ code_key: attempt.key, code_used_at: link.code_used_at ?? now },
          ...{ wrong: 0, wrong_at: null, waits_until: null, wanted_at: null },
        })
        await hints.shared(tx, change, document, patient)
        return begin(
          tx,
          change,
          { ...opened, link },
          { key: attempt.key, way: opened.by === 'link' ? 'link-and-code' : 'files-and-code', from },
        )
      case 'elsewhere':
        // It guesses nothing, so it does not count; the practitioner sees that the code was passed on.
        if (link.wrong_at === null || now - link.wrong_at > limits.refusalWindow) {
          await changeLink(tx, link.id, { wrong_at: now })
          await wrong('CODE_USED')
        }
        return { refused: { code: 'CODE_USED' } }
      case 'wrong': {
        const { wrong: count, waitsUntil } = verdict
        const counted = { wrong: count, wrong_at: now }
        if (waitsUntil === undefined) {
          await changeLink(tx, link.id, { ...counted, code: null, used_up_at: now, waits_until: null })
          await wrong('CODE_USED_UP')
          return { refused: usedUp(limits) }
        }
        await changeLink(tx, link.id, { ...counted, waits_until: waitsUntil })
        await wrong('CODE_WRONG')
        const retryAfter = secondsUntil(waitsUntil, now)
        return { refused: { code: 'CODE_WRONG', limit: limits.wrongCodes, actual: count, retryAfter } }
      }
    }
  }

  /** Opens what `find` finds: once to refuse what costs nothing, and again inside the transaction. */
  const open = async (
    find: Find,
    { code, key }: DocumentOpening,
    from: From,
    known?: Known,
  ): Promise<Access> => {
    const before = await find(records.db, clock.now(), known)
    const attempt = { typed: code, key: await thumbprintOf(key), by: before.by }
    refuseIdle(before, attempt)
    const outcome = await commit(async (tx, change): Promise<Outcome> => {
      await lockDocument(tx, before.document.id)
      const opened = await find(tx, change.now)
      if (!opened.answer.may) throw refusalOf(opened.answer)
      if (opened.locked) return attemptLocked(tx, change, opened, attempt, from)
      // By their own token, a link has nothing to do with it.
      const plain = opened.by === 'link' ? opened : { ...opened, link: undefined }
      return begin(tx, change, plain, { key: attempt.key, way: opened.by, from })
    })
    if ('refused' in outcome) throw new ChairsideError(outcome.refused)
    return outcome.access
  }

  const byLink =
    (secret: string): Find =>
    async (db, now, known) => {
      const found = await findByLink(db, secret, now, known)
      return { ...found, patient: found.link.patient, by: 'link' }
    }
  const byToken =
    (who: Identity, id: string): Find =>
    async (db, now) => ({ ...(await findOwn(db, who, id, now)), patient: who.id, by: 'files' })

  /** Keeps that a code is wanted, once until a new one is made, and in which page of the link. */
  const want = (find: Find, id: string, { address }: Pick<From, 'address'>, key?: string) =>
    commit(async (tx, change) => {
      await lockDocument(tx, id)
      const opened = await find(tx, change.now)
      const { document, patient, locked } = opened
      if (!locked) return
      // It is noted where the practitioner sees it; what they withdrew stays so.
      const [withdrawn] = opened.link ? [] : await listWithdrawn(tx, document.id, patient)
      const known = opened.link ?? withdrawn
      // Without a link one is made that carries the code, and opens nothing.
      if (known === undefined)
        await insertLink(tx, { ...newLink(document.id, patient, change.now, secrets), shared: false })
      const link =
        known === undefined ? await lockCurrent(tx, document.id, patient) : await lockLink(tx, known.id)
      if (link === undefined) return
      const asked = askedIn(link, key)
      const isNew = link.wanted_at === null
      if (!isNew && asked.asked_key === undefined) return
      await changeLink(tx, link.id, { ...asked, wanted_at: link.wanted_at ?? change.now })
      if (asked.unlocked_until === null) await hints.shared(tx, change, document, patient)
      if (!isNew) return
      const about = { document: document.id, participant: patient, link: link.id }
      change.documentFact(document.id, { kind: 'code-asked', ...about, ...fromAddress(address) })
      await hints.shared(tx, change, document, patient)
    })

  return {
    link: ({ secret, ...opening }, from, known) => open(byLink(secret), opening, from, known),
    document: (who, id, opening, from) => open(byToken(who, id), opening, from),
    askByLink: async ({ secret, key }, from, known) => {
      // Before the transaction, so that unknown links cost one read.
      const { document, locked, link } = await byLink(secret)(records.db, clock.now(), known)
      const thumbprint = key && (await thumbprintOf(key))
      const isNew = !link?.wanted_at || (thumbprint !== undefined && link.asked_key !== thumbprint)
      if (locked && isNew) await want(byLink(secret), document.id, from, thumbprint)
    },
    askFor: (who, id, from) => want(byToken(who, id), id, from),
  }
}

/** Whether a person typed a code in the page of a link: the same as asking there. */
const isTried = ({ typed = '', by }: Attempt): boolean => by === 'link' && readTyped(typed) !== ''
