// The script that a page loads as /documents.js: everything of /chairside.js, which it imports, and the elements of documents.
import './define-documents.ts'

export * from './bundle.ts'
export { documentsOver, openDocuments } from './documents/documents.ts'
export { openFiles, openLibrary, openPatientDocuments, openSession } from './documents/open.ts'
export { openLink } from './links/link.ts'
