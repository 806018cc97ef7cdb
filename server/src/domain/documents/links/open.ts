import { randomUUID } from 'node:crypto'
import {
  type Access,
  ChairsideError,
  type DocumentOpening,
  type ErrorCode,
  type LinkAsking,
  type LinkOpening,
  type Problem,
  type ViewDevice,
  type ViewWay,
} from '@chairside/protocol'
import { dropAccesses, insertAccess, listOpenAccesses } from '../../../records/access.ts'
import type { Db } from '../../../records/database.ts'
import { lockDocument } from '../../../records/document.ts'
import { changeLink, findLinkBySecret, insertLink, listWithdrawn, lockLink } from '../../../records/link.ts'
import type { AccessRow, LinkRow } from '../../../records/tables-of-documents.ts'
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
import { createRefusedTries } from './refused-tries.ts'
import { keptOf } from './secret.ts'

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
  /** Resolves when what was refused is in the audit. */
  close(): Promise<void>
}

/** A document as its patient finds it, by a link or by their own token. */
interface Opened extends FoundDocument {
  readonly link: LinkRow | undefined
  readonly patient: string
  readonly by: 'link' | 'files'
}

/** Finds what a link or a token names. */
type Find = (db: Db, now: number, known?: Known) => Promise<Opened>

/**
 * How an attempt ended. A refusal is a value: what it counts must be committed. `judged`: the audit has it as what was typed.
 */
type Outcome = { readonly access: Access } | { readonly refused: Problem; readonly judged?: true }

/** The refusals of a try that are kept in the audit although nothing was compared. */
const idle: ReadonlySet<ErrorCode> = new Set([
  'CODE_WAIT',
  'CODE_EXPIRED',
  'CODE_USED_UP',
  'DOCUMENT_EXPIRED',
])

export function createOpenings(
  ground: Ground,
  { hints, secrets, recheck, saves }: LinkParts & { readonly saves: (sensitive: boolean) => boolean },
): Openings {
  const { records, commit, clock, limits } = ground
  const tries = createRefusedTries(ground)
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

  /** The access sessions that are open by the same link, or in the patient's own pages. */
  const openBeside = async (
    db: Db,
    { document, link, patient }: Opened,
    now: number,
  ): Promise<AccessRow[]> => {
    const id = link?.id ?? null
    return (await listOpenAccesses(db, document.id, patient, now)).filter((one) => one.link === id)
  }

  /** Begins an access session; the oldest ones of the link end where there would be too many. */
  const begin = async (
    tx: Db,
    change: Change,
    opened: Opened,
    { key, way, from }: { key: string; way: ViewWay; from: From },
  ): Promise<Outcome> => {
    const { document, link, patient } = opened
    const { now } = change
    const beside = await openBeside(tx, opened, now)
    const ending = beside.slice(0, Math.max(0, beside.length + 1 - limits.accesses))
    if (ending.length > 0) {
      await dropAccesses(tx, { ids: ending.map(({ id }) => id) })
      change.after(recheck)
    }
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
        return { refused: { code: 'CODE_USED' }, judged: true }
      case 'wrong': {
        const { wrong: count, waitsUntil } = verdict
        const counted = { wrong: count, wrong_at: now }
        if (waitsUntil === undefined) {
          await changeLink(tx, link.id, { ...counted, code: null, used_up_at: now, waits_until: null })
          await wrong('CODE_USED_UP')
          return { refused: usedUp(limits), judged: true }
        }
        await changeLink(tx, link.id, { ...counted, waits_until: waitsUntil })
        await wrong('CODE_WRONG')
        const retryAfter = secondsUntil(waitsUntil, now)
        const problem = { code: 'CODE_WRONG', limit: limits.wrongCodes, actual: count, retryAfter } as const
        return { refused: problem, judged: true }
      }
    }
  }

  /** The session that the same page has open already of a document without a code: it is given again, and nothing is written. */
  const reopened = async (db: Db, opened: Opened, key: string, now: number): Promise<Access | undefined> => {
    if (opened.locked || !opened.answer.may) return undefined
    const same = (await openBeside(db, opened, now)).find((one) => one.key === key)
    return same && viewAccess(db, same, opened.document, { now, saves })
  }

  /** By their own token, the link of a document without a code has nothing to do with it. */
  const plain = (opened: Opened): Opened =>
    opened.locked || opened.by === 'link' ? opened : { ...opened, link: undefined }

  /** Opens what was found: once to refuse what costs nothing, and again inside the transaction. */
  const openFound = async (before: Opened, find: Find, attempt: Attempt, from: From): Promise<Outcome> => {
    refuseIdle(before, attempt)
    const same = await reopened(records.db, plain(before), attempt.key, clock.now())
    if (same !== undefined) return { access: same }
    return commit(async (tx, change): Promise<Outcome> => {
      await lockDocument(tx, before.document.id)
      const opened = plain(await find(tx, change.now))
      if (!opened.answer.may) throw refusalOf(opened.answer)
      if (opened.locked) return attemptLocked(tx, change, opened, attempt, from)
      const again = await reopened(tx, opened, attempt.key, change.now)
      return again === undefined
        ? begin(tx, change, opened, { key: attempt.key, way: opened.by, from })
        : { access: again }
    })
  }

  const open = async (
    find: Find,
    { code: typed, key }: DocumentOpening,
    from: From,
    known?: Known,
  ): Promise<Access> => {
    const before = await find(records.db, clock.now(), known)
    const attempt = { typed, key: await thumbprintOf(key), by: before.by }
    const note = (code: ErrorCode): void => {
      const { document, patient, link } = before
      const about = { document: document.id, patient, link: link?.id, address: from.address }
      if (idle.has(code)) tries.note({ ...about, code })
    }
    const outcome = await openFound(before, find, attempt, from).catch((error) => {
      if (error instanceof ChairsideError) note(error.code)
      throw error
    })
    if ('access' in outcome) return outcome.access
    if (!outcome.judged) note(outcome.refused.code)
    throw new ChairsideError(outcome.refused)
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

  /** Keeps in the audit that a link was tried that works no more; an unknown one is of no document. */
  const noteGone = async (secret: string, { address }: From): Promise<void> => {
    const link = await findLinkBySecret(records.db, keptOf(secret))
    if (link === undefined) return
    const { id, document, patient } = link
    tries.note({ document, patient, link: id, code: 'LINK_GONE', address })
  }

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
    link: async ({ secret, ...opening }, from, known) => {
      try {
        return await open(byLink(secret), opening, from, known)
      } catch (error) {
        if (error instanceof ChairsideError && error.code === 'LINK_GONE') await noteGone(secret, from)
        throw error
      }
    },
    document: (who, id, opening, from) => open(byToken(who, id), opening, from),
    askByLink: async ({ secret, key }, from, known) => {
      // Before the transaction, so that unknown links cost one read.
      const { document, locked, link } = await byLink(secret)(records.db, clock.now(), known)
      const thumbprint = key && (await thumbprintOf(key))
      const isNew = !link?.wanted_at || (thumbprint !== undefined && link.asked_key !== thumbprint)
      if (locked && isNew) await want(byLink(secret), document.id, from, thumbprint)
    },
    askFor: (who, id, from) => want(byToken(who, id), id, from),
    close: tries.close,
  }
}

/** Whether a person typed a code in the page of a link: the same as asking there. */
const isTried = ({ typed = '', by }: Attempt): boolean => by === 'link' && readTyped(typed) !== ''
