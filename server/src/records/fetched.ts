import { prepareList, prepareRun } from './prepared.ts'
import type { FetchedRow } from './tables.ts'

/** Which bytes of these contents one person has fetched for one use. Needs at least one id. */
export const listFetched = prepareList(
  (db, uploads: readonly string[], { person, use }: Pick<FetchedRow, 'person' | 'use'>) =>
    db
      .selectFrom('fetched')
      .select(['upload', 'ranges'])
      .where('upload', 'in', uploads)
      .where('person', '=', person)
      .where('use', '=', use),
)

/** Needs at least one row. All rows have the same columns. */
export const saveFetched = prepareRun((db, rows: readonly FetchedRow[]) =>
  db
    .insertInto('fetched')
    .values(rows)
    .onConflict((conflict) =>
      conflict
        .columns(['upload', 'person', 'use'])
        .doUpdateSet(({ ref }) => ({ ranges: ref('excluded.ranges') })),
    ),
)
