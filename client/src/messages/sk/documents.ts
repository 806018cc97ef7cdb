import type { documentsEn } from '../en/documents.ts'
import type { TableIn } from '../table.ts'
import type { Forms } from './said.ts'

/** Slovak sentences of documents. */
export const documents: TableIn<Forms, typeof documentsEn> = {
  before: 'Vopred',
  atSession: 'Na stretnutí',
  afterSession: 'Po stretnutí',
  all: 'Všetci',
  paid: 'Platiaci',

  otherDevice: 'iné zariadenie',
}
