import type { documentsEn } from '../en/documents.ts'
import type { TableIn } from '../table.ts'
import type { Forms } from './said.ts'

/** French sentences of documents. */
export const documents: TableIn<Forms, typeof documentsEn> = {
  before: 'Avant',
  atSession: 'Au rendez-vous',
  afterSession: 'Après le rendez-vous',
  all: 'Tout le monde',
  paid: 'Ayant payé',

  otherDevice: 'autre appareil',
}
