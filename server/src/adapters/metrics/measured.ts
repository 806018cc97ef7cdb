import type { Redis } from 'ioredis'
import type { DatabaseConnection, Dialect, Driver } from 'kysely'
import type { Meter } from '../../metrics.ts'
import type { Database, ObjectStore, Scanner } from '../../seams.ts'
import { createStopwatches } from './stopwatch.ts'

/** Gives what stands at the seams with its calls timed; without a meter as it is. */
export function measure(meter: Meter | undefined, elapsed: () => number) {
  return {
    store: (store: ObjectStore) => (meter === undefined ? store : measureStore(store, meter, elapsed)),
    scanner: (scanner: Scanner) => (meter === undefined ? scanner : measureScanner(scanner, meter, elapsed)),
    database: (database: Database) =>
      meter === undefined ? database : measureDatabase(database, meter, elapsed),
    redis: (redis: Redis) => {
      if (meter !== undefined) measureRedis(redis, meter, elapsed)
    },
  }
}

function measureStore(store: ObjectStore, meter: Meter, elapsed: () => number): ObjectStore {
  const stopwatch = createStopwatches<'append' | 'length' | 'seal' | 'read' | 'remove' | 'sweep'>(
    elapsed,
    (call, outcome) => meter.timer('store', { call, outcome }),
  )
  const [append, length, seal] = [stopwatch('append'), stopwatch('length'), stopwatch('seal')]
  const [read, remove, sweep] = [stopwatch('read'), stopwatch('remove'), stopwatch('sweep')]
  return {
    append: (...given) => append(() => store.append(...given)),
    length: (...given) => length(() => store.length(...given)),
    seal: (...given) => seal(() => store.seal(...given)),
    // Only the first bytes are timed: the others wait for their reader too.
    read: (key, range, reading) => ({
      [Symbol.asyncIterator]: () => {
        const flow = store.read(key, range, reading)[Symbol.asyncIterator]()
        let isFirst = true
        return {
          next: () => {
            if (!isFirst) return flow.next()
            isFirst = false
            return read(() => flow.next(), reading?.signal)
          },
          return: async () => (await flow.return?.()) ?? { done: true, value: undefined },
        }
      },
    }),
    remove: (...given) => remove(() => store.remove(...given)),
    sweep: (...given) => sweep(() => store.sweep(...given)),
    close: () => store.close(),
  }
}

function measureScanner(scanner: Scanner, meter: Meter, elapsed: () => number): Scanner {
  const stopwatch = createStopwatches<'scan' | 'prove'>(elapsed, (call, outcome) =>
    meter.timer('scanner', { call, outcome }),
  )
  const [scan, prove] = [stopwatch('scan'), stopwatch('prove')]
  return {
    scans: scanner.scans,
    scan: (key, size, signal) => scan(() => scanner.scan(key, size, signal), signal),
    prove: (signal) => prove(() => scanner.prove(signal), signal),
  }
}

function measureDatabase(database: Database, meter: Meter, elapsed: () => number): Database {
  const stopwatch = createStopwatches<'connect' | 'query' | 'commit' | 'durable', 'again'>(
    elapsed,
    (call, outcome) => meter.timer('database', { call, outcome }),
    // Transactions that meet do so every day: whoever was undone is run again, and most often succeeds.
    (error) => (database.isUndone(error) ? 'again' : undefined),
  )
  const [connecting, query] = [stopwatch('connect'), stopwatch('query')]
  const [committing, durable] = [stopwatch('commit'), stopwatch('durable')]
  const known = new WeakSet<DatabaseConnection>()

  const measureConnection = (connection: DatabaseConnection): DatabaseConnection => {
    if (known.has(connection)) return connection
    known.add(connection)
    const execute = connection.executeQuery.bind(connection)
    connection.executeQuery = (...given) => query(() => execute(...given))
    return connection
  }

  /** Changes the driver itself: a pool takes back no connection that it does not know. */
  const measureDriver = (driver: Driver): Driver => {
    const connect = driver.acquireConnection.bind(driver)
    const commit = driver.commitTransaction.bind(driver)
    driver.acquireConnection = async (...given) =>
      measureConnection(await connecting(() => connect(...given)))
    driver.commitTransaction = (...given) => committing(() => commit(...given))
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
    time: database.time,
    history: database.history,
    migrating: database.migrating,
    isUndone: (error) => database.isUndone(error),
    isUnanswered: (error) => database.isUnanswered(error),
    durable: () => durable(() => database.durable()),
    alone: (...given) => database.alone(...given),
    forget: () => database.forget(),
  }
}

/** Changes the client itself, which all who use Redis share. */
function measureRedis(redis: Redis, meter: Meter, elapsed: () => number): void {
  const timers = (call: 'publish' | 'count' | 'ping') => ({
    ok: meter.timer('redis', { call, outcome: 'ok' }),
    failed: meter.timer('redis', { call, outcome: 'failed' }),
  })
  const count = timers('count')
  // Scripts do nothing but count.
  const calls = { publish: timers('publish'), ping: timers('ping'), evalsha: count, eval: count }
  const send = redis.sendCommand.bind(redis)
  redis.sendCommand = (command, stream) => {
    const began = elapsed()
    const result = send(command, stream)
    const timed = Object.hasOwn(calls, command.name) && calls[command.name as keyof typeof calls]
    if (timed)
      void Promise.resolve(result).then(
        () => timed.ok((elapsed() - began) / 1000),
        // A Redis that has just started knows no script; it is sent once more, whole.
        (error) =>
          (/^NOSCRIPT/.test(String(error?.message)) ? timed.ok : timed.failed)((elapsed() - began) / 1000),
      )
    return result
  }
}
