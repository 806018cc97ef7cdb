import { expect, test } from 'vitest'
import type { Db } from '../../../server/src/records/database.ts'
import { listUnnamed } from '../../../server/src/records/erasure.ts'
import { listKeptIn } from '../../../server/src/records/profile.ts'
import {
  countProfile,
  findBetween,
  findOnProfile,
  listBetween,
  listProfile,
  listReadyOnProfile,
} from '../../../server/src/records/profile-list.ts'
import { listLinksOf, listViewsOf } from '../../../server/src/records/viewing.ts'
import { largeLibrary } from '../../world/large-library.ts'
import { anna, eva } from '../../world/people.ts'
import { explained } from '../../world/plans.ts'
import { atEnd } from '../../world/until.ts'

/* What is read of a patient's documents grows with that patient's own, and not with the library of the practitioner. */

const theirs = { practitioner: eva.id, patient: anna.id, appointment: undefined }
const own = { patient: anna.id, document: undefined, limit: 9 }
const reads: Readonly<Record<string, (db: Db) => Promise<unknown>>> = {
  'a page of a profile': (db) => listProfile(db, { ...theirs, after: { id: 'x', created_at: 1 }, limit: 9 }),
  'how many are on a profile': (db) => countProfile(db, theirs),
  'whether there is any': (db) => findOnProfile(db, eva.id, anna.id),
  'the appointments of these two': (db) => listBetween(db, eva.id, anna.id, 9),
  'one of their appointments': (db) => findBetween(db, eva.id, anna.id, 'x'),
  'what the patient sees': (db) => listReadyOnProfile(db, anna.id, 9),
  'who opened it': (db) => listViewsOf(db, own),
  'what was shared': (db) => listLinksOf(db, own),
  'whose names stay': (db) => listKeptIn(db, 'x'),
  'whose names need not stay any more': (db) => listUnnamed(db, '', 9),
}

test.each(Object.entries(reads))('%s is found by the patient or the document', async (_, read) => {
  const { database, records } = await largeLibrary(1)
  atEnd(() => records.close())
  const { db, plansOf } = explained(database)
  const lines = await plansOf(() => read(db))
  expect(lines.length).toBeGreaterThan(0)
  const ofDocuments = lines.filter((line) => line.startsWith('SEARCH documents'))
  expect(ofDocuments.filter((line) => !line.endsWith('sqlite_autoindex_documents_1 (id=?)'))).toEqual([])
  expect(lines.filter((line) => line.startsWith('SCAN') && line !== 'SCAN theirs')).toEqual([])
})
