// The script that a page loads as /patient-documents.js: everything of /documents.js, which it imports, and the element of a
// patient's documents, which only a practitioner's page needs.
import './define-patient-documents.ts'

export * from './bundle-documents.ts'
