import type { documentsEn } from '../en/documents.ts'
import type { TableIn } from '../table.ts'
import type { Forms } from './said.ts'

/** Spanish sentences of documents. */
export const documents: TableIn<Forms, typeof documentsEn> = {
  before: 'Antes',
  atSession: 'En la cita',
  afterSession: 'Después de la cita',
  all: 'Todos',
  paid: 'Con pago',

  otherDevice: 'otro dispositivo',
}
