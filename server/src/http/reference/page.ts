import { createHash } from 'node:crypto'
import { type ErrorCode, errorKinds } from '@chairside/protocol'
import type { Message, SocketDescription } from './asyncapi.ts'
import { fieldsOf, typeOf } from './fields.ts'
import { type Html, html, json, prose } from './html.ts'
import type { HttpDescription, Json, Operation } from './openapi.ts'
import { script, style } from './page-style.ts'
import { tags } from './tags.ts'

const hashOf = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`

/** The page runs its own script and loads nothing. */
export const referencePolicy = [
  "default-src 'none'",
  `script-src ${hashOf(script)}`,
  `style-src ${hashOf(style)}`,
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')

const who: Readonly<Record<string, string>> = {
  key: "your backend's API key",
  token: 'a token',
  proof: 'the proof of an access session',
}

/** Both descriptions as one page for people: readable without its script, which only filters. */
export function referencePage(http: HttpDescription, socket: SocketDescription): string {
  const operations = Object.entries(http.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
  )
  const sections = tags.map(({ name, description }) => ({
    id: idOf(name),
    name,
    description,
    entries: operations
      .filter(({ operation }) => operation.tags.includes(name))
      .map((one) => callOf(one, http)),
  }))
  const { messages } = socket.channels.socket
  const parts = [
    ...sections,
    {
      ...{ id: 'socket', name: 'Socket', description: String((socket.info as Json).description) },
      entries: Object.entries(messages)
        .filter(([key]) => !key.endsWith('.reply'))
        .map(([key, message]) => messageOf(key, message, messages[`${key}.reply`])),
    },
    {
      ...{ id: 'schemas', name: 'Schemas', description: 'What bodies, answers and messages are made of.' },
      entries: Object.entries({ ...socket.components.schemas, ...http.components.schemas })
        .sort(([one], [other]) => (one < other ? -1 : 1))
        .map(([name, schema]) => schemaOf(name, schema as Json)),
    },
    {
      ...{
        id: 'errors',
        name: 'Errors',
        description: 'Every code, with its sentence as the server writes it.',
      },
      entries: Object.entries(http.components.examples).map(([code, example]) =>
        errorOf(code, example as Json),
      ),
    },
  ]
  const { html: text } = html`<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Chairside reference</title>
<style>${{ html: style }}</style>
<header>
<h1>Chairside reference</h1>
<p>${prose(String((http.info as Json).description))}</p>
<p>For programs: <a href="openapi.json">openapi.json</a>, <a href="asyncapi.json">asyncapi.json</a>.</p>
</header>
<nav aria-label="Parts of the reference">
<input type="search" aria-label="Filter by words" placeholder="Filter: token, webhook, NOT_FOUND …">
<span role="status" class="soft"></span>
<ul>${parts.map(({ id, name }) => html`<li><a href="#${id}">${name}</a></li>`)}</ul>
</nav>
<main>${parts.map(
    ({ id, name, description, entries }) =>
      html`<section><h2 id="${id}">${name}</h2><p>${prose(description)}</p>${entries}</section>`,
  )}</main>
