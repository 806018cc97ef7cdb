import type { DatabaseConnection, Dialect, Driver } from 'kysely'
import type { Meter } from '../../metrics.ts'
import type { Database, ObjectStore, Scanner } from '../../seams.ts'
import { createTimed } from './stopwatch.ts'

/** Gives what stands at the seams with its calls timed; without a meter as it is. */
export function measure(meter: Meter | undefined, elapsed: () => number) {
  return {
    store: (store: ObjectStore) => (meter === undefined ? store : measureStore(store, meter, elapsed)),
    scanner: (scanner: Scanner) => (meter === undefined ? scanner : measureScanner(scanner, meter, elapsed)),
    database: (database: Database) =>
      meter === undefined ? database : measureDatabase(database, meter, elapsed),
  }
}

function measureStore(store: ObjectStore, meter: Meter, elapsed: () => number): ObjectStore {
  const timed = createTimed<'append' | 'length' | 'seal' | 'read' | 'remove' | 'sweep'>(
    elapsed,
    (call, outcome, seconds) => meter.time('store', { call, outcome }, seconds),
  )
  return {
    append: (...given) => timed('append', () => store.append(...given)),
    length: (...given) => timed('length', () => store.length(...given)),
    seal: (...given) => timed('seal', () => store.seal(...given)),
    // Only the first bytes are timed: the others wait for their reader too.
    read: (key, range, reading) => ({
      [Symbol.asyncIterator]: () => {
        const flow = store.read(key, range, reading)[Symbol.asyncIterator]()
        let isFirst = true
        return {
          next: () => {
            if (!isFirst) return flow.next()
            isFirst = false
            return timed('read', () => flow.next(), reading?.signal)
          },
          return: async () => (await flow.return?.()) ?? { done: true, value: undefined },
        }
      },
    }),
    remove: (...given) => timed('remove', () => store.remove(...given)),
    sweep: (...given) => timed('sweep', () => store.sweep(...given)),
    close: () => store.close(),
  }
}

function measureScanner(scanner: Scanner, meter: Meter, elapsed: () => number): Scanner {
  const timed = createTimed<'scan' | 'prove'>(elapsed, (call, outcome, seconds) =>
    meter.time('scanner', { call, outcome }, seconds),
  )
  return {
    scans: scanner.scans,
    scan: (key, size, signal) => timed('scan', () => scanner.scan(key, size, signal), signal),
    prove: (signal) => timed('prove', () => scanner.prove(signal), signal),
  }
}

function measureDatabase(database: Database, meter: Meter, elapsed: () => number): Database {
  const timed = createTimed<'connect' | 'query' | 'commit' | 'durable'>(elapsed, (call, outcome, seconds) =>
    meter.time('database', { call, outcome }, seconds),
  )
  const known = new WeakSet<DatabaseConnection>()

  const measureConnection = (connection: DatabaseConnection): DatabaseConnection => {
    if (known.has(connection)) return connection
    known.add(connection)
    const execute = connection.executeQuery.bind(connection)
    connection.executeQuery = (...given) => timed('query', () => execute(...given))
    return connection
  }

  /** Changes the driver itself: a pool takes back no connection that it does not know. */
  const measureDriver = (driver: Driver): Driver => {
    const connect = driver.acquireConnection.bind(driver)
    const commit = driver.commitTransaction.bind(driver)
    driver.acquireConnection = async (...given) =>
      measureConnection(await timed('connect', () => connect(...given)))
    driver.commitTransaction = (...given) => timed('commit', () => commit(...given))
    return driver
  }

  const { dialect } = database
  const measured: Dialect = {
    createDriver: () => measureDriver(dialect.createDriver()),
    createQueryCompiler: () => dialect.createQueryCompiler(),
    createAdapter: () => dialect.createAdapter(),
    createIntrospector: (db) => dialect.createIntrospector(db),
  }
  return {
    dialect: measured,
    isShared: database.isShared,
    migrating: database.migrating,
    isUndone: (error) => database.isUndone(error),
    durable: () => timed('durable', () => database.durable()),
    alone: (...given) => database.alone(...given),
    forget: () => database.forget(),
  }
}
