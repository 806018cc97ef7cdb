import { prepareFirst, prepareRun } from './prepared.ts'
import type { FetchedRow } from './tables.ts'

/** Which bytes of a content one person has fetched for one use; undefined for none. */
export const findFetched = prepareFirst((db, key: Omit<FetchedRow, 'ranges'>) =>
  db
    .selectFrom('fetched')
    .select('ranges')
    .where('upload', '=', key.upload)
    .where('person', '=', key.person)
    .where('use', '=', key.use),
)

export const saveFetched = prepareRun((db, row: FetchedRow) =>
  db
    .insertInto('fetched')
    .values(row)
    .onConflict((conflict) =>
      conflict
        .columns(['upload', 'person', 'use'])
        .doUpdateSet(({ ref }) => ({ ranges: ref('excluded.ranges') })),
    ),
)
