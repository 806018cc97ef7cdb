import { expect, test } from 'vitest'
import { mayOpen, type Question } from '../../../server/src/domain/documents/entitlement.ts'
import { allows, draw } from '../../world/document-worlds.ts'

const seed = process.env.WORLDS_SEED ?? 'entitlement'

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
function firstAllowed(question: Question): number | undefined {
  for (let now = question.now; now <= 20; now += 1) if (allows({ ...question, now })) return now
  return undefined
}

/** What stands in the way, found by trying what would change it. */
function whyNot(question: Question): string {
  if (question.document.state !== 'ready') return 'not-ready'
  const opened: Question = { ...question, access: 'open' }
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
      const later = answer.why === 'not-yet' ? firstAllowed({ ...question, access: 'open' }) : undefined
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
