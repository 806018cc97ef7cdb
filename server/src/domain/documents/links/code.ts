import { type CodeStatus, type Problem, toInstant } from '@chairside/protocol'
import type { Limits } from '../../../limits.ts'
import type { LinkRow } from '../../../records/tables-of-documents.ts'

/*
 *   none → made → used (only by the page that typed it first)
 *            ├→ used up (too many wrong ones)
 *            └→ expired: time alone makes it so
 *   any → made (a new one)
 */

/** What was typed for a sensitive document, and in which page. */
export interface Attempt {
  /** Undefined or blank when no code was typed. */
  readonly typed: string | undefined
  /** The thumbprint of the page's key. */
  readonly key: string
  /** By the page of a link, or by the patient's own token. */
  readonly by: 'link' | 'files'
}

/** What an attempt comes to. */
export type Verdict =
  /** The practitioner has unlocked it; no code was looked at. */
  | { readonly is: 'unlocked' }
  | { readonly is: 'right' }
  /** It counts as a wrong one; the next may be typed at `waitsUntil`, or none any more. */
  | { readonly is: 'wrong'; readonly wrong: number; readonly waitsUntil: number | undefined }
  /** Right, but bound to another page. */
  | { readonly is: 'elsewhere' }
  /** Nothing was compared, and nothing counts. */
  | { readonly is: 'refused'; readonly problem: Problem }

/**
 * Judges an attempt by the link's row. While a wait runs, a right code is not told apart from a wrong one. A right code is
 * bound to the page that typed it first, which alone may use it again while it is valid.
 */
export function judgeAttempt(
  link: LinkRow,
  { typed, key, by }: Attempt,
  {
    now,
    limits,
    isCode,
  }: { readonly now: number; readonly limits: Limits; readonly isCode: (typed: string) => boolean },
): Verdict {
  const { wrongCodes: limit, codeWaits: waits } = limits
  const refused = (problem: Problem): Verdict => ({ is: 'refused', problem })
  // Who only has the link is let in by no unlocking: only the page in which a person asked, or the patient by their token.
  if (isUnlocked(link, now) && (by === 'files' || link.asked_key === key)) return { is: 'unlocked' }
  const code = readTyped(typed ?? '')
  if (code === '') return refused({ code: 'CODE_NEEDED' })
  if (link.used_up_at !== null) return refused(usedUp(limits))
  if (link.code === null || link.code_until === null || now >= link.code_until)
    return refused({ code: 'CODE_EXPIRED' })
  if (link.waits_until !== null && now < link.waits_until)
    return refused({
      code: 'CODE_WAIT',
      limit,
      actual: link.wrong,
      retryAfter: secondsUntil(link.waits_until, now),
    })
  if (isCode(code))
    return link.code_key === null || link.code_key === key ? { is: 'right' } : { is: 'elsewhere' }
  const wrong = link.wrong + 1
  const wait = waits[Math.min(wrong, waits.length) - 1] ?? 0
  return { is: 'wrong', wrong, waitsUntil: wrong >= limit ? undefined : now + wait }
}

/** Whether the practitioner has unlocked the document, for whoever may make use of that. */
export const isUnlocked = ({ unlocked_until }: LinkRow, now: number): boolean =>
  unlocked_until !== null && now < unlocked_until

/**
 * What changes when a person asks in a page of the link, or types a code there: the next unlocking is for that page. One that
 * runs was meant for another page, or for the patient's own, and ends: so the practitioner is asked again.
 */
export function askedIn(link: Pick<LinkRow, 'asked_key'>, key: string | undefined): Partial<LinkRow> {
  if (key === undefined || link.asked_key === key) return {}
  return { asked_key: key, unlocked_until: null }
}

export const usedUp = ({ wrongCodes: limit }: Limits): Problem => ({
  code: 'CODE_USED_UP',
  limit,
  actual: limit,
})

export const secondsUntil = (instant: number, now: number): number =>
  Math.max(1, Math.ceil((instant - now) / 1000))

/** A typed code in ASCII digits, without what people put between them. Phones may write the digits of other scripts. */
export function readTyped(typed: string): string {
  return typed
    .normalize('NFKC')
    .replace(/[\u0660-\u0669\u06f0-\u06f9]/g, (digit) => String(digit.charCodeAt(0) & 0xf))
    .replace(/[^0-9A-Za-z]/g, '')
}

/** Where the code of a link stands. */
export function codeStatus(link: LinkRow, now: number): CodeStatus {
  const { code, code_at, code_until, code_used_at, used_up_at } = link
  if (used_up_at !== null) return { state: 'used-up', at: toInstant(used_up_at) }
  if (code === null || code_at === null || code_until === null) return { state: 'none' }
  if (now >= code_until) return { state: 'expired', at: toInstant(code_until) }
  const until = toInstant(code_until)
  return code_used_at === null
    ? { state: 'made', at: toInstant(code_at), until }
    : { state: 'used', at: toInstant(code_used_at), until }
}

/** A link without a code, and with none typed. */
export const withoutCode = {
  code: null,
  code_at: null,
  code_until: null,
  code_key: null,
  code_used_at: null,
  used_up_at: null,
  wrong: 0,
  wrong_at: null,
  waits_until: null,
  wanted_at: null,
  asked_key: null,
  unlocked_until: null,
} as const satisfies Partial<LinkRow>
