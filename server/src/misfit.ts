import {
  appIdPattern,
  callerIdPattern,
  type Details,
  givenInstantPattern,
  type Wanted,
} from '@chairside/protocol'
import { nearest } from './nearest.ts'

/** The part of JSON Schema that the protocol uses. */
interface Schema {
  readonly type?: 'string' | 'number' | 'integer' | 'boolean' | 'array' | 'object' | 'null'
  readonly anyOf?: readonly Schema[]
  readonly enum?: readonly unknown[]
  readonly const?: unknown
  readonly properties?: Readonly<Record<string, Schema>>
  readonly required?: readonly string[]
  readonly additionalProperties?: unknown
  readonly items?: Schema
  readonly pattern?: string
  readonly minLength?: number
  readonly maxLength?: number
  readonly minItems?: number
  readonly maxItems?: number
  readonly minimum?: number
  readonly maximum?: number
}

/**
 * The first thing in which a value does not fit its schema; undefined for one that fits. It stops there, so that a value
 * with very many faults costs no more than one. `at` is where the value stands: a JSON pointer.
 */
export function misfitIn(schema: Schema, value: unknown, at = ''): Details | undefined {
  const choices = choicesOf(schema)
  if (choices !== undefined)
    return choices.includes(value)
      ? undefined
      : { found: 'not-allowed', field: at, choices: choices.map(String) }
  if (schema.anyOf !== undefined) return misfitInAny(schema.anyOf, value, at)
  if (schema.type !== undefined && !isOf(schema, value))
    return { found: 'wrong-kind', field: at, wanted: wantedBy(schema), came: kindOf(value) }
  if (typeof value === 'string') return misfitInText(schema, value, at)
  if (typeof value === 'number') return outside(value, [schema.minimum, schema.maximum], at, 'number')
  if (Array.isArray(value)) return misfitInList(schema, value, at)
  return typeof value === 'object' && value !== null
    ? misfitInObject(schema, value as Readonly<Record<string, unknown>>, at)
    : undefined
}

/** The values that a schema allows, if it lists them. */
function choicesOf({ enum: listed, const: only, anyOf }: Schema): readonly unknown[] | undefined {
  if (listed !== undefined) return listed
  if (only !== undefined) return [only]
  const each = anyOf?.map(({ const: one }) => one)
  return each?.every((one) => one !== undefined) ? each : undefined
}

/** What is wrong by the member of a union that the value is most like. */
function misfitInAny(members: readonly Schema[], value: unknown, at: string): Details | undefined {
  const misfits = members.map((member) => misfitIn(member, value, at))
  if (misfits.includes(undefined)) return undefined
  const alike = members.map((member) => likeness(member, value))
  return misfits[alike.indexOf(Math.max(...alike))]
}

/** 0 for a value of another kind, and more the more fields of an object the schema knows. */
function likeness(schema: Schema, value: unknown): number {
  if (!isOf(schema, value)) return 0
  if (typeof value !== 'object' || value === null) return 1
  return 1 + Object.keys(schema.properties ?? {}).filter((name) => Object.hasOwn(value, name)).length
}

function misfitInText(
  { pattern, minLength, maxLength }: Schema,
  text: string,
  at: string,
): Details | undefined {
  const length = outside([...text].length, [minLength, maxLength], at, 'text')
  if (length !== undefined || pattern === undefined || new RegExp(pattern).test(text)) return length
  const wanted = written[pattern]
  return { found: 'wrong-form', field: at, ...(wanted && { wanted }) }
}

function misfitInList(
  { items, minItems, maxItems }: Schema,
  list: readonly unknown[],
  at: string,
): Details | undefined {
  const length = outside(list.length, [minItems, maxItems], at, 'list')
  if (length !== undefined || items === undefined) return length
  for (const [place, item] of list.entries()) {
    const misfit = misfitIn(items, item, `${at}/${place}`)
    if (misfit !== undefined) return misfit
  }
  return undefined
}

function misfitInObject(
  { properties = {}, required = [], additionalProperties }: Schema,
  object: Readonly<Record<string, unknown>>,
  at: string,
): Details | undefined {
  if (additionalProperties === false)
    for (const name in object)
      if (!Object.hasOwn(properties, name)) return unknownField(name, Object.keys(properties), at)
  const missing = required.find((name) => object[name] === undefined)
  if (missing !== undefined) return { found: 'missing', field: `${at}/${missing}` }
  for (const [name, schema] of Object.entries(properties)) {
    const misfit = object[name] === undefined ? undefined : misfitIn(schema, object[name], `${at}/${name}`)
    if (misfit !== undefined) return misfit
  }
  return undefined
}

/** What may be a field's name. Other texts of the caller are not repeated. */
const plainName = /^[A-Za-z][A-Za-z0-9_.-]{0,39}$/

function unknownField(name: string, known: readonly string[], at: string): Details {
  if (!plainName.test(name)) return { found: 'unknown-field', field: at }
  const meant = nearest(name, known)
  return {
    found: 'unknown-field',
    field: `${at}/${name}`,
    ...(meant === undefined ? { choices: [...known] } : { meant }),
  }
}

/** `of` says what is counted: characters of a text, entries of a list, or the number itself. */
function outside(
  actual: number,
  [least = Number.NEGATIVE_INFINITY, most = Number.POSITIVE_INFINITY]: readonly [
    number | undefined,
    number | undefined,
  ],
  field: string,
  wanted: Wanted,
): Details | undefined {
  if (actual < least) return { found: 'too-small', field, wanted, limit: least }
  return actual > most ? { found: 'too-large', field, wanted, limit: most } : undefined
}

/** What a text with this pattern is. */
const written: Readonly<Record<string, Wanted>> = {
  [appIdPattern]: 'id',
  [callerIdPattern]: 'uuid',
  [givenInstantPattern]: 'instant',
}

function isOf({ type }: Schema, value: unknown): boolean {
  if (type === undefined) return true
  switch (type) {
    case 'integer':
      return Number.isInteger(value)
    case 'number':
      return Number.isFinite(value)
    case 'array':
      return Array.isArray(value)
    case 'object':
      return typeof value === 'object' && value !== null && !Array.isArray(value)
    case 'null':
      return value === null
    case 'string':
      return typeof value === 'string'
    case 'boolean':
      return typeof value === 'boolean'
  }
}

const kinds = {
  string: 'text',
  number: 'number',
  integer: 'whole-number',
  boolean: 'true-or-false',
  array: 'list',
  object: 'object',
  null: 'nothing',
} as const

function wantedBy({ type = 'object', pattern }: Schema): Wanted {
  return pattern === givenInstantPattern ? 'instant' : kinds[type]
}

function kindOf(value: unknown): Wanted {
  if (value === null || value === undefined) return 'nothing'
  if (Array.isArray(value)) return 'list'
  const type = typeof value
  return type === 'string' || type === 'number' || type === 'boolean' ? kinds[type] : 'object'
}
