import { expect, test } from 'vitest'
import { mayOpen } from '../../../server/src/domain/documents/entitlement.ts'
import { judgeAttempt } from '../../../server/src/domain/documents/links/code.ts'
import { opensAnything } from '../../../server/src/domain/documents/links/share-link.ts'
import { refusalOf } from '../../../server/src/domain/documents/opening.ts'
import { defaultLimits } from '../../../server/src/limits.ts'
import { allows, draw, firstAllowed, whyNot } from '../../world/document-worlds.ts'
import { drawLink, type LinkQuestion, letsIn, linkRow, toldInstead } from '../../world/link-worlds.ts'

const seed = process.env.WORLDS_SEED ?? 'entitlement'

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

/** What the server's rules say of a link, of its document, and of what was typed, in the order in which it asks them. */
function asked(world: LinkQuestion): string {
  const { by, person, document, typed, now } = world
  const as = { id: 'link', document: 'document', secret: 'secret', key: 'this', code: 'newest' }
  const row = linkRow(world, { ...as, at: (instant) => instant })
  const isOwn = row?.patient === person && row.withdrawn_at === null
  const link = by === 'link' || isOwn ? row : undefined
  if (by === 'link' && !opensAnything(link)) return 'LINK_GONE'
  const patient = by === 'link' ? (link?.patient ?? '') : person
  const answer = mayOpen({ ...world, person: patient, access: 'open' })
  if (!answer.may) {
    const { code } = refusalOf(answer)
    return code === 'NOT_FOUND' && by === 'link' ? 'LINK_GONE' : code
  }
  if (document.sensitivity === 'normal') return 'yes'
  if (link === undefined) return typed === 'nothing' ? 'CODE_NEEDED' : 'CODE_EXPIRED'
  const attempt = { typed: typed === 'nothing' ? undefined : typed, key: 'this', by }
  const verdict = judgeAttempt(link, attempt, {
    now,
    limits: defaultLimits,
    isCode: (code) => link.code === code,
  })
  switch (verdict.is) {
    case 'unlocked':
    case 'right':
      return 'yes'
    case 'elsewhere':
      return 'CODE_USED'
    case 'wrong':
      return verdict.waitsUntil === undefined ? 'CODE_USED_UP' : 'CODE_WRONG'
    case 'refused':
      return verdict.problem.code
  }
}

test('ten thousand worlds: which links and codes let in, and what those are told whom they do not let in', () => {
  const seen = new Map<string, number>()
  for (let world = 0; world < 10_000; world += 1) {
    const question = drawLink(`${seed}-${world}`)
    const told = `WORLDS_SEED=${seed}, world ${world}: ${JSON.stringify(question)}`
    const answer = asked(question)
    expect(answer, told).toBe(letsIn(question) ? 'yes' : toldInstead(question))
    seen.set(`${question.by} ${answer}`, (seen.get(`${question.by} ${answer}`) ?? 0) + 1)
  }
  console.log(`seed ${seed}: ${JSON.stringify(Object.fromEntries(seen))}`)
  expect([...seen.keys()].toSorted()).toEqual(
    [
      ...['link LINK_GONE', 'files NOT_FOUND'],
      ...['yes', 'NOT_YET', 'DOCUMENT_EXPIRED', 'CODE_NEEDED', 'CODE_EXPIRED', 'CODE_USED_UP', 'CODE_WAIT']
        .concat('CODE_USED', 'CODE_WRONG')
        .flatMap((one) => [`link ${one}`, `files ${one}`]),
    ].toSorted(),
  )
})
