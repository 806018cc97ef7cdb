import { setImmediate as turn } from 'node:timers/promises'
import type { DatabaseConnection, Dialect, Driver } from 'kysely'
import type { Database } from '../../server/src/seams.ts'

/**
 * Delays each query by a turn of the event loop, as a database in another process does. Queries outside a transaction
 * may then see different moments.
 */
export function unhurried(database: Database): Database {
  const { dialect } = database
  const slow = (connection: DatabaseConnection): DatabaseConnection => ({
    executeQuery: async (query) => {
      await turn()
      return connection.executeQuery(query)
    },
    streamQuery: (query, size) => connection.streamQuery(query, size),
  })
  const createDriver = (): Driver => {
    const driver = dialect.createDriver()
    return {
      init: () => driver.init(),
      acquireConnection: async () => slow(await driver.acquireConnection()),
      beginTransaction: (connection, settings) => driver.beginTransaction(connection, settings),
      commitTransaction: (connection) => driver.commitTransaction(connection),
      rollbackTransaction: (connection) => driver.rollbackTransaction(connection),
      releaseConnection: (connection) => driver.releaseConnection(connection),
      destroy: () => driver.destroy(),
    }
  }
  const wrapped: Dialect = {
    createAdapter: () => dialect.createAdapter(),
    createDriver,
    createIntrospector: (db) => dialect.createIntrospector(db),
    createQueryCompiler: () => dialect.createQueryCompiler(),
  }
  return { ...database, dialect: wrapped }
}
