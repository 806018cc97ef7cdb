// The public surface of the SDK.
export {
  type AttachedVisibility,
  type Availability,
  ChairsideError,
  type Document,
  type DocumentKind,
  type DocumentPolicyName,
  type DocumentState,
  type ErrorCode,
  type FileState,
  type LinkLook,
  type LiveExchange,
  type Participant,
  type Place,
  type RequestState,
  type Role,
  type SeenAs,
  type Sensitivity,
  type Ticket,
  type TicketUse,
  type Visibility,
} from '@chairside/protocol'
export {
  type Appointment,
  type AskOptions,
  type JoinOptions,
  joinAppointment,
} from './appointment/appointment.ts'
export type { AppointmentEvents } from './appointment/appointment-events.ts'
export { type Desk, type DeskEvents, openDesk } from './appointment/desk.ts'
export type { AppointmentDocuments } from './appointment/documents-of.ts'
export type { Limits } from './appointment/limits.ts'
export type { Address } from './connection/address.ts'
export type { ConnectionState } from './connection/connection-state.ts'
export type { TokenSource } from './connection/token.ts'
export type { Archive } from './documents/archive.ts'
export type { AttachOptions } from './documents/attaching.ts'
export type { DocumentFields, DocumentPlace, LibraryDocument } from './documents/document.ts'
export { type Documents, type DocumentsEvents, openDocuments } from './documents/documents.ts'
export type { PatientFiles, PatientProfile } from './documents/files.ts'
export type { Library, LibraryView, UploadOptions } from './documents/library.ts'
export {
  type FilesOptions,
  type LibraryOptions,
  openFiles,
  openLibrary,
  openPatientDocuments,
  openSession,
  type PatientDocumentsOptions,
  type SessionOptions,
} from './documents/open.ts'
export type { OwnView } from './documents/own-view.ts'
export type { PatientDocument } from './documents/patient-document.ts'
export type { PatientSession } from './documents/patient-session.ts'
export type {
  PatientDocuments,
  PatientUploadOptions,
  ProfileAppointment,
  ProfilePlace,
} from './documents/profile.ts'
export type {
  AccessCode,
  DocumentView,
  DocumentViews,
  ProfileDocument,
  Shared,
} from './documents/profile-document.ts'
export type { ReceivedFile } from './documents/received-file.ts'
export type { SessionMaterial, SessionPatient } from './documents/session.ts'
export type { AttachmentFields, SessionDocument } from './documents/session-document.ts'
export type { DocumentUpload, UploadState } from './documents/upload.ts'
export type { ViewEvents } from './documents/view.ts'
export { type LinkOptions, openLink, type PatientLink } from './links/link.ts'
export type { OpenDocument, OpenDocumentEvents } from './links/open-document.ts'
export type { Batch, Party } from './live/exchange.ts'
export type { TransferFile } from './live/file.ts'
export type { SendOptions } from './live/offer.ts'
export type { Request } from './live/request.ts'
export type { Transfer } from './live/transfer.ts'
export type { AppWords } from './messages/app-words.ts'
export type { Told } from './photo/look.ts'
export { type PhotoLocation, showsLocation, toldBy, withoutLocation } from './photo/photo.ts'
export type { Whereabouts } from './upload/sending.ts'
export type { FileSource } from './upload/source.ts'
