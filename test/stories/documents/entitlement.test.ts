import { expect, test } from 'vitest'
import {
  type Attachment,
  type Guarded,
  mayOpen,
  type Question,
} from '../../../server/src/domain/documents/entitlement.ts'
import { createRandom } from '../../model/random.ts'

const people = ['owner', 'other-practitioner', 'staff', 'anna', 'peter', 'stranger'] as const
const availabilities = ['before', 'at-session', 'after-session'] as const
const seed = process.env.WORLDS_SEED ?? 'entitlement'

/** A world of up to three attachments. Its instants are small numbers, so that many of them are equal. */
function draw(name: string): Question {
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
  return { person: random.pick(people), document, attachments, access: chance(2), now: instant() }
}

/** The rule once more, as a list of all that must hold. It knows no order of reasons and computes no instant. */
function allows({ person, document, attachments, access, now }: Question): boolean {
  if (document.state !== 'ready') return false
  const helpers = attachments.flatMap(({ session }) => session.people.filter((one) => one.role !== 'patient'))
  if (person === document.practitioner || helpers.some(({ id }) => id === person)) return true
  return attachments.some(({ session, availability, visibility, opened }) => {
    const me = session.people.find(({ id, role }) => id === person && role === 'patient')
    const isOver = now >= session.endsAt || (session.endedAt !== undefined && now >= session.endedAt)
    const isOpen = { before: true, 'at-session': now >= session.startsAt, 'after-session': isOver }
    const wasOpened = opened.some((one) => one.patient === person && one.availability === availability)
    return [
      me !== undefined,
      me?.paid || visibility === 'all',
      isOpen[availability] || wasOpened,
      document.expiresAt === undefined || now < document.expiresAt,
      document.sensitivity === 'normal' || access,
    ].every(Boolean)
  })
}

const paidFor = ({ person, attachments, ...rest }: Question): Question => ({
  ...rest,
  person,
  attachments: attachments.map((attachment) => ({
    ...attachment,
    session: {
      ...attachment.session,
      people: attachment.session.people.map((one) => (one.id === person ? { ...one, paid: true } : one)),
    },
  })),
})

/** The first instant from `now` on at which this is allowed, if any. Nothing in a world is later than 20. */
function firstAllowed(question: Question): number | undefined {
  for (let now = question.now; now <= 20; now += 1) if (allows({ ...question, now })) return now
  return undefined
}

/** What stands in the way, found by trying what would change it. */
function whyNot(question: Question): string {
  if (question.document.state !== 'ready') return 'not-ready'
  const opened = { ...question, access: true }
  if (allows(opened)) return 'needs-code'
  if (firstAllowed(opened) !== undefined) return 'not-yet'
  const paid = paidFor(opened)
  if (firstAllowed(paid) !== undefined) return 'not-paid'
  const lasting = { ...paid, document: { ...paid.document, expiresAt: undefined } }
  return firstAllowed(lasting) === undefined ? 'not-attached' : 'expired'
}

test('ten thousand worlds: who may open a document, why not, from when and until when', () => {
  const seen = new Map<string, number>()
  for (let world = 0; world < 10_000; world += 1) {
    const question = draw(`${seed}-${world}`)
    const answer = mayOpen(question)
    const told = `WORLDS_SEED=${seed}, world ${world}: ${JSON.stringify(question)}`
    expect(answer.may, told).toBe(allows(question))
    if (answer.may) {
      const { until = 21 } = answer
      for (let now = question.now; now <= 20; now += 1)
        expect(allows({ ...question, now }), told).toBe(now < until)
    } else {
      expect(answer.why, told).toBe(whyNot(question))
      const later = answer.why === 'not-yet' ? firstAllowed({ ...question, access: true }) : undefined
      expect(answer.from, told).toBe(later)
    }
    const word = answer.may ? 'yes' : answer.why
    seen.set(word, (seen.get(word) ?? 0) + 1)
  }
  console.log(`seed ${seed}: ${JSON.stringify(Object.fromEntries(seen))}`)
  expect([...seen.keys()].toSorted()).toEqual(
    ['expired', 'needs-code', 'not-attached', 'not-paid', 'not-ready', 'not-yet', 'yes'].toSorted(),
  )
})
