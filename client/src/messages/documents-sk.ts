import type { documentsEn } from './documents-en.ts'
import type { Forms } from './said-sk.ts'
import type { TableIn } from './table.ts'

/** Slovak sentences of documents. */
export const documentsSk: TableIn<Forms, typeof documentsEn> = {
  before: 'Vopred',
  atSession: 'Na stretnutí',
  afterSession: 'Po stretnutí',
  all: 'Všetci',
  paid: 'Platiaci',
}
