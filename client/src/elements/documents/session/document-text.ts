import type { SessionDocument } from '../../../documents/session-document.ts'
import { sayOfSession } from '../../../messages/session.ts'
import type { Words } from '../../../messages/words.ts'
import type { IconName } from '../../kit/icon.ts'
import { whenWords } from '../kit/when.ts'
import type { Card } from './card.ts'

/** The second line of a document's row. */
export interface DocumentText {
  readonly text: string
  readonly icon?: IconName
  readonly tone?: 'ok'
}

/** Says how large a document is, and when it opens, or how many have opened it. */
export function documentText(one: SessionDocument, card: Card): DocumentText {
  const { words, acts, now } = card
  const size = words.size(one.document.size)
  const sized = (more: string) => sayOfSession(words, 'sized', { size, more })
  const mark = acts.marks.of(one.id)
  if (mark?.state === 'saved') return { text: sayOfSession(words, 'saved'), icon: 'check', tone: 'ok' }
  if (mark?.state === 'attached')
    return { text: sized(sayOfSession(words, 'attachedNow')), icon: 'check', tone: 'ok' }
  const { expiresAt } = one.document
  if (expiresAt && expiresAt.getTime() <= now)
    return { text: sized(sayOfSession(words, 'expired', { day: words.day(expiresAt) })), icon: 'clock' }
  if (one.from && one.from.getTime() > now) {
    const when = whenWords(words, one.from, now)
    return { text: sized(sayOfSession(words, 'from', { when })), icon: 'clock' }
  }
  return { text: sized(opened(one, card, words)) }
}

function opened(
  { visibility, openedBy, meantFor }: SessionDocument,
  { material }: Card,
  words: Words,
): string {
  if (meantFor === 0 && visibility === 'paid') return sayOfSession(words, 'meantForNone')
  if (openedBy === 0) return sayOfSession(words, 'notOpened')
  const [only, another] = material.patients
  if (only && !another)
    return sayOfSession(words, 'openedBy', { name: only.name || words.say('erasedPerson') })
  const counts = { opened: openedBy, count: meantFor }
  return visibility === 'paid' && meantFor < material.patients.length
    ? sayOfSession(words, 'openedPaid', counts)
    : sayOfSession(words, 'opened', counts)
}
