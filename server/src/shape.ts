import {
  ChairsideError,
  callerIdPattern,
  cleanText,
  type Details,
  givenInstantPattern,
  normalizeId,
  normalizeInstant,
  type TextKind,
  textKeyword,
} from '@chairside/protocol'
import type { TSchema } from 'typebox'
import { Compile } from 'typebox/compile'
import { misfitIn } from './misfit.ts'

/**
 * Takes a received value, checks it against its schema, turns its ids and instants into their one form, cleans its texts
 * of people and gives it back. Changes objects in place. Throws BAD_REQUEST, which names the field and never its value, when
 * the value does not fit, before or after cleaning.
 */
export type Reader = (value: unknown) => unknown

export function createReader(schema: TSchema): Reader {
  const check = Compile(schema)
  const normalize = normalizerOf(schema) ?? ((value: unknown) => value)
  const text = JSON.stringify(schema)
  // A name can be empty once it is cleaned, and a month may not have the day of an instant.
  const mayChange = text.includes(`"${textKeyword}"`) || text.includes(JSON.stringify(givenInstantPattern))
  return (value) => {
    if (check.Check(value)) {
      const read = normalize(value)
      if (!mayChange || check.Check(read)) return read
    }
    const unknown: Details = { found: 'not-allowed', field: '' }
    throw new ChairsideError({ code: 'BAD_REQUEST', ...(misfitIn(schema, value) ?? unknown) })
  }
}

type Normalize = (value: unknown) => unknown

/**
 * Undefined for a schema without ids, instants and texts of people. These occur in objects and lists; in a union only an
 * instant does, beside null.
 */
function normalizerOf(schema: TSchema): Normalize | undefined {
  const {
    pattern,
    properties,
    items,
    anyOf,
    [textKeyword]: text,
  } = schema as {
    pattern?: string
    [textKeyword]?: TextKind
    properties?: Record<string, TSchema>
    items?: TSchema
    anyOf?: TSchema[]
  }
  if (anyOf?.some((member) => 'pattern' in member && member.pattern === givenInstantPattern))
    return (value) => (value === null ? null : oneInstant(value))
  if (pattern === givenInstantPattern) return oneInstant
  if (pattern === callerIdPattern) return (id) => normalizeId(String(id))
  if (text !== undefined) return (raw) => cleanText(text, String(raw))
  if (items !== undefined) return listNormalizer(items)
  return properties === undefined ? undefined : objectNormalizer(properties)
}

/** An instant in its one form; empty, which fits no schema, for one that does not exist. */
const oneInstant: Normalize = (given) => normalizeInstant(String(given)) ?? ''

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
