import type { LibraryDocument } from '../../../documents/document.ts'
import type { Library } from '../../../documents/library.ts'
import type { Words } from '../../../messages/words.ts'
import type { Menus } from '../kit/menu.ts'
import type { Looking } from './looking.ts'
import type { RowActs } from './row-acts.ts'
import type { UploadActs } from './upload-acts.ts'

/** A session of the app's calendar, to which a document can be attached. */
export interface LibrarySession {
  /** The appointment's id. */
  readonly id: string
  readonly title?: string | undefined
  readonly startsAt: Date | string | number
}

/** What the row of one document is rendered from, in a library or elsewhere. */
export interface RowScene {
  readonly words: Words
  readonly now: number
  readonly acts: RowActs
}

/** What the row of one file on its way is rendered from. */
export interface UploadScene extends RowScene {
  readonly uploads: UploadActs
}

/** What the parts of a library are rendered from. */
export interface LibraryScene extends UploadScene {
  readonly level: number
  readonly library: Library
  /** The documents to show as rows: those that are not on their way. */
  readonly documents: readonly LibraryDocument[]
  readonly looking: Looking
  readonly menus: Menus
  /** Undefined where the app offers none: then nothing can be attached here. */
  readonly sessions: readonly LibrarySession[] | undefined
}
