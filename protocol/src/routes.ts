import { type Static, type TSchema, Type } from 'typebox'
import { PatientChange, RegisteredAppointment, Registration } from './appointment.ts'
import { AuditEntry, ExportedEntry, ExportWish } from './audit.ts'
import { type CommandName, type Commands, commands } from './commands.ts'
import { Erasure } from './erasure.ts'
import { Health, Liveness, Readiness } from './health.ts'
import { AppId } from './id.ts'
import { LiveNews, LiveWish } from './live.ts'
import { fillPath, pageRoutes } from './page-routes.ts'
import { byAppId, byCallerId, byTicket, nothing, type Route } from './route.ts'
import { documentsRoutes } from './routes-of-documents.ts'
import { linksRoutes } from './routes-of-links.ts'
import { profileRoutes } from './routes-of-profiles.ts'
import { webhooksRoutes } from './routes-of-webhooks.ts'
import { Snapshot } from './snapshot.ts'
import { ContentTicketWish, ContentWish, Ticket } from './ticket.ts'
import { IssuedToken, TokenWish } from './token.ts'
import { ReceivedFiles, Transfer, TransferOffer } from './transfer.ts'

const appointment = '/v1/appointments/{id}'
const upload = { path: pageRoutes.sendBytes.path, params: byCallerId }
const content = { path: '/v1/content/{ticket}', params: byTicket }

/** The socket's commands that HTTP takes: all but the one about the connection itself. */
export type HttpCommand = Exclude<CommandName, 'appointment:enter'>

const commandSummaries: Readonly<Record<HttpCommand, string>> = {
  snapshot: 'What the caller may see of an appointment: everything live, and the newest of what is over',
  earlier: 'What is over and older than a snapshot or page told',
  'transfer:offer': 'Offer files to the other party',
  'transfer:add': 'Offer more files in an open transfer',
  'transfer:withdraw': 'Withdraw a transfer with its files',
  'file:pause': 'Pause a file that the caller sends',
  'file:resume': 'Let a paused file go on',
  'file:missing': 'Say that no page of the caller has the bytes of a file any more',
  'file:withdraw': 'Withdraw a file',
  'file:prompted': 'Say that the receiver was shown that the file is here',
  'file:dismiss': 'Answer the prompt of a file with "not now"',
  'file:decide': 'Decide about a file about which the virus check could not (practitioner)',
  'request:ask': 'Ask the patient for files',
  'request:decline': 'Decline a request for files',
  'request:note': 'Change the note of an open request for files',
  'request:withdraw': 'Withdraw a request for files',
}

export const httpCommands = Object.keys(commandSummaries) as HttpCommand[]

type CommandRoutes = {
  readonly [Name in HttpCommand]: {
    readonly method: 'POST'
    readonly path: `/v1/commands/${Name}`
    readonly params: typeof nothing
    readonly takes: Commands[Name]['takes']
    readonly answers: Commands[Name]['answers']
    readonly caller: 'participant'
    readonly summary: string
  }
}

const commandRoutes = Object.fromEntries(
  httpCommands.map((name) => [
    name,
    {
      method: 'POST',
      path: `/v1/commands/${name}`,
      params: nothing,
      ...commands[name],
      caller: 'participant',
      summary: commandSummaries[name],
    },
  ]),
) as unknown as CommandRoutes

