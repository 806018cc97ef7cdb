import * as protocol from '@chairside/protocol'
import type { TSchema } from 'typebox'
import { described } from './descriptions.ts'

const isSchema = (value: unknown): value is TSchema =>
  typeof value === 'object' && value !== null && '~kind' in value

const named: readonly (readonly [string, TSchema])[] = Object.entries<unknown>(protocol).flatMap(
  ([name, value]) => (isSchema(value) ? [[name, value] as const] : []),
)

/** The name of a schema of the protocol; of two that are alike the first one's. */
export const nameOf = (schema: TSchema): string | undefined =>
  named.find(([, one]) => one === schema)?.[0] ?? byText.get(JSON.stringify(schema))

const byText = new Map(named.toReversed().map(([name, schema]) => [JSON.stringify(schema), name]))

/** A schema with each part that the protocol names as a reference to its component. */
export type Referring = Readonly<Record<string, unknown>>

/** Writes schemas by reference, and keeps those that were referred to. */
export interface SchemaBook {
  refer(schema: TSchema): Referring
  /** Everything that was referred to, by its name. */
  components(): Readonly<Record<string, Referring>>
}

export function openSchemaBook(): SchemaBook {
  const used = new Map<string, Referring>()
  const walk = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(walk)
    if (typeof value !== 'object' || value === null) return value
    const name = nameOf(value as TSchema)
    return name === undefined ? parts(value) : refer(name, value as TSchema)
  }
  const parts = (value: object): Referring =>
    Object.fromEntries(Object.entries(value).map(([key, field]) => [key, walk(field)]))
  const refer = (name: string, schema: TSchema): Referring => {
    if (!used.has(name)) {
      // Before its parts are written, which may refer to it.
      used.set(name, {})
      used.set(name, described(name, parts(schema)))
    }
    return { $ref: `#/components/schemas/${name}` }
  }
  return {
    refer: (schema) => walk(schema) as Referring,
    components: () => Object.fromEntries([...used].sort(([one], [other]) => (one < other ? -1 : 1))),
  }
}
