import type { Dialect, Driver } from 'kysely'
import type { Database } from '../../server/src/seams.ts'

/** A database whose driver the test has changed, such as to count transactions or to hold one. */
export function withDriver(database: Database, change: (driver: Driver) => void): Database {
  const { dialect } = database
  const changed: Dialect = {
    createDriver: () => {
      const driver = dialect.createDriver()
      change(driver)
      return driver
    },
    createQueryCompiler: () => dialect.createQueryCompiler(),
    createAdapter: () => dialect.createAdapter(),
    createIntrospector: (db) => dialect.createIntrospector(db),
  }
  return { ...database, dialect: changed }
}
