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
 * The tables, the same on SQLite and PostgreSQL: ids are text, instants are milliseconds since the epoch,
 * booleans are 1 and 0, lists and objects are JSON text.
 */

/** An appointment, as registered. */
export interface AppointmentRow {
  id: string
  practitioner: string
  starts_at: number
  ends_at: number
  plan: Plan
  ended_at: number | null
  /** How many entries its audit has. */
  lines: number
}

/** A person registered in an appointment. */
export interface ParticipantRow {
  appointment: string
  id: string
  role: Role
  name: string
  paid: number
  /** The order in the registration. */
  position: number
  /**
   * Counts the changes that this participant may see. A shared counter would tell a patient of changes that
   * concern another one.
   */
  revision: number
}

/** A connection of a participant: open, or closed less than `limits.presence` ago. */
export interface ConnectionRow {
  id: string
  appointment: string
  participant: string
  place: Place
  since: number
}

/** One batch of files from a sender to a receiver. */
export interface TransferRow {
  id: string
  appointment: string
  sender: string
  receiver: string
  request: string | null
  state: 'open' | 'settled' | 'withdrawn'
  /** A digest of the offer, to tell a retry from another command with the same id. */
  offer: string
  at: number
}

/** One file of a transfer; `object` has its bytes. */
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
  /** Bytes stored when the last connection ended; `Progress` knows the newest figure. */
  bytes: number
  /** Counts the connections of the upload; the newest one wins. */
  epoch: number
  /** Whether the sender has paused it. */
  held: number
  /** Whether the check could not be made yet and will be tried again. */
  waiting: number
  object: string | null
  /** Whether a whole body fills its object: if that body is cut, its bytes are dropped, never continued. */
  whole: number
  /** The SHA-256 of the whole file in hex, as the newest connection's sender states. */
  digest: string | null
  code: ErrorCode | null
  details: string | null
  ready_at: number | null
  downloaded_at: number | null
  /** When it was rejected, withdrawn or expired. */
  ended_at: number | null
}

/** Stored bytes. The columns with null are filled by the check. */
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

/** A request for files. */
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

/** The id of an asking that was answered with the already open request. */
export interface RequestAliasRow {
  id: string
  request: string
  /** The note of that asking. */
  note: string | null
}

export type ReceiptKind = 'prompted' | 'dismissed' | 'viewed' | 'downloaded'

/** One observed fact about a file. */
export interface ReceiptRow {
  file: string
  participant: string
  kind: ReceiptKind
  at: number
}

/** One entry of an appointment's audit. */
export interface LineRow {
  appointment: string
  number: number
  at: number
  kind: AuditKind
  /** The rest of an AuditEntry as JSON. */
  facts: string
}

/** A ticket that was begun. Unused tickets have no row. */
export interface TicketRow {
  id: string
  begun_at: number
}

/** The only row: identifies these records to what lies outside them, such as a bucket. */
export interface IdentityRow {
  id: string
}

/** Every table with its row. */
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

/** Parses the `flags` of an object's row. */
export const parseFlags = (flags: string): FileFlag[] => JSON.parse(flags)
