/**
 * Every sentence of documents in English, as en.ts has those of the live exchange. They are a table of their own, because
 * a page of the live exchange does not load them.
 */
export const documentsEn = {
  // From when a document can be opened, and by whom.
  before: 'Before',
  atSession: 'At session',
  afterSession: 'After session',
  all: 'All',
  paid: 'Paid',

  // What a document was opened on, where its kind is not known.
  otherDevice: 'another device',
} as const
