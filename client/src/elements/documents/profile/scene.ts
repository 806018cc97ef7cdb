import type { PatientDocuments } from '../../../documents/profile.ts'
import type { ProfileDocument } from '../../../documents/profile-document.ts'
import type { Menus } from '../kit/menu.ts'
import type { UploadScene } from '../library/scene.ts'
import type { Draft } from './draft.ts'
import type { ProfileActs } from './profile-acts.ts'
import type { SeenBy } from './seen-by.ts'
import type { Sharing } from './sharing.ts'

/** What the parts of a patient's documents are rendered from. */
export interface ProfileScene extends UploadScene {
  readonly level: number
  readonly list: PatientDocuments
  /** The documents to show as rows. */
  readonly documents: readonly ProfileDocument[]
  /** How the patient is called. */
  readonly name: string
  readonly menus: Menus
  readonly more: ProfileActs
  readonly seen: SeenBy
  readonly sharing: Sharing
  readonly draft: Draft
  /** Whether the app sends reminders. */
  readonly reminds: boolean
}