<script>${{ html: script }}</script>
</html>
`
  return text
}

const idOf = (name: string): string => name.toLowerCase().replaceAll(' ', '-')

/** An entry that opens, with the words by which it is found. */
const entry = (id: string, words: readonly string[], head: Html, inside: readonly (Html | Html[])[]): Html =>
  html`<details id="${id}" data-words="${words.join(' ').toLowerCase()}">${head}<div class="inside">${inside.map((part) => html`${part}`)}</div></details>`

function callOf(
  { path, method, operation }: { path: string; method: string; operation: Operation },
  http: HttpDescription,
): Html {
  const { operationId, summary, security, parameters, requestBody, responses } = operation
  const needs = security.flatMap((one) => Object.keys(one)).map((name) => who[name] ?? name)
  const entries = Object.entries(responses)
  const answers = entries.filter(([, answer]) => !('$ref' in answer))
  const codes = entries.flatMap(([, answer]) => ('$ref' in answer ? codesIn(http, String(answer.$ref)) : []))
  const head = html`<summary><b>${method.toUpperCase()}</b><code>${path}</code><span>${prose(summary)}</span></summary>`
  return entry(operationId, [method, path, summary, operationId, ...codes], head, [
    html`<p>Needs ${needs.length === 0 ? 'nothing' : needs.join(' or ')}.</p>`,
    parameters.length === 0
      ? []
      : html`<h3>Parameters</h3><ul class="fields">${parameters.map(parameterOf)}</ul>`,
    requestBody === undefined ? [] : html`<h3>Body</h3>${contentsOf(requestBody)}`,
    answers.map(
      ([status, answer]) =>
        html`<h3>${status}: ${prose(String(answer.description))}</h3>${contentsOf(answer)}`,
    ),
    html`<h3>Refusals</h3><p>${codes.map((code) => html`<a href="#error-${code}"><code>${code}</code></a> `)}</p>`,
  ])
}

function codesIn({ components }: HttpDescription, reference: string): string[] {
  const { description } = components.responses[reference.slice(reference.lastIndexOf('/') + 1)] as Json
  return String(description).replaceAll('`', '').split(', ')
}

const parameterOf = (parameter: Json): Html => {
  const {
    name,
    in: where,
    required,
    schema,
  } = parameter as { name: string; in: string; required?: boolean; schema: Json }
  return html`<li><code>${name}</code> <span class="soft">in the ${where}: ${typeOf(schema)}${required ? '' : ', optional'}</span></li>`
}

const contentsOf = ({ content = {} }: Json): Html[] =>
  Object.entries(content as Record<string, { schema?: Json; example?: unknown }>).map(
    ([type, { schema, example }]) =>
      html`<p><code>${type}</code>${schema === undefined ? '' : html`: ${typeOf(schema)}`}</p>${example === undefined ? '' : json(example)}`,
  )

function messageOf(key: string, message: Message, reply: Message | undefined): Html {
  const {
    name,
    summary,
    payload,
    examples = [],
  } = message as Message & { examples?: readonly { payload: unknown }[] }
  const kind = key.startsWith('event.') ? 'event' : reply === undefined ? 'packet' : 'command'
  const [answer] = (reply?.examples ?? []) as readonly { payload: unknown }[]
  const head = html`<summary><b>${kind}</b><code>${name}</code><span>${summary}</span></summary>`
  return entry(`message-${key}`, [kind, name, summary], head, [
    html`<p>${typeOf(payload)}</p>`,
    examples.map((one) => json(one.payload)),
    answer === undefined ? [] : html`<h3>Reply</h3>${json(answer.payload)}`,
  ])
}

const schemaOf = (name: string, schema: Json): Html =>
  entry(
    `schema-${name}`,
    [name, 'schema'],
    html`<summary class="one"><code>${name}</code><span>${shortly(schema)}</span></summary>`,
    [
      schema.description === undefined ? [] : html`<p>${String(schema.description)}</p>`,
      html`${fieldsOf(schema)}`,
    ],
  )

const shortly = (schema: Json): Html =>
  'properties' in schema
    ? html`${Object.keys(schema.properties as Json).join(', ')}`
    : html`${typeOf(schema)}`

function errorOf(code: string, { value, description }: Json): Html {
  const { status, retry } = errorKinds[code as ErrorCode]
  const { error } = value as { error: { message: string } }
  const head = html`<summary class="one"><code>${code}</code><span>${status}: ${error.message}</span></summary>`
  return entry(`error-${code}`, [code, `${status}`, error.message], head, [
    html`<p>${retry ? 'The same call may succeed later.' : 'The same call would be refused again.'} ${prose(String(description))}</p>`,
    json(value),
  ])
}
