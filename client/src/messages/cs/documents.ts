import type { documentsEn } from '../en/documents.ts'
import type { TableIn } from '../table.ts'
import type { Forms } from './said.ts'

/** Czech sentences of documents. */
export const documents: TableIn<Forms, typeof documentsEn> = {
  before: 'Předem',
  atSession: 'Při konzultaci',
  afterSession: 'Po konzultaci',
  all: 'Všichni',
  paid: 'Platící',

  otherDevice: 'jiné zařízení',
}
