import type { TSchema } from 'typebox'
import { documentExamples } from './document-examples.ts'
import type { Example } from './example.ts'
import { liveExamples } from './live-examples.ts'

/** One whole valid example of each body that is taken and answered, and of each event. */
export const examples: readonly Example[] = [...liveExamples, ...documentExamples]

const known = new Map(examples)

/** The example of a schema; of a union that of its first part that has one. */
export function exampleOf(schema: TSchema): unknown {
  if (known.has(schema)) return known.get(schema)
  const { anyOf = [] } = schema as { anyOf?: readonly TSchema[] }
  return anyOf.map((part) => known.get(part)).find((value) => value !== undefined)
}
