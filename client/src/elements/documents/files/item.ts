import type { PatientDocument } from '../../../documents/patient-document.ts'
import type { PatientSession } from '../../../documents/patient-session.ts'
import { ReceivedFile } from '../../../documents/received-file.ts'

/** A file of an appointment, as its client sees it. */
export type FileItem = PatientDocument | ReceivedFile

/** The files of an appointment in their order: what was received in the call after the documents. */
export const itemsOf = ({ documents, received }: PatientSession): readonly FileItem[] => [
  ...documents,
  ...received,
]

export const isReceived = (item: FileItem): item is ReceivedFile => item instanceof ReceivedFile

/** Whether it can be opened now, without more. */
export const canOpen = (item: FileItem): boolean => isReceived(item) || item.state === 'open'

/** Whether it is a document that opens with a code. */
export const needsCode = (item: FileItem): item is PatientDocument =>
  !isReceived(item) && item.state === 'needs-code'

export const isPicture = ({ kind }: FileItem): boolean => kind === 'picture'

/** The pictures among some files that can be opened now. */
export const picturesOf = ({ items }: { readonly items: readonly FileItem[] }): readonly FileItem[] =>
  items.filter((item) => isPicture(item) && canOpen(item))

/** Whether the client has opened it. A received file does not say. */
export const wasOpened = (item: FileItem): boolean => !isReceived(item) && item.openedAt !== undefined
