import type { Words } from '../../../messages/words.ts'
import type { CodeOpening } from './code-opening.ts'
import type { FileItem } from './item.ts'
import type { OwnViews } from './own-views.ts'
import type { Thumb } from './thumbnails.ts'

/** The text and the act beside a file whose saving is not simply done. */
export interface SavingNote {
  readonly text: string
  /** The words of a button that goes on. */
  readonly act?: { readonly words: string; press(): void } | undefined
}

/** What rows and tiles need of the element that shows them. */
export interface ShownFiles {
  readonly words: Words
  readonly now: number
  /** `place`: where in the element it stands. */
  thumb(item: FileItem, place: string): Thumb
  isNew(item: FileItem): boolean
  /** The documents that need a code. */
  readonly codes: CodeOpening
  /** What is said of the last saving of a file. */
  note(item: FileItem): SavingNote | undefined
  download(item: FileItem): void
  /** Who has opened the documents of the profile. */
  readonly openings: OwnViews
  /** Opens the lightbox. */
  open(item: FileItem): void
}
