import { expect, test } from 'vitest'
import {
  dropAccesses,
  dropEndedAccesses,
  dropOldProofs,
  findAccess,
  listAccesses,
  listAccessesOf,
  listOpenAccesses,
  saveProof,
} from '../../../server/src/records/access.ts'
import type { Db } from '../../../server/src/records/database.ts'
import { dropEndedDocuments } from '../../../server/src/records/erasure.ts'
import {
  findCurrent,
  findLink,
  findLinkBySecret,
  listWithdrawn,
  lockLink,
  withdrawAllOf,
} from '../../../server/src/records/link.ts'
import { findPractitionerName } from '../../../server/src/records/participant.ts'
import { largeLibrary } from '../../world/large-library.ts'
import { anna, eva } from '../../world/people.ts'
import { costly, explained } from '../../world/plans.ts'
import { atEnd } from '../../world/until.ts'

/* Whatever a page of a link asks is read by an index: those who ask need no token. */

const reads: Readonly<Record<string, (db: Db) => Promise<unknown>>> = {
  'a link by its secret': (db) => findLinkBySecret(db, 'ab'),
  'a link': (db) => findLink(db, 'x'),
  'the link that is shared': (db) => findCurrent(db, 'x', anna.id),
  'a locked link': (db) => lockLink(db, 'x'),
  'the links of a document': (db) => withdrawAllOf(db, 'x', 1),
  'an access session': (db) => findAccess(db, 'x'),
  'several access sessions': (db) => listAccesses(db, ['x', 'y']),
  'the access sessions of a document': (db) => listAccessesOf(db, 'x'),
  'those that end with a link': (db) => dropAccesses(db, { link: 'x' }),
  'those that end with a patient': (db) => dropAccesses(db, { patient: anna.id }),
  'those whose time is over': (db) => dropEndedAccesses(db, 1, 500),
  'proofs that are too old': (db) => dropOldProofs(db, 1, 500),
  'a proof': (db) => saveProof(db, 'x', 'y', 1),
}

test.each(Object.entries(reads))('%s is read by an index', async (_, read) => {
  const { database, records } = await largeLibrary(1, () => false)
  atEnd(() => records.close())
  const { db, plansOf } = explained(database)
  const lines = await plansOf(() => read(db))
  expect(lines.length).toBeGreaterThan(0)
  expect(costly(lines)).toEqual([])
})

test('the open access sessions of a document and a patient are few rows', async () => {
  const { database, records } = await largeLibrary(1, () => false)
  atEnd(() => records.close())
  const { db, plansOf } = explained(database)
  const lines = await plansOf(() => listOpenAccesses(db, 'x', anna.id, 1))
  expect(lines.join('\n')).toMatch(/SEARCH accesses USING INDEX accesses_of_(document|patient)/)
})

test('a document is dropped with all that belongs to it by an index', async () => {
  const { database, records } = await largeLibrary(10, () => true)
  atEnd(() => records.close())
  const { db, plansOf } = explained(database)
  const lines = await plansOf(() => dropEndedDocuments(db, Number.MAX_SAFE_INTEGER, 5))
  expect(lines.join('\n')).toMatch(/links_of_document \(document=\?\)/)
  expect(costly(lines)).toEqual([])
})

test('a practitioner’s name and the withdrawn links of a patient are few rows, whatever their past', async () => {
  const { database, records } = await largeLibrary(1, () => false)
  atEnd(() => records.close())
  const { db, plansOf } = explained(database)
  const name = await plansOf(() => findPractitionerName(db, eva.id))
  expect(name.join('\n')).toMatch(/INDEX appointments_newest \(practitioner=\?\)/)
  const withdrawn = await plansOf(() => listWithdrawn(db, 'x', anna.id))
  expect(withdrawn.join('\n')).toMatch(/INDEX links_of_patient \(patient=\? AND document=\?\)/)
})
