import {
  type ErrorCode,
  errorHeader,
  errorKinds,
  proofHeader,
  Refusal,
  type Route,
  type RouteName,
  routes,
  sentence,
  WebhookBody,
} from '@chairside/protocol'
import type { TSchema } from 'typebox'
import { serverVersion } from '../../version.ts'
import { advice } from './advice.ts'
import { codesOf } from './codes.ts'
import { exampleOf } from './examples.ts'
import { openSchemaBook, type SchemaBook } from './schemas.ts'
import { shown } from './shown.ts'
import { tagOf, tags } from './tags.ts'

export type Json = Readonly<Record<string, unknown>>

/** What OpenAPI says of one call. */
export interface Operation extends Json {
  readonly operationId: string
  readonly tags: readonly string[]
  readonly summary: string
  readonly security: readonly Json[]
  readonly parameters: readonly Json[]
  readonly requestBody?: Json
  readonly responses: Readonly<Record<string, Json>>
}

export interface HttpDescription extends Json {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>
  readonly components: { readonly schemas: Json; readonly responses: Json; readonly examples: Json } & Json
}

/** Every address of the server, by OpenAPI 3.1 (spec.openapis.org/oas/v3.1). */
export function describeHttp(): HttpDescription {
  const book = openSchemaBook()
  const refusals = openRefusals(book)
  const paths: Record<string, Record<string, Operation>> = {}
  for (const [name, route] of Object.entries<Route>(routes)) {
    const methods = paths[route.path] ?? {}
    methods[route.method.toLowerCase()] = describe(name as RouteName, route, { book, refusals })
    paths[route.path] = methods
  }
  const answered = Object.keys(routes).flatMap((name) => codesOf(name as RouteName))
  return {
    openapi: '3.1.0',
    info: {
      title: 'Chairside',
      version: serverVersion,
      summary: 'Real-time file exchange for live appointments.',
      description:
        'Ids of appointments and people are your own; those of documents, links, transfers, files and requests are UUIDs that ' +
        'the caller makes, so that the same call again is done once. Instants are taken with any offset, and answered in UTC. ' +
        `Every refusal has the header \`${errorHeader}\` with its code, and a body with that and a sentence; an answer without ` +
        'them comes from something in between. The socket is described by `/asyncapi.json`.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    tags,
    security: [{ key: [] }],
    paths,
    webhooks: { delivery: { post: describeDelivery(book) } },
    components: {
      schemas: book.components(),
      responses: refusals.components(),
      examples: Object.fromEntries([...new Set(answered)].sort().map((code) => [code, refusalExample(code)])),
      securitySchemes: {
        key: { type: 'http', scheme: 'bearer', description: "The API key of your app's backend." },
        token: {
          type: 'http',
          scheme: 'bearer',
          bearerFormat: 'JWT',
          description:
            'The token of a participant, of a practitioner’s desk, or of a patient’s files. What is not theirs is answered 404.',
        },
        proof: {
          type: 'apiKey',
          in: 'header',
          name: proofHeader,
          description: 'A proof by the page that opened the document (RFC 9449), made anew for each request.',
        },
      },
    },
  }
}

function describe(
  name: RouteName,
  route: Route,
  { book, refusals }: { book: SchemaBook; refusals: Refusals },
): Operation {
  const { summary, caller, takes, takesAs } = route
  const body = takes === undefined ? undefined : withExample(takes, book)
  return {
    operationId: name.replace(/:(\w)/, (_, letter: string) => letter.toUpperCase()),
    tags: [tagOf(route)],
    summary,
    security: securityOf(caller),
    parameters: parametersOf(route, book),
    ...(body && { requestBody: { required: true, content: { 'application/json': body } } }),
    ...(takesAs && { requestBody: { required: true, content: bytesOf(takesAs) } }),
    responses: { ...successOf(route, book), ...refusals.of(codesOf(name), route.method) },
  }
}

/** What the server sends to the address of a webhook (docs/webhooks.md). */
function describeDelivery(book: SchemaBook): Json {
  const signed = ['webhook-id', 'webhook-timestamp', 'webhook-signature']
  return {
    operationId: 'deliver',
    tags: ['Webhooks'],
    summary: 'Something happened, told to the address of a webhook, signed as Standard Webhooks says',
    security: [],
    parameters: signed.map((name) => ({ name, in: 'header', required: true, schema: { type: 'string' } })),
    requestBody: { required: true, content: { 'application/json': withExample(WebhookBody, book) } },
    responses: {
      '2XX': { description: 'It was heard' },
      410: { description: 'Nothing more is wanted here: the webhook is paused' },
      default: { description: 'It is delivered again, later and later' },
    },
  }
}

function securityOf(caller: Route['caller']): readonly Json[] {
  switch (caller) {
    case 'backend':
      return [{ key: [] }]
    case 'participant':
      return [{ token: [] }]
    case 'either':
      return [{ token: [] }, { key: [] }]
    case 'access':
      return [{ proof: [] }]
    case 'anyone':
      return []
  }
}

const withExample = (schema: TSchema, book: SchemaBook): Json => {
  const example = exampleOf(schema)
  return { schema: book.refer(schema), ...(example !== undefined && { example }) }
}

/** What a body that is no JSON may be. */
function bytesOf(type: NonNullable<Route['takesAs']>): Json {
  switch (type) {
    case 'multipart/form-data': {
      const part = { type: 'string', contentMediaType: 'application/octet-stream' }
      return { [type]: { schema: { type: 'object', additionalProperties: part } } }
    }
    case 'application/offset+octet-stream':
      return { [type]: {}, 'application/partial-upload': {} }
    case '*/*':
      return { [type]: {} }
  }
}

/** The headers of uploads: tus (tus.io/protocols/resumable-upload), or the IETF draft of resumable uploads. */
const header = (name: string, required: boolean, schema: Json, description: string): Json => ({
  ...{ name, in: 'header', required, schema, description },
})
const tusVersion = header('Tus-Resumable', false, { const: '1.0.0' }, 'By it a request speaks tus')
const complete = header('Upload-Complete', false, { enum: ['?0', '?1'] }, 'By it a request speaks the draft')
const uploadOffset = header('Upload-Offset', true, { type: 'integer', minimum: 0 }, 'Where this body begins')

function parametersOf({ params, query, method, path }: Route, book: SchemaBook): readonly Json[] {
  const isUpload = path.endsWith('/upload')
  return [
    ...Object.entries(params.properties).map(([name, schema]) => ({
      ...{ name, in: 'path', required: true, schema: book.refer(schema) },
    })),
    ...Object.entries(query?.properties ?? {}).map(([name, schema]) => {
      const isFlag = JSON.stringify(schema).includes('["","true"]')
      return { name, in: 'query', ...(isFlag && { allowEmptyValue: true }), schema: book.refer(schema) }
    }),
    ...(isUpload && !['OPTIONS', 'POST'].includes(method) ? [tusVersion] : []),
    ...(isUpload && ['PATCH', 'POST', 'HEAD'].includes(method) ? [complete] : []),
    ...(isUpload && method === 'PATCH' ? [uploadOffset] : []),
  ]
}

function successOf(route: Route, book: SchemaBook): Record<string, Json> {
  const { answers, answersAs, method, path } = route
  if (path.includes('{ticket}')) return contentOf(route)
  if (answersAs === 'image/webp') return { 200: { description: 'The picture', content: { [answersAs]: {} } } }
  if (answers !== undefined) {
    const table = path.endsWith('/documents/{id}/audit') ? { 'text/csv': { schema: { type: 'string' } } } : {}
    const content = { [answersAs ?? 'application/json']: withExample(answers, book), ...table }
    return { 200: { description: 'Done', content } }
  }
  const done = { description: 'Done', ...(path.endsWith('/upload') && { headers: uploadHeaders(method) }) }
  // Both dialects of uploads: tus answers a HEAD with 200, the draft with 204; it goes on at the address of a 201.
  if (method === 'HEAD') return { 200: done, ...(path.endsWith('/upload') && { 204: done }) }
  return { ...(method === 'POST' && path.endsWith('/upload') && { 201: done }), 204: done }
}

const uploadHeaders = (method: Route['method']): Json => {
  const number = { schema: { type: 'integer' } }
  if (method === 'OPTIONS') return { 'Tus-Version': { schema: { type: 'string' } }, 'Tus-Max-Size': number }
  return method === 'DELETE' ? {} : { 'Upload-Offset': number, 'Upload-Length': number }
}

function contentOf({ method, path }: Route): Record<string, Json> {
  const type = path.startsWith('/v1/archives/') ? 'application/zip' : '*/*'
  const content = method === 'HEAD' ? {} : { content: { [type]: {} } }
  return {
    200: { description: 'The whole content', ...content },
    ...(method === 'GET' && { 206: { description: 'A range of it', ...content } }),
    302: { description: 'With `S3_REDIRECT`: where it is in the bucket' },
    304: { description: 'It is the one that `If-None-Match` names' },
    ...(method === 'GET' && { 416: { description: 'It does not have this range' } }),
  }
}

/** The refusals of calls: an answer for each status and its codes. Equal ones are one component. */
interface Refusals {
  of(codes: readonly ErrorCode[], method: Route['method']): Record<string, Json>
  components(): Json
}

function openRefusals(book: SchemaBook): Refusals {
  const made = new Map<string, { name: string; answer: Json }>()
  const nameFor = (status: number): string => {
    const count = [...made.values()].filter(({ name }) => name.startsWith(`refused-${status}`)).length
    return `refused-${status}${count === 0 ? '' : `-${count + 1}`}`
  }
  return {
    of: (codes, method) =>
      Object.fromEntries(
        [...Map.groupBy(codes, (code) => errorKinds[code].status)].map(([status, some]) => {
          // The answer to a HEAD has no body.
          const key = `${method === 'HEAD' ? 'HEAD ' : ''}${some}`
          const known = made.get(key) ?? {
            name: nameFor(status),
            answer: { ...refusalOf(some), ...(method !== 'HEAD' && refusalBody(some, book)) },
          }
          made.set(key, known)
          return [status, { $ref: `#/components/responses/${known.name}` }]
        }),
      ),
    components: () => Object.fromEntries([...made.values()].map(({ name, answer }) => [name, answer])),
  }
}

const refusalOf = (codes: readonly ErrorCode[]): Json & { description: string } => ({
  description: codes.map((code) => `\`${code}\``).join(', '),
  headers: { [errorHeader]: { schema: { type: 'string', enum: codes } } },
})

function refusalBody(codes: readonly ErrorCode[], book: SchemaBook): Json {
  const code = { type: 'object', properties: { code: { enum: codes } } }
  const schema = { allOf: [book.refer(Refusal), { type: 'object', properties: { error: code } }] }
  const examples = Object.fromEntries(codes.map((one) => [one, { $ref: `#/components/examples/${one}` }]))
  return { content: { 'application/json': { schema, examples } } }
}

/** A refusal with the details that its sentence needs. */
function refusalExample(code: ErrorCode): Json {
  const { retry } = errorKinds[code]
  return {
    summary: retry ? 'The same call may succeed later' : 'The same call would be refused again',
    // The pages of docs/ that it names lie beside it there.
    description: advice[code].replace(/\[([^\]]+)\]\(([\w.]+)[^)]*\)/g, (_, words: string, page: string) =>
      words === page ? `docs/${page}` : `${words} (docs/${page})`,
    ),
    value: { error: { code, message: sentence({ code, ...shown[code] }), ...shown[code] } },
  }
}
