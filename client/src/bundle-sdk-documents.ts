// The script that a page loads as /chairside-sdk-documents.js: everything of /chairside-sdk.js, which it imports, and the SDK of
// documents.
export * from './bundle-sdk.ts'
export { documentsOver, openDocuments } from './documents/documents.ts'
export { openFiles, openLibrary, openPatientDocuments, openSession } from './documents/open.ts'
export { openLink } from './links/link.ts'
