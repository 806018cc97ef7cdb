import { type Static, Type } from 'typebox'
import { ErrorCode } from './error.ts'
import { FileTypeName } from './file.ts'
import { AppId, CallerId, Instant } from './id.ts'

export const auditKinds = [
  'appointment-registered',
  'appointment-ended',
  'appointment-blanked',
  'appointment-erased',
  'participant-removed',
  'person-erased',
  'request-asked',
  'request-declined',
  'request-answered',
  'request-reopened',
  'request-withdrawn',
  'request-expired',
  'file-offered',
  'file-received',
  'file-ready',
  'file-rejected',
  'file-prompted',
  'file-viewed',
  'file-downloaded',
  'file-withdrawn',
  'file-expired',
] as const

/**
 * One line of an appointment's audit: what was offered, asked, decided and observed, by whom, when.
 * Ids, sizes and digests only; never a person's name, a file's name or a text.
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
  type: Type.Optional(FileTypeName),
  sha256: Type.Optional(Type.String()),
  code: Type.Optional(ErrorCode),
})
export type AuditEntry = Static<typeof AuditEntry>
export type AuditKind = AuditEntry['kind']
