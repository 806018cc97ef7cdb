import { type Static, Type } from 'typebox'
import { ErrorCode } from './error.ts'
import { Decision, FileTypeName } from './file.ts'
import { AppId, CallerId, GivenInstant, Instant } from './id.ts'
import { ViewWay } from './link.ts'
import { ContentUse } from './ticket.ts'

export const auditKinds = [
  'appointment-registered',
  'appointment-ended',
  'appointment-blanked',
  'appointment-erased',
  'participant-added',
  'participant-removed',
  'person-erased',
  'token-issued',
  'connected',
  'disconnected',
  'refused',
  'request-asked',
  'request-declined',
  'request-answered',
  'request-reopened',
  'request-withdrawn',
  'request-expired',
  'file-offered',
  'file-received',
  'file-undecided',
  'file-decided',
  'file-ready',
  'file-rejected',
  'file-prompted',
  'ticket-issued',
  'file-sent',
  'file-viewed',
  'file-downloaded',
  'file-withdrawn',
  'file-expired',
  'document-offered',
  'document-received',
  'document-undecided',
  'document-decided',
  'document-ready',
  'document-rejected',
  'document-kept',
  'document-changed',
  'document-attached',
  'document-detached',
  'document-sent',
  'document-viewed',
  'document-downloaded',
  'document-deleted',
  'document-unlocked',
  'documents-ordered',
  'link-shared',
  'link-withdrawn',
  'link-restored',
  'code-issued',
  'code-asked',
  'code-wrong',
  'code-used-up',
  'access-opened',
  'access-stayed',
  'access-closed',
] as const

/** What can be changed of a document or of its attachment. */
export const documentChanges = [
  'name',
  'sensitivity',
  'visibility',
  'expiresAt',
  'availability',
  'position',
] as const

/** What a registration can change: the people of each role, their names, who has paid, the times, the plan. */
export const registrationChanges = [
  'practitioner',
  'staff',
  'patients',
  'names',
  'paid',
  'startsAt',
  'endsAt',
  'plan',
  'title',
  'template',
] as const

/**
 * One line of an appointment's audit: what was offered, asked, decided, fetched, observed and refused, by whom, when.
 * Ids, sizes, digests and network addresses only; never a person's name, a file's name or a text.
 */
export const AuditEntry = Type.Object({
  at: Instant,
  kind: Type.Enum(auditKinds),
  /** Who did it; absent where the server did. */
  by: Type.Optional(AppId),
  /** Whom it happened to. */
  participant: Type.Optional(AppId),
  transfer: Type.Optional(CallerId),
  request: Type.Optional(CallerId),
  file: Type.Optional(CallerId),
  size: Type.Optional(Type.Integer()),
  document: Type.Optional(CallerId),
  /** The appointment to which a document was attached, or in which it was sent. */
  session: Type.Optional(AppId),
  /** The share link and the access session, and by which way a document was opened. */
  link: Type.Optional(CallerId),
  access: Type.Optional(CallerId),
  way: Type.Optional(ViewWay),
  type: Type.Optional(Type.Union([FileTypeName, Type.Literal('other')])),
  sha256: Type.Optional(Type.String()),
  code: Type.Optional(ErrorCode),
  /** What the practitioner decided about a file about which the check could not. */
  decision: Type.Optional(Decision),
  /** The IP address from which it was done. */
  address: Type.Optional(Type.String()),
  /** What a ticket is for. */
  use: Type.Optional(ContentUse),
  /** The first and the last byte that one answer was to carry. */
  start: Type.Optional(Type.Integer({ minimum: 0 })),
  end: Type.Optional(Type.Integer({ minimum: 0 })),
  /** The most bytes that went out. Of an answer that was cut, the last ones may not have arrived. */
  bytes: Type.Optional(Type.Integer({ minimum: 0 })),
  /** Whether all of them went out; false for an answer that was cut. */
  whole: Type.Optional(Type.Boolean()),
  /** The reader was redirected to the store, at an address that opens the whole content. */
  redirected: Type.Optional(Type.Literal(true)),
  /** The bytes were fetched before anybody saw them. */
  ahead: Type.Optional(Type.Literal(true)),
  /** How often the same refusal came again within a minute after the first line. */
  count: Type.Optional(Type.Integer({ minimum: 1 })),
  /** What a registration changed, or what was changed of a document. */
  changed: Type.Optional(Type.Array(Type.Enum([...registrationChanges, ...documentChanges]))),
})
export type AuditEntry = Static<typeof AuditEntry>
export type AuditKind = AuditEntry['kind']

/** One line of the audit of all appointments, documents and desks. */
export const ExportedEntry = Type.Object({
  /** Absent in a line about a document or a practitioner's desk. */
  appointment: Type.Optional(AppId),
  /** The practitioner, in a line about their desk. */
  desk: Type.Optional(AppId),
  /** The patient, in a line about their files in all appointments. */
  patient: Type.Optional(AppId),
  /** Counts the lines of its appointment, document or desk, from 1 and without a gap. */
  number: Type.Integer({ minimum: 1 }),
  ...AuditEntry.properties,
})
export type ExportedEntry = Static<typeof ExportedEntry>

/** The audit of one document as NDJSON, or as a table (CSV, RFC 4180) with a line of names first. */
export const DocumentAuditWish = Type.Object(
  { as: Type.Optional(Type.Union([Type.Literal('ndjson'), Type.Literal('csv')])) },
  { additionalProperties: false },
)
export type DocumentAuditWish = Static<typeof DocumentAuditWish>

/** Exports the lines from `since` on; without `since`, all lines. */
export const ExportWish = Type.Object({ since: Type.Optional(GivenInstant) }, { additionalProperties: false })
