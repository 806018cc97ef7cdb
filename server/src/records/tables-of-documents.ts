import type {
  Availability,
  Details,
  DocumentKind,
  DocumentPolicyName,
  DocumentState,
  ErrorCode,
  Sensitivity,
  Template,
  ViewDevice,
  ViewWay,
  Visibility,
} from '@chairside/protocol'

/* The tables of documents, as `tables.ts` describes them. */

/** A document of a library. Its upload has the same id. */
export interface DocumentRow {
  id: string
  practitioner: string
  name: string
  /** The name as it is searched and sorted: lower case, without accents. */
  folded: string
  /** A digest of the offer, to tell a retry from another command with the same id. */
  offer: string
  /** Bytes; the same as of its upload, here for the order by size. */
  size: number
  policy: DocumentPolicyName
  state: DocumentState
  /** Whether the check could not be made yet and will be tried again. */
  waiting: boolean
  sensitivity: Sensitivity
  visibility: Visibility
  expires_at: number | null
  /** Known once it is ready. */
  kind: DocumentKind | null
  code: ErrorCode | null
  details: Details | null
  created_at: number
  ready_at: number | null
  /** When it was rejected or deleted. */
  ended_at: number | null
  /** The live file that was kept as this document. */
  kept_from: string | null
  /** The object with its thumbnail. */
  thumbnail: string | null
}

/** What a library holds; a row for each one that is not empty. Documents that were rejected or deleted do not count. */
export interface LibraryRow {
  practitioner: string
  documents: number
  bytes: number
}

/** A document attached to an appointment. */
export interface AttachmentRow {
  document: string
  appointment: string
  availability: Availability
  /** Null for that of the document. */
  visibility: Visibility | null
  position: number
  at: number
  /** When the appointment begins: the same as of its row, here so that the newest ones of a document are found. */
  starts_at: number
}

/** A patient has opened a document in an appointment, in the window of an availability. */
export interface OpeningRow {
  document: string
  appointment: string
  patient: string
  availability: Availability
  at: number
}

/** A document on the profile of a patient, where it can always be reached. */
export interface ProfileDocumentRow {
  document: string
  patient: string
  at: number
}

/** The share link of a document for one patient, and its access code. */
export interface LinkRow {
  id: string
  document: string
  patient: string
  /** The SHA-256 of its secret in hex, so that a person who reads the table cannot open the link. */
  secret: string
  /** Whether the link opens anything. Before it is shared it only carries a code for the patient's own page. */
  shared: boolean
  at: number
  withdrawn_at: number | null
  /** The code as HMAC-SHA-256 under the server's secret, in hex; null for none, and once it was used up. */
  code: string | null
  code_at: number | null
  code_until: number | null
  /** The thumbprint (RFC 7638) of the page that typed it rightly: only that page may use it again. */
  code_key: string | null
  code_used_at: number | null
  /** When too many wrong codes were typed. */
  used_up_at: number | null
  /** Wrong codes since the last right or new one. */
  wrong: number
  wrong_at: number | null
  /** Before this instant no code is looked at. */
  waits_until: number | null
  /** When the patient said that they have no code. */
  wanted_at: number | null
  /** The thumbprint (RFC 7638) of the page of the link in which a person last asked for a code or typed one. */
  asked_key: string | null
  /** Before this instant the document opens once without a code. */
  unlocked_until: number | null
}

/** An access session: the right of one page to one document. It ends with this row. */
export interface AccessRow {
  id: string
  /** Null for one in the patient's own page that needed no code. */
  link: string | null
  document: string
  patient: string
  /** The thumbprint (RFC 7638) of the page's public key. */
  key: string
  way: ViewWay
  device: ViewDevice
  at: number
  expires_at: number
  /** The latest instant to which it can be prolonged. */
  most_until: number
}

/** A proof of an access session that was used, so that nobody uses it again. */
export interface ProofRow {
  access: string
  nonce: string
  at: number
}

/** A patient has seen the first page of a document. Its id is that of the access session. */
export interface ViewRow {
  id: string
  document: string
  patient: string
  way: ViewWay
  device: ViewDevice
  at: number
}

/** The documents that an appointment gets whose registration names the template. */
export interface TemplateRow {
  id: string
  documents: Template['documents']
}
