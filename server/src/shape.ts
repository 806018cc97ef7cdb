import { ChairsideError, callerIdPattern, type ErrorCode, normalizeId } from '@chairside/protocol'
import type { TSchema } from 'typebox'
import { Compile } from 'typebox/compile'

/** Checks a received value against its schema and normalizes its ids in place. Throws when it misfits. */
export type Reader = (value: unknown) => unknown

/**
 * @param code of the error for a value that does not fit
 * @param whole names the whole value in that error, which names fields and never contents
 */
export function createReader(schema: TSchema, whole: string, code: ErrorCode = 'BAD_REQUEST'): Reader {
  const check = Compile(schema)
  const normalize = normalizerOf(schema) ?? ((value: unknown) => value)
  return (value) => {
    if (check.Check(value)) return normalize(value)
    const [first] = check.Errors(value)
    const seen = `${first?.instancePath || whole} ${first?.message ?? 'is not as it should be'}`
    throw new ChairsideError(code === 'BAD_REQUEST' ? { code, seen } : code)
  }
}

type Normalize = (value: unknown) => unknown

/** Undefined for a schema without ids. Ids occur in objects and lists, never in a union. */
function normalizerOf(schema: TSchema): Normalize | undefined {
  const { pattern, properties, items } = schema as {
    pattern?: string
    properties?: Record<string, TSchema>
    items?: TSchema
  }
  if (pattern === callerIdPattern) return (id) => normalizeId(String(id))
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
