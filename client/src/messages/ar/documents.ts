import type { documentsEn } from '../en/documents.ts'
import type { TableIn } from '../table.ts'
import type { Forms } from './said.ts'

/** Arabic sentences of documents. */
export const documents: TableIn<Forms, typeof documentsEn> = {
  before: 'قبل الجلسة',
  atSession: 'أثناء الجلسة',
  afterSession: 'بعد الجلسة',
  all: 'الجميع',
  paid: 'من دفعوا',

  otherDevice: 'جهاز آخر',
}
