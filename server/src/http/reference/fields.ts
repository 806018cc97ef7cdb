import { type Html, html } from './html.ts'
import type { Json } from './openapi.ts'

type Part = ReturnType<typeof html> | string

const link = (name: string): Html => html`<a href="#schema-${name}">${name}</a>`

const between = (parts: readonly Part[]): Part[] =>
  parts.flatMap((part, index) => (index === 0 ? [part] : [' | ', part]))

const listOf = (value: unknown): readonly Json[] => (Array.isArray(value) ? (value as Json[]) : [])

/** What a schema is, in one line: a link to a named one, its values, or its type with its bounds. */
export function typeOf(schema: Json): Part[] {
  const { $ref, type, items, anyOf, oneOf, const: value, enum: values } = schema
  if (typeof $ref === 'string') return [link($ref.slice($ref.lastIndexOf('/') + 1))]
  if (value !== undefined) return [html`<code>${JSON.stringify(value)}</code>`]
  if (Array.isArray(values)) return between(values.map((one) => html`<code>${JSON.stringify(one)}</code>`))
  const several = [...listOf(anyOf), ...listOf(oneOf)]
  if (several.length > 0) return between(several.map((one) => html`${typeOf(one)}`))
  if (type === 'array') return ['list of ', ...typeOf((items ?? {}) as Json), ...boundsOf(schema)]
  return [typeof type === 'string' ? type : 'anything', ...boundsOf(schema)]
}

function boundsOf({ minLength, maxLength, minimum, maximum, minItems, maxItems }: Json): string[] {
  const least = minLength ?? minimum ?? minItems
  const most = maxLength ?? maximum ?? maxItems
  if (typeof most === 'number' && most < Number.MAX_SAFE_INTEGER)
    return [least === undefined ? `, at most ${most}` : `, ${least} to ${most}`]
  return least === undefined || least === 0 ? [] : [`, at least ${least}`]
}

/** The fields of an object, each with its type; those of objects within it below. */
export function fieldsOf(schema: Json): Part[] {
  const several = [...listOf(schema.anyOf), ...listOf(schema.oneOf)].filter(hasFields)
  if (several.length > 0) return several.map((one) => html`${fieldsOf(one)}`)
  if (!hasFields(schema))
    return schema.pattern === undefined ? [] : [html`<p>Matches <code>${String(schema.pattern)}</code></p>`]
  const required = new Set(listOf(schema.required) as readonly unknown[])
  return [
    html`<ul class="fields">${Object.entries(schema.properties as Record<string, Json>).map(
      ([name, field]) =>
        html`<li><code>${name}</code> <span class="soft">${typeOf(field)}${required.has(name) ? '' : ', optional'}</span>${saidOf(field)}${inner(field)}</li>`,
    )}</ul>`,
  ]
}

const saidOf = ({ description }: Json): Part =>
  typeof description === 'string' ? html`<br><span class="soft">${description}</span>` : ''

const inner = (field: Json): Part[] =>
  field.type === 'array' ? fieldsOf((field.items ?? {}) as Json) : '$ref' in field ? [] : fieldsOf(field)

const hasFields = (schema: Json): boolean => typeof schema.properties === 'object'
