import { newerThan } from '../records/database.ts'
import { migrations } from '../records/migrations/all.ts'

/**
 * Says which migrations are waiting. Throws a sentence where the records are of a newer version.
 *
 * @param done the names of those that were made; undefined for records that have no tables yet
 */
export function waiting(done: readonly string[] | undefined): {
  readonly count: number
  readonly says: string
} {
  const all = Object.keys(migrations)
  if (done === undefined)
    return {
      count: all.length,
      says: `It is empty: the first start makes its tables (${all.length} migrations).`,
    }
  const newer = newerThan(done)
  if (newer !== undefined) throw newer
  const left = all.filter((name) => !done.includes(name))
  if (left.length === 0) return { count: 0, says: `All ${all.length} migrations are done.` }
  const those = left.length === 1 ? '1 migration is waiting' : `${left.length} migrations are waiting`
  return { count: left.length, says: `${those}, which the next start makes (${left.join(', ')}).` }
}
