import type { Attachment, Guarded, Question, Why } from '../../server/src/domain/documents/entitlement.ts'
import { createRandom } from '../model/random.ts'

const people = ['owner', 'other-practitioner', 'staff', 'anna', 'peter', 'stranger'] as const
const availabilities = ['before', 'at-session', 'after-session'] as const

/** A world in which a document is at up to three places. Its instants are small numbers, so that many of them are equal. */
export function draw(name: string): Question {
  const random = createRandom(name)
  const instant = () => random.below(12)
  const chance = (of: number) => random.below(of) === 0
  const document: Guarded = {
    practitioner: 'owner',
    state: chance(6) ? random.pick(['receiving', 'checking', 'rejected', 'deleted'] as const) : 'ready',
    sensitivity: chance(4) ? 'sensitive' : 'normal',
    expiresAt: chance(2) ? instant() : undefined,
  }
  const attachments = Array.from({ length: random.below(4) }, (): Attachment => {
    if (chance(5)) return { profile: random.pick(['anna', 'peter'] as const) }
    const startsAt = instant()
    return {
      session: {
        startsAt,
        endsAt: startsAt + 1 + random.below(4),
        endedAt: chance(3) ? instant() : undefined,
        people: [
          { id: 'owner', role: 'practitioner' as const, paid: false },
          { id: 'staff', role: 'staff' as const, paid: false },
          { id: 'anna', role: 'patient' as const, paid: chance(2) },
          { id: 'peter', role: 'patient' as const, paid: chance(2) },
        ].filter(({ id }) => id === 'owner' || !chance(3)),
      },
      availability: random.pick(availabilities),
      visibility: chance(2) ? 'paid' : 'all',
      opened: chance(3) ? [{ patient: 'anna', availability: random.pick(availabilities) }] : [],
    }
  })
  return {
    person: random.pick(people),
    document,
    attachments,
    access: random.pick(['open', 'closed', 'none'] as const),
    now: instant(),
  }
}

/** The rule once more, as a list of all that must hold. It knows no order of reasons and computes no instant. */
export function allows({ person, document, attachments, access, now }: Question): boolean {
  if (document.state !== 'ready') return false
  const lasting = document.expiresAt === undefined || now < document.expiresAt
  const unlocked = access === 'open' || (access === 'none' && document.sensitivity === 'normal')
  const sessions = attachments.flatMap((one) => ('session' in one ? [one.session] : []))
  const helpers = sessions.flatMap(({ people }) => people.filter((one) => one.role !== 'patient'))
  // Who came by an access session came as a patient, whatever else they are.
  if (access === 'none' && (person === document.practitioner || helpers.some(({ id }) => id === person)))
    return true
  return attachments.some((attachment) => {
    if (!('session' in attachment)) return attachment.profile === person && lasting && unlocked
    const { session, availability, visibility, opened } = attachment
    const me = session.people.find(({ id, role }) => id === person && role === 'patient')
    const isOver = now >= session.endsAt || (session.endedAt !== undefined && now >= session.endedAt)
    const isOpen = { before: true, 'at-session': now >= session.startsAt, 'after-session': isOver }
    const wasOpened = opened.some((one) => one.patient === person && one.availability === availability)
    return [
      me !== undefined,
      me?.paid || visibility === 'all',
      isOpen[availability] || wasOpened,
      lasting,
      unlocked,
    ].every(Boolean)
  })
}

const paidFor = ({ person, attachments, ...rest }: Question): Question => ({
  ...rest,
  person,
  attachments: attachments.map((attachment) =>
    'session' in attachment
      ? {
          ...attachment,
          session: {
            ...attachment.session,
            people: attachment.session.people.map((one) =>
              one.id === person ? { ...one, paid: true } : one,
            ),
          },
        }
      : attachment,
  ),
})

/** The first instant from `now` on at which this is allowed, if any. Nothing in a world is later than 20. */
export function firstAllowed(question: Question): number | undefined {
  for (let now = question.now; now <= 20; now += 1) if (allows({ ...question, now })) return now
  return undefined
}

/** What stands in the way, found by trying what would change it. */
export function whyNot(question: Question): Why {
  if (question.document.state !== 'ready') return 'not-ready'
  const opened: Question = { ...question, access: 'open' }
  if (allows(opened)) return 'needs-code'
  if (firstAllowed(opened) !== undefined) return 'not-yet'
  const paid = paidFor(opened)
  if (firstAllowed(paid) !== undefined) return 'not-paid'
  const lasting = { ...paid, document: { ...paid.document, expiresAt: undefined } }
  return firstAllowed(lasting) === undefined ? 'not-attached' : 'expired'
}
