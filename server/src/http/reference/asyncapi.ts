import {
  type CommandName,
  commands,
  type EventName,
  events,
  Handshake,
  type HttpCommand,
  oldestVersion,
  protocolVersion,
  routes,
  socketPath,
  WireError,
} from '@chairside/protocol'
import type { TSchema } from 'typebox'
import { codesOfCommand } from './codes.ts'
import { exampleOf } from './examples.ts'
import type { Json } from './openapi.ts'
import { openSchemaBook, type SchemaBook } from './schemas.ts'

/** What AsyncAPI says of one message. */
export interface Message extends Json {
  readonly name: string
  readonly summary: string
  readonly payload: Json
}

export interface SocketDescription extends Json {
  readonly channels: { readonly socket: { readonly messages: Readonly<Record<string, Message>> } & Json }
  readonly operations: Readonly<Record<string, Json>>
  readonly components: { readonly schemas: Json } & Json
}

const eventSummaries: Readonly<Record<EventName, string>> = {
  snapshot: 'To a participant on connect; to a desk whenever a patient arrives in one of its appointments',
  desk: 'To a desk on connect: the snapshots of all appointments with a patient present, perhaps none',
  appointment: 'Times, plan, participants or presence changed',
  gone: "An appointment has left this desk: it is another practitioner's now",
  transfer: 'A transfer is new or changed',
  request: 'A request is new or changed',
  progress: 'Bytes of a file have come: a hint without a revision',
  documents: 'Documents changed for the one who is told: ask again',
  arriving: 'Bytes of a document have come: a hint without a revision',
  goodbye: 'Why the server is about to close the connection',
}

const manner =
  `Socket.IO 5 over Engine.IO 4, by a WebSocket alone, at \`${socketPath}/?EIO=4&transport=websocket\`. The first packet of a ` +
  'client carries the handshake as its `auth`; a refused one is answered by `connect_error`, whose `data` is the error. ' +
  'A command is an event of the client with an acknowledgement, which brings its reply. An event of the server is never ' +
  'acknowledged. What has a `revision` counts without a gap for each participant of an appointment: after a gap, ask for ' +
  '`snapshot`. A client of another version is told things in its own words.'

/** The socket, by AsyncAPI 3.0 (asyncapi.com/docs/reference/specification/v3.0.0), as the server sees it. */
export function describeSocket(): SocketDescription {
  const book = openSchemaBook()
  const told = Object.entries(events).map(([name, schema]) => ({
    name,
    // A command has the same name as an event.
    key: `event.${name}`,
    message: message(name, eventSummaries[name as EventName], schema, book),
  }))
  const handshake = {
    key: 'handshake',
    message: message('handshake', 'Who connects, and where: the `auth` of the first packet', Handshake, book),
  }
  const refused = {
    key: 'refused',
    message: message('connect_error', 'Why nobody was let in', WireError, book),
  }
  const asked = Object.entries(commands).map(([name, { takes, answers }]) => ({
    key: keyOf(name),
    reply: `${keyOf(name)}.reply`,
    message: message(name, summaryOf(name as CommandName), takes, book),
    answer: replyOf(name as CommandName, answers, book),
  }))
  return {
    asyncapi: '3.0.0',
    info: { title: 'Chairside, the socket', version: `${protocolVersion}`, description: manner },
    defaultContentType: 'application/json',
    servers: {
      chairside: {
        host: '{host}',
        protocol: 'wss',
        description: `Speaks the versions ${oldestVersion} to ${protocolVersion} of the protocol.`,
        variables: { host: { default: 'files.example', description: 'The host of your server' } },
        security: [{ $ref: '#/components/securitySchemes/token' }],
      },
    },
    channels: {
      socket: {
        address: socketPath,
        messages: Object.fromEntries([
          ...[handshake, refused, ...told, ...asked].map(({ key, message }) => [key, message] as const),
          ...asked.map(({ reply, answer }) => [reply, answer] as const),
        ]),
      },
    },
    operations: Object.fromEntries([
      ['connect', { ...operation('receive', 'handshake'), reply: channelReply('refused') }],
      ...told.map(({ name, key }) => [`tell.${name}`, operation('send', key)] as const),
      ...asked.map(
        ({ key, reply }) => [key, { ...operation('receive', key), reply: channelReply(reply) }] as const,
      ),
    ]),
    components: {
      schemas: book.components(),
      securitySchemes: {
        token: {
          type: 'apiKey',
          in: 'password',
          description:
            'The token of a participant, a desk or a patient’s files, as `token` of the handshake.',
        },
      },
    },
  }
}

const channel = { $ref: '#/channels/socket' }
const keyOf = (name: string): string => name.replaceAll(':', '.')
const refer = (key: string): Json => ({ $ref: `#/channels/socket/messages/${key}` })
const operation = (action: 'send' | 'receive', key: string): Json => ({
  action,
  channel,
  messages: [refer(key)],
})
const channelReply = (key: string): Json => ({ channel, messages: [refer(key)] })

function summaryOf(name: CommandName): string {
  return name === 'appointment:enter'
    ? 'Say where the participant is, as long as this connection lasts'
    : routes[name satisfies HttpCommand].summary
}

function message(name: string, summary: string, schema: TSchema, book: SchemaBook): Message {
  const payload = exampleOf(schema)
  return {
    ...{ name, summary, payload: book.refer(schema) },
    ...(payload !== undefined && { examples: [{ payload }] }),
  }
}

function replyOf(name: CommandName, answers: TSchema, book: SchemaBook): Message {
  const codes = codesOfCommand(name)
  const fails = {
    type: 'object',
    required: ['ok', 'error'],
    properties: {
      ok: { const: false },
      error: { allOf: [book.refer(WireError), { properties: { code: { enum: codes } } }] },
    },
  }
  const works = {
    type: 'object',
    required: ['ok', 'value'],
    properties: { ok: { const: true }, value: book.refer(answers) },
  }
  return {
    name: `${name} reply`,
    summary: `What is answered to \`${name}\``,
    payload: { oneOf: [works, fails] },
    examples: [{ payload: { ok: true, value: exampleOf(answers) } }],
  }
}
