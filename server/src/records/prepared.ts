import type { Compilable, CompiledQuery } from 'kysely'
import type { Db } from './database.ts'

/** Builds a query of its values, and may do no more with them than put them in: it sees others in their place. */
type Build<Values extends readonly unknown[], Row> = (db: Db, ...values: Values) => Compilable<Row>

/** A query that is built the first time it is run, and then run with other values: its rows, all of them. */
export function prepareList<Values extends readonly unknown[], Row>(
  build: Build<Values, Row>,
): (db: Db, ...values: Values) => Promise<Row[]> {
  const run = prepare(build)
  return async (db, ...values) => (await run(db, values)).rows
}

/** The same: its first row, undefined where there is none. */
export function prepareFirst<Values extends readonly unknown[], Row>(
  build: Build<Values, Row>,
): (db: Db, ...values: Values) => Promise<Row | undefined> {
  const run = prepare(build)
  return async (db, ...values) => (await run(db, values)).rows[0]
}

/** The same of a query that always finds something. */
export function prepareOne<Values extends readonly unknown[], Row>(
  build: Build<Values, Row>,
): (db: Db, ...values: Values) => Promise<Row> {
  const first = prepareFirst(build)
  return async (db, ...values) => {
    const row = await first(db, ...values)
    if (row === undefined) throw new Error('a query that always finds something has found nothing')
    return row
  }
}

/** The same of a query that is run for what it does. */
export function prepareRun<Values extends readonly unknown[]>(
  build: Build<Values, unknown>,
): (db: Db, ...values: Values) => Promise<void> {
  const run = prepare(build)
  return async (db, ...values) => void (await run(db, values))
}

/** Stands where a value is to come: one of the arguments, or a member of it. */
class Slot {
  readonly argument: number
  readonly member: string | number | undefined

  constructor(argument: number, member?: string | number) {
    this.argument = argument
    this.member = member
  }

  in(values: readonly unknown[]): unknown {
    const value = values[this.argument]
    return this.member === undefined ? value : (value as Record<string | number, unknown>)[this.member]
  }
}

/** Lists of other lengths and rows of other columns are other texts; so many of one query are kept. */
const mostTexts = 100

/**
 * Building a query takes about as long as SQLite needs to answer it, so the text of one is kept, for each kind of
 * database and each shape of its values.
 */
function prepare<Values extends readonly unknown[], Row>(build: Build<Values, Row>) {
  const kept = new WeakMap<object, Map<string, CompiledQuery<Row>>>()

  const textOf = (db: Db, values: Values): CompiledQuery<Row> => {
    const { adapter } = db.getExecutor()
    const texts = kept.get(adapter) ?? new Map<string, CompiledQuery<Row>>()
    kept.set(adapter, texts)
    const shape = shapeOf(values)
    const known = texts.get(shape)
    if (known !== undefined) return known
    if (texts.size === mostTexts) texts.clear()
    const text = build(db, ...(values.map(slotsOf) as unknown as Values)).compile()
    texts.set(shape, text)
    return text
  }

  return (db: Db, values: Values) => {
    const text = textOf(db, values)
    const parameters = text.parameters.map((one) => (one instanceof Slot ? one.in(values) : one))
    return db.executeQuery<Row>({ ...text, parameters })
  }
}

function shapeOf(values: readonly unknown[]): string {
  let shape = ''
  for (const value of values) {
    if (Array.isArray(value)) shape += `[${value.length}]`
    else if (typeof value === 'object' && value !== null) shape += `{${Object.keys(value)}}`
    else shape += '.'
  }
  return shape
}

function slotsOf(value: unknown, argument: number): unknown {
  if (Array.isArray(value)) return value.map((_, at) => new Slot(argument, at))
  if (typeof value !== 'object' || value === null) return new Slot(argument)
  return Object.fromEntries(Object.keys(value).map((key) => [key, new Slot(argument, key)]))
}
