import type { Compilable, CompiledQuery } from 'kysely'
import { encode } from './columns.ts'
import type { Db } from './database.ts'
import { Slot } from './slot.ts'

/** Runs once, with placeholders: it must not branch on its arguments or compute with them. */
type Build<Values extends readonly unknown[], Row> = (db: Db, ...values: Values) => Compilable<Row>

/** Prepares a query, which is built on its first run and reused with other values. Gives all rows. */
export function prepareList<Values extends readonly unknown[], Row>(
  build: Build<Values, Row>,
): (db: Db, ...values: Values) => Promise<Row[]> {
  const run = prepare(build)
  return async (db, ...values) => (await run(db, values)).rows
}

/** Like `prepareList`; gives the first row, or undefined. */
export function prepareFirst<Values extends readonly unknown[], Row>(
  build: Build<Values, Row>,
): (db: Db, ...values: Values) => Promise<Row | undefined> {
  const run = prepare(build)
  return async (db, ...values) => (await run(db, values)).rows[0]
}

/** Like `prepareFirst`, for a query that always gives a row; throws when it gives none. */
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

/** Like `prepareList`, for a query without a result. */
export function prepareRun<Values extends readonly unknown[]>(
  build: Build<Values, unknown>,
): (db: Db, ...values: Values) => Promise<void> {
  const run = prepare(build)
  return async (db, ...values) => void (await run(db, values))
}

/** How many texts of one query are kept: every length of a list and set of columns needs its own. */
const mostTexts = 100

/**
 * Keeps the text of a query, for each kind of database and each shape of its values: building it takes about
 * as long as SQLite needs to answer it.
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
    const parameters = text.parameters.map((one) => (one instanceof Slot ? encode(one.in(values)) : one))
    return db.executeQuery<Row>({ ...text, parameters })
  }
}

function shapeOf(values: readonly unknown[]): string {
  let shape = ''
  for (const value of values) {
    if (Array.isArray(value)) shape += `[${value.length}${isRow(value[0]) ? Object.keys(value[0]) : ''}]`
    else if (isRow(value)) shape += `{${Object.keys(value)}}`
    else shape += '.'
  }
  return shape
}

function slotsOf(value: unknown, argument: number): unknown {
  if (Array.isArray(value))
    return value.map((one, at) => (isRow(one) ? rowOf(one, argument, at) : new Slot(argument, at)))
  return isRow(value) ? rowOf(value, argument) : new Slot(argument)
}

const isRow = (value: unknown): value is object => typeof value === 'object' && value !== null

const rowOf = (row: object, argument: number, ...path: readonly number[]): Record<string, Slot> =>
  Object.fromEntries(Object.keys(row).map((key) => [key, new Slot(argument, ...path, key)]))
