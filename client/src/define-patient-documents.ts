import { defineElements } from './elements/hindrance.ts'
import { ChairsidePatientDocuments } from './elements/patient-documents.ts'
import { documentsEn } from './messages/en/documents.ts'
import { profileEn } from './messages/en/profile.ts'
import { knowKeys } from './messages/known-keys.ts'

knowKeys({ documents: documentsEn, profile: profileEn })

// The element of a patient's documents stands here by its tag, and in `HTMLElementTagNameMap`, as in define.ts.
defineElements({ 'chairside-patient-documents': ChairsidePatientDocuments })

export type { ChairsidePatientDocumentsEventMap } from './elements/event-maps.ts'
export { ChairsidePatientDocuments }

declare global {
  interface HTMLElementTagNameMap {
    'chairside-patient-documents': ChairsidePatientDocuments
  }
}
