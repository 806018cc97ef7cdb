import { ChairsideError, type LinkLook, toInstant } from '@chairside/protocol'
import type { Limits } from '../../../limits.ts'
import type { Db } from '../../../records/database.ts'
import { findDocument, type StoredDocument } from '../../../records/document.ts'
import { findCurrent, findLinkBySecret } from '../../../records/link.ts'
import { findPractitionerName } from '../../../records/participant.ts'
import type { LinkRow } from '../../../records/tables-of-documents.ts'
import type { Ground } from '../../events/ground.ts'
import { type Identity, roleOf } from '../../people/identity.ts'
import type { Answer } from '../entitlement.ts'
import { type Opener, readRights, refusalOf } from '../opening.ts'
import { keptOf } from './secret.ts'
import { opensAnything } from './share-link.ts'

/** Tells a page what it may know before a person opens a document. Changes nothing. */
export interface Looking {
  /** Of a link by its secret. Throws LINK_GONE for a link that is unknown, withdrawn, or not its patient's document. */
  link(secret: string, known: Known): Promise<LinkLook>
  /** Of a patient's own document. Throws NOT_FOUND. */
  document(who: Identity, id: string): Promise<LinkLook>
}

/** Is called with the id of a link once that is known, before anything else is read. What it throws is thrown. */
export type Known = (link: string) => void

/** A document as one patient finds it. */
export interface FoundDocument {
  readonly document: StoredDocument
  /** Apart from the access code. */
  readonly answer: Answer
  /** Whether a code must be typed, or the practitioner has to unlock it. */
  readonly locked: boolean
}

/** The document of a shared link. Throws LINK_GONE. */
export async function findByLink(
  db: Db,
  secret: string,
  now: number,
  known?: Known,
): Promise<FoundDocument & { readonly link: LinkRow }> {
  const link = await findLinkBySecret(db, keptOf(secret))
  if (!opensAnything(link)) throw new ChairsideError('LINK_GONE')
  known?.(link.id)
  const found = await findFor(db, { id: link.patient }, link.document, now)
  if (found === undefined) throw new ChairsideError('LINK_GONE')
  return { ...found, link }
}

/** A document of the patient whom a token names, and its link if it is shared. Throws NOT_FOUND. */
export async function findOwn(
  db: Db,
  who: Identity,
  id: string,
  now: number,
): Promise<FoundDocument & { readonly link: LinkRow | undefined }> {
  const found = roleOf(who) === 'patient' ? await findFor(db, who, id, now) : undefined
  if (found === undefined) throw new ChairsideError('NOT_FOUND')
  const strong = 'strong' in who && who.strong === true
  return { ...found, locked: found.locked && !strong, link: await findCurrent(db, id, who.id) }
}

/** Undefined for what is not a document of this patient. */
async function findFor(db: Db, who: Opener, id: string, now: number): Promise<FoundDocument | undefined> {
  const document = await findDocument(db, id)
  if (document === undefined) return undefined
  const answer = (await readRights(db, [id], [who], now)).answer(who, document, 'open')
  if (!answer.may && refusalOf(answer).code === 'NOT_FOUND') return undefined
  return { document, answer, locked: document.sensitivity === 'sensitive' }
}

export function createLooking({ records: { db }, clock, limits }: Ground): Looking {
  const see = async (found: FoundDocument & { link: LinkRow | undefined }): Promise<LinkLook> => {
    const now = clock.now()
    const { name = '' } = (await findPractitionerName(db, found.document.practitioner)) ?? {}
    return viewLook(found, { practitioner: name, now: toInstant(now) }, now, limits)
  }
  return {
    link: async (secret, known) => see(await findByLink(db, secret, clock.now(), known)),
    document: async (who, id) => see(await findOwn(db, who, id, clock.now())),
  }
}

function viewLook(
  { document, answer, locked, link }: FoundDocument & { link: LinkRow | undefined },
  about: { readonly practitioner: string; readonly now: string },
  now: number,
  { wrongCodes }: Limits,
): LinkLook {
  if (!answer.may && answer.why === 'not-yet')
    return { ...about, state: 'later', from: toInstant(answer.from ?? 0) }
  if (!answer.may) return { ...about, state: 'expired', expiredAt: toInstant(document.expires_at ?? 0) }
  const until = answer.until === undefined ? {} : { until: toInstant(answer.until) }
  if (!locked) return { ...about, state: 'open', ...until }
  const later = (instant: number | null = null): instant is number => instant !== null && now < instant
  const { waits_until, unlocked_until, wanted_at = null, used_up_at = null, wrong = 0 } = link ?? {}
  return {
    ...about,
    state: 'needs-code',
    ...until,
    left: used_up_at === null ? wrongCodes - wrong : 0,
    ...(later(waits_until) && { waitsUntil: toInstant(waits_until) }),
    ...(later(unlocked_until) && { unlocked: true as const }),
    ...(wanted_at !== null && { wantedAt: toInstant(wanted_at) }),
  }
}
