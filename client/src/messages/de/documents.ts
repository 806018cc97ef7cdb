import type { documentsEn } from '../en/documents.ts'
import type { TableIn } from '../table.ts'
import type { Forms } from './said.ts'

/** German sentences of documents. */
export const documents: TableIn<Forms, typeof documentsEn> = {
  before: 'Vorher',
  atSession: 'Zum Termin',
  afterSession: 'Nach dem Termin',
  all: 'Alle',
  paid: 'Zahlende',

  otherDevice: 'anderes Gerät',
}