/** Every address of the server. The server registers from this list, and clients build their addresses from it. */
export const routes = {
  registerAppointment: {
    method: 'PUT',
    path: appointment,
    params: byAppId,
    takes: Registration,
    answers: RegisteredAppointment,
    caller: 'backend',
    summary: 'Register or change an appointment',
  },
  readAppointment: {
    method: 'GET',
    path: appointment,
    params: byAppId,
    answers: RegisteredAppointment,
    caller: 'backend',
    summary: 'One appointment',
  },
  endAppointment: {
    method: 'DELETE',
    path: appointment,
    params: byAppId,
    query: Type.Object({ erase: Type.Optional(Type.Enum(['', 'true'])) }),
    answers: Type.Union([RegisteredAppointment, Erasure]),
    caller: 'backend',
    summary:
      'End an appointment; with `?erase` also end all rights, remove its bytes and blank its names and texts',
  },
  erasePerson: {
    method: 'DELETE',
    path: '/v1/people/{sub}',
    params: Type.Object({ sub: AppId }),
    answers: Erasure,
    caller: 'backend',
    summary:
      'Erase a person: their rights, their name, and whatever was exchanged with them, in every appointment',
  },
  changePatient: {
    method: 'PATCH',
    path: `${appointment}/patients/{patient}`,
    params: Type.Object({ id: AppId, patient: AppId }),
    takes: PatientChange,
    answers: RegisteredAppointment,
    caller: 'backend',
    summary: 'Say that a patient has paid',
  },
  issueToken: {
    method: 'POST',
    path: `${appointment}/tokens`,
    params: byAppId,
    takes: TokenWish,
    answers: IssuedToken,
    caller: 'backend',
    summary: 'A token for a participant',
  },
  issueDeskToken: {
    method: 'POST',
    path: '/v1/practitioners/{id}/tokens',
    params: byAppId,
    query: Type.Object({ new: Type.Optional(Type.Enum(['', 'true'])) }),
    answers: IssuedToken,
    caller: 'backend',
    summary:
      "A token for a practitioner's desk; with `?new` also of one who has no appointment and no document here yet",
  },
  readAudit: {
    method: 'GET',
    path: `${appointment}/audit`,
    params: byAppId,
    answers: AuditEntry,
    answersAs: 'application/x-ndjson',
    caller: 'backend',
    summary:
      'Every offer, request, verdict, fetch, receipt, access and refusal, one JSON object a line (NDJSON)',
  },
  exportAudit: {
    method: 'GET',
    path: '/v1/audit',
    params: nothing,
    query: ExportWish,
    answers: ExportedEntry,
    answersAs: 'application/x-ndjson',
    caller: 'backend',
    summary: 'The audit of all appointments and desks since an instant, oldest line first (NDJSON)',
  },
  offerTransfer: {
    method: 'POST',
    path: `${appointment}/transfers`,
    params: byAppId,
    takes: TransferOffer,
    answers: Transfer,
    caller: 'participant',
    summary: 'Offer files to the other party',
  },
  awaitSnapshot: {
    method: 'GET',
    path: `${appointment}/snapshot`,
    params: byAppId,
    query: Type.Object({ after: Type.Optional(Type.String({ pattern: '^\\d{1,15}$' })) }),
    answers: Snapshot,
    caller: 'participant',
    summary:
      'Everything that the caller may see of an appointment, as soon as its revision is above `after`, at the latest after 25 seconds',
  },
  awaitLive: {
    ...pageRoutes.awaitLive,
    params: nothing,
    takes: LiveWish,
    answers: LiveNews,
    caller: 'participant',
    summary:
      'What a socket would bring first, for a page without one: as soon as it is not as `after` says, at the latest after 25 seconds. The person counts as here meanwhile',
  },
  readTransfer: {
    method: 'GET',
    path: '/v1/transfers/{id}',
    params: byCallerId,
    answers: Transfer,
    caller: 'participant',
    summary: 'One transfer',
  },
  sendForm: {
    method: 'POST',
    path: '/v1/transfers/{id}/files',
    params: byCallerId,
    takesAs: 'multipart/form-data',
    answers: ReceivedFiles,
    caller: 'participant',
    summary:
      'The bytes of offered files; a part is named by its file id, or carries the filename under which just one was offered',
  },
  issueTicket: {
    ...pageRoutes.issueTicket,
    params: byCallerId,
    takes: ContentTicketWish,
    answers: Ticket,
    caller: 'either',
    summary: 'The right to fetch a file without a header; for the API key, into the record of the patient',
  },
  describeUploads: {
    method: 'OPTIONS',
    ...upload,
    caller: 'anyone',
    summary: 'What uploads here can do (tus, IETF draft)',
  },
  findUpload: {
    method: 'HEAD',
    ...upload,
    caller: 'participant',
    summary: 'Where an upload stands (tus, IETF draft)',
  },
  sendBytes: {
    ...upload,
    ...pageRoutes.sendBytes,
    caller: 'participant',
    summary: 'Bytes of a file from an offset on (tus, IETF draft)',
  },
  createUpload: {
    method: 'POST',
    ...upload,
    takesAs: '*/*',
    caller: 'participant',
    summary:
      'Bytes of a file from its beginning, which can be gone on with (IETF draft of resumable uploads)',
  },
  endUpload: {
    method: 'DELETE',
    ...upload,
    caller: 'participant',
    summary: 'Withdraw a file (tus termination, IETF draft)',
  },
  ...documentsRoutes,
  ...linksRoutes,
  ...profileRoutes,
  ...webhooksRoutes,
  readContent: {
    method: 'GET',
    ...content,
    query: ContentWish,
    caller: 'anyone',
    summary: 'The content that a ticket opens',
  },
  describeContent: {
    method: 'HEAD',
    ...content,
    caller: 'anyone',
    summary: 'The headers of the content that a ticket opens',
  },
  isLive: {
    ...pageRoutes.isLive,
    params: nothing,
    answers: Liveness,
    caller: 'anyone',
    summary: "The process answers, and says whether a page of the caller's origin may use it",
  },
  isReady: {
    method: 'GET',
    path: '/health/ready',
    params: nothing,
    answers: Readiness,
    caller: 'anyone',
    summary: 'Whether the server can serve, and which of its parts are away',
  },
  readHealth: {
    method: 'GET',
    path: '/v1/health',
    params: nothing,
    answers: Health,
    caller: 'backend',
    summary: 'What the server finds of its records, store, scanner, disk and clock',
  },
  describeServer: {
    method: 'GET',
    path: '/openapi.json',
    params: nothing,
    answers: Type.Unknown(),
    caller: 'anyone',
    summary: 'This description (OpenAPI 3.1)',
  },
  describeSocket: {
    method: 'GET',
    path: '/asyncapi.json',
    params: nothing,
    answers: Type.Unknown(),
    caller: 'anyone',
    summary: 'The description of the socket (AsyncAPI 3.0)',
  },
  ...commandRoutes,
} as const satisfies Record<string, Route>

export type Routes = typeof routes
export type RouteName = keyof Routes
export type ParamsOf<One extends Route> = Static<One['params']>

/** What a route takes and answers as JSON. */
export type TakesOf<One extends Route> = One extends { takes: infer Takes extends TSchema }
  ? Static<Takes>
  : undefined
export type AnswerOf<One extends Route> = One extends { answers: infer Answer extends TSchema }
  ? Static<Answer>
  : undefined
export type QueryOf<One extends Route> = One extends { query: infer Query extends TSchema }
  ? Static<Query>
  : undefined

/** The path of a route with its parts filled in. */
export function pathOf<One extends Route>(
  { path }: One,
  ...[params]: keyof ParamsOf<One> extends never ? [] : [ParamsOf<One>]
): string {
  return fillPath(path, params ?? {})
}
