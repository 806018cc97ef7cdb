import type {
  AuditEntry,
  AuditKind,
  ContentUse,
  Details,
  Doubt,
  ErrorCode,
  FileFlag,
  FileState,
  FileType,
  Place,
  Plan,
  PolicyName,
  RequestState,
  Role,
} from '@chairside/protocol'
import type { ByteRange } from '../seams.ts'
import type {
  AccessRow,
  AttachmentRow,
  DocumentRow,
  LibraryRow,
  LinkRow,
  OpeningRow,
  ProfileDocumentRow,
  ProofRow,
  TemplateRow,
  ViewRow,
} from './tables-of-documents.ts'
import type { DeliveryRow, WebhookEventRow, WebhookRow } from './tables-of-webhooks.ts'

/*
 * The tables, the same on SQLite and PostgreSQL: ids are text, instants are milliseconds since the epoch.
 * `columns.ts` says how booleans, lists and objects are kept.
 */

/** The role of an upload's sender. */
export type Sender = 'practitioner' | 'patient'

/** What the gate found a content to be. */
export type ContentType = FileType | 'other'

/** An appointment, as registered. */
export interface AppointmentRow {
  id: string
  practitioner: string
  starts_at: number
  ends_at: number
  plan: Plan
  /** Empty for none, and once it was blanked. */
  title: string
  /** The template whose documents it got. */
  template: string | null
  ended_at: number | null
  /** When its words were blanked: at the end of the retention, or when it was erased. */
  blanked_at: number | null
  /** Its names outlive the words of its exchange, because documents are attached to it. */
  named: boolean
  /** How many entries its audit has. */
  entries: number
}

/** A person registered in an appointment. */
export interface ParticipantRow {
  appointment: string
  id: string
  role: Role
  /** Empty once it was blanked. */
  name: string
  paid: boolean
  /** The order in the registration. */
  position: number
  /**
   * Counts the changes that this participant may see. A shared counter would tell a patient of changes that
   * concern another one.
   */
  revision: number
  /** Whether this person, or the whole appointment, was erased: all rights here have ended. */
  erased: boolean
}

/** A connection of a participant: open, or closed less than `limits.presence` ago. */
export interface ConnectionRow {
  id: string
  appointment: string
  participant: string
  place: Place
  since: number
  /** The id of the node that it leads to. */
  node: string
  /**
   * The practitioner of the appointment, here so that what is open is found without their past; empty where a node of an
   * older version wrote the row.
   */
  practitioner: string
  /** Whether it has closed, and counts only until its person comes back. */
  closed: boolean
}

/** A connection of a practitioner's desk: open, or closed less than `limits.presence` ago. */
export interface DeskRow {
  id: string
  practitioner: string
  since: number
  /** The id of the node that it leads to. */
  node: string
}

/** A running server that uses these records. */
export interface NodeRow {
  id: string
  /**
   * Rises every `limits.nodeBeat`. Compared with itself only: the clocks of two nodes may differ. Below 0 while the node looks
   * whether it may run.
   */
  beats: number
  started_at: number
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

/** One file of a transfer. Its upload has the same id. */
export interface FileRow {
  id: string
  transfer: string
  appointment: string
  position: number
  name: string
  offer: string
  state: FileState
  /** Whether the check could not be made yet and will be tried again. */
  waiting: boolean
  code: ErrorCode | null
  /** What the error says beside its code. */
  details: Details | null
  ready_at: number | null
  downloaded_at: number | null
  /** When it was rejected, withdrawn or expired. */
  ended_at: number | null
  /** The object with its thumbnail. */
  thumbnail: string | null
}

/** Bytes on their way into an object, for one owner. */
export interface UploadRow {
  /** The id of what it belongs to: a file, or a thing of another owner. */
  id: string
  /** The kind of its owner. */
  owner: string
  policy: PolicyName
  /** The role of its sender. */
  sender: Sender
  object: string | null
  /** Bytes, as declared. */
  size: number
  /** Bytes stored when the last connection ended, or where the running one began; `Progress` knows the newest figure. */
  bytes: number
  /** Counts the connections; the newest one wins. */
  epoch: number
  /** Whether the sender has paused it. */
  paused: boolean
  /** Whether its sender has lost the bytes, and needs to choose the content again. */
  missing: boolean
  /** Whether a whole body fills its object: if that body is cut, its bytes are dropped, never continued. */
  whole: boolean
  /** The SHA-256 of the whole content in hex, as the newest connection's sender states. */
  digest: string | null
  /** Whether its object passed the gate and the scanner. */
  checked: boolean
  /** Why the scanner could not decide about its object, which then is not scanned again. Stays after the decision. */
  doubt: Doubt | null
  /** The node that receives or checks it; null while nobody does. */
  node: string | null
}

/** Stored bytes. The columns with null are filled by the gate. */
export interface ObjectRow {
  key: string
  /** The id of the upload for which it was begun; null for an orphan of versions that did not keep it. */
  upload: string | null
  size: number
  sha256: string | null
  crc32: number | null
  type: ContentType | null
  /** The media type of a content of type `other`; the other types have their own. */
  mime: string | null
  flags: readonly FileFlag[]
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

/** The id of a command that asked for files while a request was open, and was answered with that request. */
export interface RequestAliasRow {
  id: string
  request: string
  /** The note of that command. */
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

/** Which bytes of an upload's content went to one person, for one use, over all their tickets. */
export interface FetchedRow {
  upload: string
  person: string
  use: ContentUse
  /** In order, none touching the next. */
  ranges: readonly ByteRange[]
}

/** One entry of the audit of an appointment, a document or a desk. */
export interface AuditRow {
  /** The appointment; `/` and the practitioner's id for a desk, `//` and its id for a document. Ids contain no slash. */
  appointment: string
  number: number
  at: number
  kind: AuditKind
  facts: Omit<AuditEntry, 'at' | 'kind'>
}

/** A ticket: what it grants to whom, and until when. */
export interface TicketRow {
  /** The SHA-256 of its value in hex, so that a person who reads the table cannot use a ticket. */
  id: string
  /** The person, as their token named them; `appointment` is null for a desk. */
  person: string
  role: Role
  appointment: string | null
  /** The kind of the owner and the id of what it opens. */
  owner: string
  subject: string
  use: ContentUse
  issued_at: number
  /** When it was first used. */
  begun_at: number | null
  /**
   * The access session for which it was issued; `acr` where the app's token has identified the patient strongly, `app` where
   * it was issued to the app's backend.
   */
  access: string | null
}

/** A person who is being erased; the row goes when nothing is left to do. */
export interface ErasureRow {
  person: string
  at: number
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
  desks: DeskRow
  nodes: NodeRow
  transfers: TransferRow
  files: FileRow
  uploads: UploadRow
  objects: ObjectRow
  requests: RequestRow
  request_aliases: RequestAliasRow
  receipts: ReceiptRow
  fetched: FetchedRow
  audit: AuditRow
  tickets: TicketRow
  erasures: ErasureRow
  identity: IdentityRow
  documents: DocumentRow
  libraries: LibraryRow
  attachments: AttachmentRow
  openings: OpeningRow
  templates: TemplateRow
  profile_documents: ProfileDocumentRow
  links: LinkRow
  accesses: AccessRow
  proofs: ProofRow
  views: ViewRow
  webhooks: WebhookRow
  webhook_events: WebhookEventRow
  deliveries: DeliveryRow
}
