import { ChairsideFiles } from './elements/files.ts'
import { defineElements } from './elements/hindrance.ts'
import { ChairsideLibrary } from './elements/library.ts'
import { ChairsideSessionDocuments } from './elements/session-documents.ts'
import { ChairsideViewer } from './elements/viewer/viewer.ts'
import { documentsEn } from './messages/en/documents.ts'
import { filesEn } from './messages/en/files.ts'
import { libraryEn } from './messages/en/library.ts'
import { sessionEn } from './messages/en/session.ts'
import { viewerEn } from './messages/en/viewer.ts'
import { knowKeys } from './messages/known-keys.ts'

knowKeys({
  documents: documentsEn,
  files: filesEn,
  library: libraryEn,
  session: sessionEn,
  viewer: viewerEn,
})

// The elements of documents. Each stands here by its tag, and in `HTMLElementTagNameMap`, as in define.ts.
defineElements({
  'chairside-files': ChairsideFiles,
  'chairside-library': ChairsideLibrary,
  'chairside-session-documents': ChairsideSessionDocuments,
  'chairside-viewer': ChairsideViewer,
})

export type { ChairsideFilesEventMap } from './elements/event-maps.ts'
export { ChairsideFiles, ChairsideLibrary, ChairsideSessionDocuments }

declare global {
  interface HTMLElementTagNameMap {
    'chairside-files': ChairsideFiles
    'chairside-library': ChairsideLibrary
    'chairside-session-documents': ChairsideSessionDocuments
    'chairside-viewer': ChairsideViewer
  }
}
