import type {
  AuditKind,
  ErrorCode,
  FileFlag,
  FileState,
  FileType,
  Place,
  Plan,
  RequestState,
  Role,
} from '@chairside/protocol'

/*
 * The tables, the same on SQLite and PostgreSQL: ids are text, instants are milliseconds since the epoch, yes and
 * no are 1 and 0, lists and objects are JSON text.
 */

export interface AppointmentRow {
  id: string
  practitioner: string
  starts_at: number
  ends_at: number
  plan: Plan
  ended_at: number | null
  /** How many lines its record has. */
  lines: number
}

export interface ParticipantRow {
  appointment: string
  id: string
  role: Role
  name: string
  paid: number
  /** Their order in the registration. */
  position: number
  /**
   * Counts the changes that this participant may see. One counter for all would tell a patient that something
   * happens to another one.
   */
  revision: number
}

/** One open connection of a participant, or one that went less than the presence limit ago. */
export interface ConnectionRow {
  id: string
  appointment: string
  participant: string
  place: Place
  since: number
}

export interface TransferRow {
  id: string
  appointment: string
  sender: string
  receiver: string
  request: string | null
  state: 'open' | 'settled' | 'withdrawn'
  /** A digest of the offer, to tell a retried command from another one with the same id. */
  offer: string
  at: number
}

export interface FileRow {
  id: string
  transfer: string
  appointment: string
  position: number
  name: string
  /** Bytes, as declared. */
  size: number
  offer: string
  state: FileState
  /** Bytes stored when the last connection ended; the newest figure is with the upload itself. */
  bytes: number
  /** The next connection's number; see the newest upload connection wins. */
  epoch: number
  /** The sender holds it up. */
  held: number
  /** The check could not be reached and is tried again. */
  waiting: number
  object: string | null
  /** Its object is filled by a body that replaces the whole: one that did not end well is never gone on with. */
  whole: number
  /** What the sender of the newest connection says that all bytes are: their SHA-256 in hex. */
  digest: string | null
  code: ErrorCode | null
  details: string | null
  ready_at: number | null
  downloaded_at: number | null
  /** When it was rejected, withdrawn or expired. */
  ended_at: number | null
}

export interface ObjectRow {
  key: string
  size: number
  sha256: string | null
  crc32: number | null
  type: FileType | null
  /** FileFlag[] as JSON. */
  flags: string
  at: number
}

export interface RequestRow {
  id: string
  appointment: string
  asker: string
  asked: string
  note: string | null
  state: RequestState
  transfer: string | null
  reason: string | null
  at: number
  /** When it was answered, declined, withdrawn or expired. */
  ended_at: number | null
}

/** The id of an asking that was answered with a request that was open already. */
export interface RequestAliasRow {
  id: string
  request: string
  /** What was asked with it. */
  note: string | null
}

export type ReceiptKind = 'prompted' | 'dismissed' | 'viewed' | 'downloaded'

export interface ReceiptRow {
  file: string
  participant: string
  kind: ReceiptKind
  at: number
}

export interface LineRow {
  appointment: string
  number: number
  at: number
  kind: AuditKind
  /** The rest of a AuditEntry as JSON. */
  facts: string
}

/** A ticket that was begun; one that was not leaves no trace. */
export interface TicketRow {
  id: string
  begun_at: number
}

/** The one row that says which records these are, for what lies outside them. */
export interface IdentityRow {
  id: string
}

export interface Tables {
  appointments: AppointmentRow
  participants: ParticipantRow
  connections: ConnectionRow
  transfers: TransferRow
  files: FileRow
  objects: ObjectRow
  requests: RequestRow
  request_aliases: RequestAliasRow
  receipts: ReceiptRow
  lines: LineRow
  tickets: TicketRow
  identity: IdentityRow
}

export const parseFlags = (flags: string): FileFlag[] => JSON.parse(flags)
