import { type Static, type TObject, type TSchema, Type } from 'typebox'
import { PatientChange, RegisteredAppointment, Registration } from './appointment.ts'
import {
  AttachmentWish,
  AttachToMany,
  SessionChange,
  SessionDocument,
  SessionDocuments,
  Template,
} from './attachment.ts'
import { AuditEntry, ExportedEntry, ExportWish } from './audit.ts'
import { type CommandName, type Commands, commands } from './commands.ts'
import {
  Document,
  DocumentChange,
  DocumentDecision,
  DocumentOffer,
  KeepWish,
  LibraryPage,
  LibrarySearch,
  LibraryWish,
  Reach,
} from './document.ts'
import { Erasure } from './erasure.ts'
import { Liveness, Readiness } from './health.ts'
import { AppId, CallerId } from './id.ts'
import { fillPath, pageRoutes } from './page-routes.ts'
import { ArchiveTicket, PatientFiles, PatientFilesWish, SeenAs } from './patient-files.ts'
import { Snapshot } from './snapshot.ts'
import { Ticket, TicketWish } from './ticket.ts'
import { IssuedToken, TokenWish } from './token.ts'
import { ReceivedFiles, Transfer, TransferOffer } from './transfer.ts'

/** One address with one method. */
export interface Route {
  readonly method: 'GET' | 'HEAD' | 'PUT' | 'POST' | 'PATCH' | 'DELETE' | 'OPTIONS'
  /** As OpenAPI writes it: `/v1/appointments/{id}`. */
  readonly path: string
  /** The parts of the path in braces. */
  readonly params: TObject
  /** The query parameters. */
  readonly query?: TObject
  /** The JSON body, where the address takes one. */
  readonly takes?: TSchema
  /** The media type of a body that is not JSON. */
  readonly takesAs?: 'multipart/form-data' | 'application/offset+octet-stream'
  /** The JSON body of a successful answer, if it has one; for NDJSON, one line of it. */
  readonly answers?: TSchema
  readonly answersAs?: 'application/x-ndjson' | 'image/webp'
  /** Who may call it: the embedding backend with its key, a person with a token, either of them, or anyone. */
  readonly caller: 'backend' | 'participant' | 'either' | 'anyone'
  readonly summary: string
}

const nothing = Type.Object({})
const byAppId = Type.Object({ id: AppId })
const byCallerId = Type.Object({ id: CallerId })
const byTicket = Type.Object({ ticket: Type.String({ maxLength: 2000 }) })

