import {
  ChairsideError,
  callerIdPattern,
  cleanText,
  type ErrorCode,
  type FoundReason,
  normalizeId,
  type Problem,
  type TextKind,
  textKeyword,
} from '@chairside/protocol'
import type { TSchema } from 'typebox'
import { Compile } from 'typebox/compile'

/**
 * Takes a received value, checks it against its schema, turns its ids into their one form, cleans its texts of people and
 * gives it back. Changes objects in place. Throws when the value does not fit, before or after cleaning.
 */
export type Reader = (value: unknown) => unknown

/** @param code of the error for a value that does not fit: BAD_REQUEST names the field and never its content */
export function createReader(schema: TSchema, code: ErrorCode = 'BAD_REQUEST'): Reader {
  const check = Compile(schema)
  const normalize = normalizerOf(schema) ?? ((value: unknown) => value)
  const holdsTexts = JSON.stringify(schema).includes(`"${textKeyword}"`)
  return (value) => {
    if (check.Check(value)) {
      const read = normalize(value)
      if (!holdsTexts || check.Check(read)) return read
    }
    if (code !== 'BAD_REQUEST') throw new ChairsideError(code)
    const [error] = errorsIn(check, beginningOf(value, deepest))
    throw new ChairsideError(misfit(error ?? errorsIn(check, value)[0]))
  }
}

/** How many members of a list or an object are searched for an error: more than any schema allows. */
const mostMembers = 201
/** How many levels of lists and objects are cut to `mostMembers`: more than any schema has. */
const deepest = 8

/**
 * A value with at most `mostMembers` members in each list and object. TypeBox looks at everything before it tells the
 * first error, so that 60,000 wrong members would cost a tenth of a second.
 */
function beginningOf(value: unknown, depth: number): unknown {
  if (typeof value !== 'object' || value === null || depth === 0) return value
  if (Array.isArray(value)) return value.slice(0, mostMembers).map((member) => beginningOf(member, depth - 1))
  const begun: [string, unknown][] = []
  for (const name in value) {
    if (begun.length === mostMembers) break
    begun.push([name, beginningOf((value as Record<string, unknown>)[name], depth - 1)])
  }
  return Object.fromEntries(begun)
}

/** What is wrong. TypeBox reports an unknown field twice: the report with the caller's name for it is left out. */
function errorsIn(check: ReturnType<typeof Compile>, value: unknown): SchemaError[] {
  return check.Errors(value).filter(({ keyword }) => keyword !== 'boolean')
}

/** An error of a schema's check, as TypeBox tells it. */
interface SchemaError {
  readonly keyword: string
  readonly instancePath: string
  readonly params: object
}

/** The reason for each keyword of JSON Schema; `not-allowed` for any other. */
const reasons: Readonly<Record<string, FoundReason>> = {
  required: 'missing',
  type: 'wrong-kind',
  pattern: 'wrong-form',
  format: 'wrong-form',
  additionalProperties: 'unknown-field',
  minimum: 'too-small',
  minLength: 'too-small',
  minItems: 'too-small',
  maximum: 'too-large',
  maxLength: 'too-large',
  maxItems: 'too-large',
}

function misfit(error: SchemaError | undefined): Problem {
  const { keyword = '', instancePath = '', params = {} } = error ?? {}
  const found = reasons[keyword] ?? 'not-allowed'
  // The name of a missing field is the schema's; that of an unknown one is the caller's, and is not repeated.
  const [missing] = 'requiredProperties' in params ? (params.requiredProperties as string[]) : []
  return {
    code: 'BAD_REQUEST',
    found,
    field: missing === undefined ? instancePath : `${instancePath}/${missing}`,
  }
}

type Normalize = (value: unknown) => unknown

/** Undefined for a schema without ids and texts of people. Both occur in objects and lists, never in a union. */
function normalizerOf(schema: TSchema): Normalize | undefined {
  const {
    pattern,
    properties,
    items,
    [textKeyword]: text,
  } = schema as {
    pattern?: string
    [textKeyword]?: TextKind
    properties?: Record<string, TSchema>
    items?: TSchema
  }
  if (pattern === callerIdPattern) return (id) => normalizeId(String(id))
  if (text !== undefined) return (raw) => cleanText(text, String(raw))
  if (items !== undefined) return listNormalizer(items)
  return properties === undefined ? undefined : objectNormalizer(properties)
}

function listNormalizer(items: TSchema): Normalize | undefined {
  const normalize = normalizerOf(items)
  return normalize && ((list) => (list as unknown[]).map(normalize))
}

function objectNormalizer(properties: Readonly<Record<string, TSchema>>): Normalize | undefined {
  const fields = Object.entries(properties).flatMap(([name, schema]) => {
    const normalize = normalizerOf(schema)
    return normalize === undefined ? [] : [{ name, normalize }]
  })
  if (fields.length === 0) return undefined
  return (value) => {
    const object = value as Record<string, unknown>
    for (const { name, normalize } of fields)
      if (object[name] !== undefined) object[name] = normalize(object[name])
    return object
  }
}
