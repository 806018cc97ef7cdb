import type { ErrorCode } from '@chairside/protocol'
import type { Question } from '../../server/src/domain/documents/entitlement.ts'
import type { LinkRow } from '../../server/src/records/tables-of-documents.ts'
import { createRandom } from '../model/random.ts'
import { allows, draw, whyNot } from './document-worlds.ts'

/** A person opens a document by its link, or in the patient's own page, and may type a code. Instants are as those of the world. */
export interface LinkQuestion extends Question {
  readonly by: 'link' | 'files'
  readonly link: {
    /** Whether there is one with this secret, for whom, whether it was shared, and withdrawn. */
    readonly known: boolean
    readonly patient: string
    readonly shared: boolean
    readonly withdrawn: boolean
    /** Its newest code, if there is one: until when it works, and in which page it was typed first. */
    readonly code?: { readonly until: number; readonly typedIn: 'this' | 'another' | undefined }
    /** Whether too many wrong codes were typed since. */
    readonly usedUp: boolean
    readonly wrong: number
    readonly waitsUntil?: number
    /** Until when it opens without a code, and in which page of the link a person asked last. */
    readonly unlockedUntil?: number
    readonly askedIn: 'this' | 'another' | undefined
  }
  /** `older`: the code before the newest one. */
  readonly typed: 'nothing' | 'newest' | 'older' | 'wrong'
}

/** A world of a document that is opened by its link, or with its code. Most are at the edge of opening. */
export function drawLink(name: string): LinkQuestion {
  const random = createRandom(`link ${name}`)
  const chance = (of: number) => random.below(of) === 0
  const question = draw(name)
  const instant = () => random.below(14)
  const page = () => random.pick([undefined, 'this', 'another'] as const)
  const person = chance(3) ? question.person : random.pick(['anna', 'peter'] as const)
  const document = {
    ...question.document,
    sensitivity: chance(3) ? ('normal' as const) : ('sensitive' as const),
    ...(chance(2) && { state: 'ready' as const, expiresAt: undefined }),
  }
  return {
    ...question,
    ...{ person, document, access: 'none' },
    attachments: chance(2) ? [...question.attachments, { profile: person }] : question.attachments,
    by: chance(3) ? 'files' : 'link',
    link: {
      known: !chance(10),
      patient: chance(8) ? random.pick(['anna', 'peter'] as const) : person,
      shared: !chance(8),
      withdrawn: chance(8),
      ...(!chance(6) && { code: { until: instant(), typedIn: page() } }),
      usedUp: chance(8),
      wrong: random.below(10),
      ...(chance(4) && { waitsUntil: instant() }),
      ...(chance(4) && { unlockedUntil: instant() }),
      askedIn: page(),
    },
    typed: random.pick(['nothing', 'newest', 'newest', 'older', 'wrong'] as const),
  }
}

/** Who is let in, if anybody is: by a link its patient, by a token the person who has it. */
const patientOf = ({ by, link, person }: LinkQuestion): string => (by === 'link' ? link.patient : person)

/**
 * The link as the records have it; undefined for none. `key`: that of the page in which the person is, `code`: what is kept of
 * the newest code, `at`: when an instant of the world is.
 */
export function linkRow(
  { link }: LinkQuestion,
  {
    at,
    ...as
  }: {
    id: string
    document: string
    secret: string
    key: string
    code: string
    at: (instant: number) => number
  },
): LinkRow | undefined {
  if (!link.known) return undefined
  const { code } = link
  const instant = (one: number | undefined) => (one === undefined ? null : at(one))
  const keyOf = (page: 'this' | 'another' | undefined) =>
    page === undefined ? null : page === 'this' ? as.key : 'another'
  return {
    id: as.id,
    document: as.document,
    patient: link.patient,
    secret: as.secret,
    shared: link.shared,
    at: at(0),
    withdrawn_at: link.withdrawn ? at(0) : null,
    code: code === undefined ? null : as.code,
    code_at: code === undefined ? null : at(0),
    code_until: instant(code?.until),
    code_key: keyOf(code?.typedIn),
    code_used_at: code?.typedIn === undefined ? null : at(0),
    used_up_at: link.usedUp ? at(0) : null,
    wrong: link.wrong,
    wrong_at: link.wrong > 0 ? at(0) : null,
    waits_until: instant(link.waitsUntil),
    wanted_at: null,
    asked_key: keyOf(link.askedIn),
    unlocked_until: instant(link.unlockedUntil),
  }
}

/** Whether it is that patient's at this instant, apart from the code. */
const isTheirs = (world: LinkQuestion): boolean =>
  allows({ ...world, person: patientOf(world), access: 'open' })

/** Whether there is a link that lets in or carries a code: one that is not shared only carries a code. */
const isThere = ({ by, link, person }: LinkQuestion): boolean =>
  link.known && !link.withdrawn && (by === 'link' ? link.shared : link.patient === person)

/** The rule once more, as a list of all that must hold. */
export function letsIn(world: LinkQuestion): boolean {
  const { by, document, link, typed, now } = world
  const isUnlocked =
    link.unlockedUntil !== undefined &&
    now < link.unlockedUntil &&
    (by === 'files' || link.askedIn === 'this')
  const isRight =
    typed === 'newest' && link.code !== undefined && now < link.code.until && link.code.typedIn !== 'another'
  const isLookedAt = !link.usedUp && (link.waitsUntil === undefined || now >= link.waitsUntil)
  const isThrough = isThere(world) && (isUnlocked || (isRight && isLookedAt))
  return [
    isTheirs(world),
    by === 'files' || isThere(world),
    document.sensitivity === 'normal' || isThrough,
  ].every(Boolean)
}

/** What a person is told who is not let in. A code that is not looked at is not told apart from a wrong one. */
export function toldInstead(world: LinkQuestion): ErrorCode {
  const { by, link, typed, now } = world
  const unknown = by === 'link' ? 'LINK_GONE' : 'NOT_FOUND'
  if (by === 'link' && !isThere(world)) return unknown
  if (!isTheirs(world)) {
    const why = whyNot({ ...world, person: patientOf(world), access: 'open' })
    if (why === 'not-yet') return 'NOT_YET'
    return why === 'expired' ? 'DOCUMENT_EXPIRED' : unknown
  }
  if (typed === 'nothing') return 'CODE_NEEDED'
  if (!isThere(world)) return 'CODE_EXPIRED'
  if (link.usedUp) return 'CODE_USED_UP'
  if (link.code === undefined || now >= link.code.until) return 'CODE_EXPIRED'
  if (link.waitsUntil !== undefined && now < link.waitsUntil) return 'CODE_WAIT'
  if (typed === 'newest') return 'CODE_USED'
  return link.wrong === 9 ? 'CODE_USED_UP' : 'CODE_WRONG'
}