const appointment = '/v1/appointments/{id}'
const byDocument = Type.Object({ id: CallerId, appointment: AppId })
const documentUpload = { path: pageRoutes.sendDocumentBytes.path, params: byCallerId }
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
    answers: IssuedToken,
    caller: 'backend',
    summary: "A token for a practitioner's desk",
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
    takes: TicketWish,
    answers: Ticket,
    caller: 'participant',
    summary: 'The right to fetch a file without a header',
  },
  describeUploads: {
    method: 'OPTIONS',
    ...upload,
    caller: 'anyone',
    summary: 'What uploads here can do (tus)',
  },
  findUpload: {
    method: 'HEAD',
    ...upload,
    caller: 'participant',
    summary: 'Where an upload stands (tus)',
  },
  sendBytes: {
    ...upload,
    ...pageRoutes.sendBytes,
    caller: 'participant',
    summary: 'Bytes of a file from an offset on (tus)',
  },
  endUpload: {
    method: 'DELETE',
    ...upload,
    caller: 'participant',
    summary: 'Withdraw a file (tus termination)',
  },
  issueFilesToken: {
    method: 'POST',
    path: '/v1/patients/{id}/tokens',
    params: byAppId,
    answers: IssuedToken,
    caller: 'backend',
    summary: "A token for a patient's files in all their appointments",
  },
  createDocument: {
    ...pageRoutes.createDocument,
    params: nothing,
    takes: DocumentOffer,
    answers: Document,
    caller: 'either',
    summary: 'Add a document to a library, and attach it at once if wanted; its bytes follow',
  },
  readDocument: {
    ...pageRoutes.readDocument,
    params: byCallerId,
    answers: Document,
    caller: 'either',
    summary: 'One document',
  },
  changeDocument: {
    ...pageRoutes.changeDocument,
    params: byCallerId,
    takes: DocumentChange,
    answers: Document,
    caller: 'either',
    summary: 'Rename a document, or change its sensitivity, expiry or default visibility',
  },
  deleteDocument: {
    ...pageRoutes.deleteDocument,
    params: byCallerId,
    answers: Document,
    caller: 'either',
    summary: 'Delete a document for everyone; its record stays',
  },
  reachOfDocument: {
    ...pageRoutes.reachOfDocument,
    params: byCallerId,
    answers: Reach,
    caller: 'either',
    summary: 'How many patients can open a document now',
  },
  decideDocument: {
    ...pageRoutes.decideDocument,
    params: byCallerId,
    takes: DocumentDecision,
    answers: Document,
    caller: 'either',
    summary: 'Decide about a document about which the virus check could not',
  },
  describeDocumentUploads: {
    method: 'OPTIONS',
    ...documentUpload,
    caller: 'anyone',
    summary: 'What uploads of documents can do (tus)',
  },
  findDocumentUpload: {
    method: 'HEAD',
    ...documentUpload,
    caller: 'either',
    summary: 'Where the upload of a document stands (tus)',
  },
  sendDocumentBytes: {
    ...documentUpload,
    ...pageRoutes.sendDocumentBytes,
    caller: 'either',
    summary: 'Bytes of a document from an offset on (tus)',
  },
  endDocumentUpload: {
    method: 'DELETE',
    ...documentUpload,
    caller: 'either',
    summary: 'Give up the upload of a document, and delete it (tus termination)',
  },
  sendDocumentForm: {
    method: 'POST',
    path: '/v1/documents/{id}/file',
    params: byCallerId,
    takesAs: 'multipart/form-data',
    answers: ReceivedFiles,
    caller: 'either',
    summary: 'The bytes of a document as a form with one file',
  },
  issueDocumentTicket: {
    ...pageRoutes.issueDocumentTicket,
    params: byCallerId,
    takes: TicketWish,
    answers: Ticket,
    caller: 'either',
    summary: 'The right to fetch a document without a header',
  },
  readThumbnail: {
    ...pageRoutes.readThumbnail,
    params: byCallerId,
    caller: 'either',
    summary: 'The thumbnail of a picture',
  },
  readDocumentAudit: {
    method: 'GET',
    path: '/v1/documents/{id}/audit',
    params: byCallerId,
    answers: AuditEntry,
    answersAs: 'application/x-ndjson',
    caller: 'backend',
    summary: 'What was done with a document, one JSON object a line (NDJSON)',
  },
  attachDocument: {
    ...pageRoutes.attachDocument,
    params: byDocument,
    takes: AttachmentWish,
    answers: SessionDocument,
    caller: 'either',
    summary: 'Attach a document to an appointment, or change how it is attached',
  },
  changeAttachment: {
    method: 'PATCH',
    path: pageRoutes.attachDocument.path,
    params: byDocument,
    takes: AttachmentWish,
    answers: SessionDocument,
    caller: 'either',
    summary: 'Change how a document is attached',
  },
  detachDocument: {
    ...pageRoutes.detachDocument,
    params: byDocument,
    answers: SessionDocuments,
    caller: 'either',
    summary: 'Take a document from an appointment; it stays in the library',
  },
  attachToMany: {
    method: 'POST',
    path: '/v1/documents/{id}/attachments',
    params: byCallerId,
    takes: AttachToMany,
    answers: Document,
    caller: 'either',
    summary: 'Attach a document to several appointments, all or none',
  },
  readLibrary: {
    ...pageRoutes.readLibrary,
    params: byAppId,
    query: LibraryWish,
    answers: LibraryPage,
    caller: 'either',
    summary: "A page of a practitioner's library",
  },
  searchLibrary: {
    ...pageRoutes.searchLibrary,
    params: byAppId,
    takes: LibrarySearch,
    answers: LibraryPage,
    caller: 'either',
    summary: "A page of a practitioner's documents by a part of their names",
  },
  readSession: {
    ...pageRoutes.readSession,
    params: byAppId,
    answers: SessionDocuments,
    caller: 'either',
    summary: 'What is attached to an appointment, for those who may edit it',
  },
  changeSession: {
    ...pageRoutes.changeSession,
    params: byAppId,
    takes: SessionChange,
    answers: SessionDocuments,
    caller: 'either',
    summary: 'Change several attachments of an appointment, or their order',
  },
  seeAs: {
    ...pageRoutes.seeAs,
    params: Type.Object({ id: AppId, patient: AppId }),
    answers: SeenAs,
    caller: 'either',
    summary: 'What a patient sees of an appointment, and why not the rest',
  },
  readPatientFiles: {
    ...pageRoutes.readPatientFiles,
    params: byAppId,
    query: PatientFilesWish,
    answers: PatientFiles,
    caller: 'either',
    summary: 'What a patient may open, by appointment, the newest first',
  },
  issueArchiveTicket: {
    ...pageRoutes.issueArchiveTicket,
    params: byAppId,
    answers: ArchiveTicket,
    caller: 'either',
    summary: 'The right to fetch everything in an appointment that the caller may open, as one ZIP',
  },
  keepFile: {
    ...pageRoutes.keepFile,
    params: byCallerId,
    takes: KeepWish,
    answers: Document,
    caller: 'participant',
    summary: 'Keep a received file as a document',
  },
  putTemplate: {
    method: 'PUT',
    path: '/v1/templates/{id}',
    params: byAppId,
    takes: Template,
    answers: Template,
    caller: 'backend',
    summary: 'Say which documents an appointment gets whose registration names this template',
  },
  readTemplate: {
    method: 'GET',
    path: '/v1/templates/{id}',
    params: byAppId,
    answers: Template,
    caller: 'backend',
    summary: 'One template',
  },
  readArchive: {
    method: 'GET',
    path: '/v1/archives/{ticket}',
    params: byTicket,
    caller: 'anyone',
    summary: 'The archive that a ticket opens',
  },
  readContent: {
    method: 'GET',
    ...content,
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
    summary: 'The records can be reached',
  },
  describeServer: {
    method: 'GET',
    path: '/openapi.json',
    params: nothing,
    answers: Type.Unknown(),
    caller: 'anyone',
    summary: 'This description (OpenAPI 3.1)',
  },
  ...commandRoutes,
} as const satisfies Record<string, Route>

export type Routes = typeof routes
export type RouteName = keyof Routes
export type ParamsOf<One extends Route> = Static<One['params']>

/** The path of a route with its parts filled in. */
export function pathOf<One extends Route>(
  { path }: One,
  ...[params]: keyof ParamsOf<One> extends never ? [] : [ParamsOf<One>]
): string {
  return fillPath(path, params ?? {})
}
