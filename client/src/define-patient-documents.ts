import { defineElements } from './elements/hindrance.ts'
import { ChairsidePatientDocuments } from './elements/patient-documents.ts'
import { accessProblemsSk } from './messages/access-sk.ts'
import { learnProblems } from './messages/problem.ts'

// The element of a patient's documents stands here by its tag, and in `HTMLElementTagNameMap`, as in define.ts.
defineElements({ 'chairside-patient-documents': ChairsidePatientDocuments })

// Who shares meets links and codes.
learnProblems(accessProblemsSk)

declare global {
  interface HTMLElementTagNameMap {
    'chairside-patient-documents': ChairsidePatientDocuments
  }
}
