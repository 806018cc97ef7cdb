import type { Archive } from '../../../documents/archive.ts'
import type { PatientFiles, PatientProfile } from '../../../documents/files.ts'
import type { PatientSession } from '../../../documents/patient-session.ts'
import { canOpen, type FileItem, itemsOf } from './item.ts'

/** Files that stand together: those of an appointment, or what one practitioner has put on the client's profile. */
export interface FileGroup {
  /** No other group has it. */
  readonly key: string
  readonly items: readonly FileItem[]
  archive(): Promise<Archive>
}

export const groupOfSession = (session: PatientSession): FileGroup => ({
  key: session.appointment,
  items: itemsOf(session),
  archive: () => session.archive(),
})

// No id of an appointment has a slash.
export const groupOfProfile = ({ practitioner, documents, archive }: PatientProfile): FileGroup => ({
  key: `profile/${practitioner.id}`,
  items: documents,
  archive,
})

export const groupsOf = ({ sessions, profile }: PatientFiles): readonly FileGroup[] => [
  ...sessions.map(groupOfSession),
  ...profile.map(groupOfProfile),
]

/** All files, each once, wherever it stands. */
export const filesIn = (files: PatientFiles): readonly FileItem[] => [
  ...new Map(groupsOf(files).flatMap(({ items }) => items.map((item) => [item.id, item]))).values(),
]

/** The files that an archive would hold now. */
export const packed = ({ items }: FileGroup): readonly FileItem[] => items.filter(canOpen)
