import type { LibraryOrder } from '@chairside/protocol'
import { expect, test } from 'vitest'
import { type LibraryQuery, listLibrary, type StoredDocument } from '../../../server/src/records/document.ts'
import { findLibrary, lockLibrary } from '../../../server/src/records/library.ts'
import { largeLibrary } from '../../world/large-library.ts'
import { eva } from '../../world/people.ts'
import { costly, explained } from '../../world/plans.ts'
import { atEnd } from '../../world/until.ts'

/* A large library is read by pages, each by the index of its order. */

const [count, limit] = [10_000, 50]
const orders = ['newest', 'name', 'size'] as const satisfies readonly LibraryOrder[]

/** A library of 10,000 documents, a tenth of them deleted, and how SQLite reads a page of it. */
async function openLarge() {
  const { database, records } = await largeLibrary(count, (at) => at % 10 === 9)
  const { db, plansOf } = explained(database)
  atEnd(() => records.close())
  const page = (order: LibraryOrder, wish: Partial<LibraryQuery> = {}): Promise<StoredDocument[]> =>
    listLibrary(db, {
      ...{ practitioner: eva.id, order, place: undefined, kind: undefined, search: undefined },
      ...{ after: undefined, limit, now: 1_000_000 },
      ...wish,
    })
  const plan = (order: LibraryOrder, wish: Partial<LibraryQuery> = {}): Promise<string[]> =>
    plansOf(() => page(order, wish))
  return { db, page, plan, plansOf }
}

const indexes = { newest: 'documents_newest', name: 'documents_by_name', size: 'documents_by_size' } as const

test('a page of a library of 10,000 documents is read by the index of its order: nothing is scanned or sorted', async () => {
  const { page, plan } = await openLarge()
  for (const order of orders) {
    const [last] = (await page(order, { limit: 4_000 })).slice(-1)
    const wishes: readonly Partial<LibraryQuery>[] = [
      {},
      { after: last },
      { after: last, place: 'unopened' },
      { after: last, place: 'attached' },
      { place: 'expired' },
      { place: 'deleted' },
      { kind: 'pdf', search: 'week' },
    ]
    for (const wish of wishes) {
      const lines = await plan(order, wish)
      console.log([`${order} ${JSON.stringify(Object.keys(wish))}`, ...lines].join('\n  '))
      expect(lines[0]).toContain(`SEARCH documents USING INDEX ${indexes[order]} (practitioner=?`)
      expect(costly(lines)).toEqual([])
      // What was deleted, or else what was not, is not even passed over.
      expect(lines[0]).toContain('(practitioner=? AND <expr>=?')
    }
    // Equal values of the order are told apart by the id: a page begins exactly behind the one before.
    expect((await plan(order, { after: last }))[0]).toMatch(
      /\(practitioner=\? AND <expr>=\? AND \(\w+,id\)[<>]\(\?,\?\)\)/,
    )
  }
}, 60_000)

test('its pages, one after the other, have each document once and in order', async () => {
  const { page } = await openLarge()
  for (const order of orders) {
    const all: StoredDocument[] = []
    for (let after: StoredDocument | undefined; ; after = all.at(-1)) {
      const found = await page(order, { after, limit: 500 })
      all.push(...found)
      if (found.length < 500) break
    }
    expect(new Set(all.map(({ id }) => id)).size).toBe(count * 0.9)
    expect(all).toHaveLength(count * 0.9)
    const pairs = all.slice(1).map((one, at) => [all[at], one] as const)
    const follows = {
      newest: (before: StoredDocument, one: StoredDocument) => before.created_at >= one.created_at,
      name: (before: StoredDocument, one: StoredDocument) => before.folded <= one.folded,
      size: (before: StoredDocument, one: StoredDocument) => before.size >= one.size,
    }[order]
    expect(pairs.every(([before, one]) => before && follows(before, one))).toBe(true)
  }
}, 60_000)

test('what it holds is read from one row, by a page and by an offer', async () => {
  const { db, page, plansOf } = await openLarge()
  const all = await page('newest', { limit: count })
  const held = { documents: count * 0.9, bytes: all.reduce((sum, { size }) => sum + size, 0) }
  for (const read of [findLibrary, lockLibrary]) {
    expect(await read(db, eva.id)).toEqual(held)
    const lines = await plansOf(() => read(db, eva.id))
    console.log([read.name, ...lines].join('\n  '))
    expect(lines.filter((line) => line.includes('documents'))).toEqual([])
    expect(costly(lines)).toEqual([])
  }
  expect(await plansOf(() => findLibrary(db, eva.id))).toEqual([
    'SEARCH libraries USING INDEX sqlite_autoindex_libraries_1 (practitioner=?)',
  ])
}, 60_000)
