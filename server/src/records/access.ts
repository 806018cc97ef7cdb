import { prepareList } from './prepared.ts'

/** Access sessions by their ids; those that are over are not there, or have expired. Needs at least one id. */
export const listAccesses = prepareList((db, ids: readonly string[]) =>
  db.selectFrom('accesses').selectAll().where('id', 'in', ids),
)
