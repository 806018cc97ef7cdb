import { type ShareLink, toInstant } from '@chairside/protocol'
import type { LinkRow } from '../../../records/tables-of-documents.ts'
import { codeStatus } from './code.ts'

/** Whether a link opens anything: it is shared, and not withdrawn. */
export const opensAnything = (link: LinkRow | undefined): link is LinkRow =>
  link !== undefined && link.withdrawn_at === null && link.shared

/** A link as its practitioner sees it. `addressOf` gives its address, if its secret is still known. */
export function viewLink(
  link: LinkRow,
  now: number,
  addressOf: (link: LinkRow) => string | undefined,
): ShareLink {
  const later = (instant: number | null): instant is number => instant !== null && now < instant
  const about = {
    id: link.id,
    document: link.document,
    patient: link.patient,
    sharedAt: toInstant(link.at),
    code: codeStatus(link, now),
    wrong: link.wrong,
    ...(link.wrong > 0 && link.wrong_at !== null && { wrongAt: toInstant(link.wrong_at) }),
    ...(later(link.waits_until) && { waitsUntil: toInstant(link.waits_until) }),
    ...(link.wanted_at !== null && { wantedAt: toInstant(link.wanted_at) }),
    ...(later(link.unlocked_until) && { unlockedUntil: toInstant(link.unlocked_until) }),
  }
  if (link.withdrawn_at !== null)
    return { ...about, state: 'withdrawn', withdrawnAt: toInstant(link.withdrawn_at) }
  if (!link.shared) return { ...about, state: 'unshared' }
  const url = addressOf(link)
  return { ...about, state: 'shared', ...(url !== undefined && { url }) }
}
