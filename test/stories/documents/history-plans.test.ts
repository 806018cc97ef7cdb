import { expect, test } from 'vitest'
import { readRights } from '../../../server/src/domain/documents/opening.ts'
import {
  countPlaces,
  listAudience,
  listNewestPlaces,
  listPersonalOf,
} from '../../../server/src/records/attachment.ts'
import { listUnerased } from '../../../server/src/records/document.ts'
import { dropEndedDocuments, listStored, listUnnamed } from '../../../server/src/records/erasure.ts'
import { largeLibrary } from '../../world/large-library.ts'
import { anna, eva } from '../../world/people.ts'
import { costly, explained } from '../../world/plans.ts'
import { atEnd } from '../../world/until.ts'

/*
 * What is read of documents does not grow with all that other people have, with what was deleted, or with the appointments
 * that a document was in before.
 */

const ids = ['00000000-0000-4000-8000-000000000001', '00000000-0000-4000-8000-000000000002']

test('what is read of documents is found by an index', async () => {
  const { database, records } = await largeLibrary(10)
  const { db, plansOf } = explained(database)
  atEnd(() => records.close())
  const reads: Readonly<Record<string, () => Promise<unknown>>> = {
    'who may open': () => readRights(db, ids, [{ id: anna.id }], 1),
    'the newest appointments': () => listNewestPlaces(db, ids),
    'in how many appointments': () => countPlaces(db, ids),
    'who is told': () => listAudience(db, ids[0] ?? ''),
    'how many it reaches': () => listPersonalOf(db, ids[0] ?? ''),
    'what an erasure takes': () => listUnerased(db, eva.id, 10_000),
    'what of an erased person is stored': () => listStored(db, { person: eva.id }),
    'whose names stayed': () => listUnnamed(db, '', 500),
    'what is dropped when the audit is over': () => dropEndedDocuments(db, 5_000, 10),
  }
  for (const [what, read] of Object.entries(reads)) {
    const lines = await plansOf(read)
    console.log([what, ...lines].join('\n  '))
    expect([what, costly(lines)]).toEqual([what, []])
  }
  // The rule begins with the appointments of the person, never with all those in which a document is.
  expect((await plansOf(reads['who may open'] ?? (async () => undefined)))[0]).toContain('participants_by_id')
  const ended = await plansOf(() => dropEndedDocuments(db, 5_000, 10))
  expect(ended[0]).toContain('documents_ended (state=? AND ended_at<?)')
})
