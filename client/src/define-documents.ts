import { defineElements } from './elements/hindrance.ts'
import { ChairsideSessionDocuments } from './elements/session-documents.ts'

// The elements of documents. Each stands here by its tag, and in `HTMLElementTagNameMap`, as in define.ts.
defineElements({ 'chairside-session-documents': ChairsideSessionDocuments })

declare global {
  interface HTMLElementTagNameMap {
    'chairside-session-documents': ChairsideSessionDocuments
  }
}
