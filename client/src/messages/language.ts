import type { ErrorCode, FoundReason, FoundState } from '@chairside/protocol'
import type { documentsEn } from './en/documents.ts'
import type { filesEn } from './en/files.ts'
import type { libraryEn } from './en/library.ts'
import type { linkEn } from './en/link.ts'
import type { profileEn } from './en/profile.ts'
import type { sessionEn } from './en/session.ts'
import type { viewerEn } from './en/viewer.ts'
import type { HeicSentences } from './heic.ts'
import type { Message, Table } from './table.ts'
import type { WrongTypeSentences } from './wrong-type.ts'

/** The codes that only pages with documents meet: what is opened later, share links, codes and access sessions. */
export type AccessCode =
  | 'NOT_YET'
  | 'DOCUMENT_EXPIRED'
  | 'CODE_NEEDED'
  | 'NOTHING_TO_PACK'
  | 'LINK_GONE'
  | 'CODE_WRONG'
  | 'CODE_WAIT'
  | 'CODE_USED_UP'
  | 'CODE_EXPIRED'
  | 'CODE_USED'
  | 'SAVING_NOT_ALLOWED'
  | 'CODE_NOT_NEEDED'
  | 'ACCESS_ENDED'
  | 'NOT_THEIRS'
  | 'NOT_TOGETHER'

/** What a language says of problems. In `codes`, `{limit}` and `{actual}` are numbers, `{limitSize}` and `{actualSize}` the same as sizes. */
export interface ProblemSentences {
  readonly codes: Readonly<Record<Exclude<ErrorCode, AccessCode>, Message>>
  /** For a command that is too large, but not by its bytes: it has too many fields, for example. */
  readonly crowded: Message
  /** For APPOINTMENT_FULL when what is over fills the appointment: withdrawing would not help. */
  readonly usedUp: Message
  /** For a picture whose first bytes do not say its size in pixels. The server reads no further. */
  readonly unsized: Message
  /** For versions that do not overlap, by the side that must be updated. */
  readonly versions: Readonly<Record<'app' | 'server', Message>>
  /** For extensions with special advice, and for a name without one. */
  readonly endings: Readonly<Record<'xls' | '', Message>>
  /** For a file of an old Office type, `{extension}`, that can be saved as the newer one, `{newer}`. */
  readonly older: Message
  /** What was found wrong, in the words that follow a colon and fill `{why}`. `{field}` is a JSON pointer. */
  readonly found: Readonly<Record<FoundReason, string>>
  /** The states of files and requests, in the same place. */
  readonly states: Readonly<Record<FoundState, string>>
  /** What `{field}` is where the whole body is meant. */
  readonly body: string
  readonly wrongType: WrongTypeSentences
  readonly heic: HeicSentences
}

/** What the live exchange says in a language other than English, whose sentences the scripts bring along. */
export interface Language {
  readonly live: Table
  readonly problems: ProblemSentences
}

type TableOf<Source> = Readonly<Record<keyof Source, Message>>

/** What the elements of documents say beside it. */
export interface DocumentsLanguage {
  readonly documents: TableOf<typeof documentsEn>
  readonly files: TableOf<typeof filesEn>
  readonly library: TableOf<typeof libraryEn>
  readonly link: TableOf<typeof linkEn>
  readonly profile: TableOf<typeof profileEn>
  readonly session: TableOf<typeof sessionEn>
  readonly viewer: TableOf<typeof viewerEn>
  readonly problems: Readonly<Record<AccessCode, Message>>
}
