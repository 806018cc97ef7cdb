import type { Db } from './database.ts'
import { prepareFirst, prepareOne, prepareRun } from './prepared.ts'
import type { DocumentRow } from './tables-of-documents.ts'

/*
 * How many documents a library has, and their bytes. They are counted as documents come and go, in the same transaction:
 * a sum over the rows would grow with the library, and each page of it and each offer asks.
 */

/** The document that comes or goes. */
type Counted = Pick<DocumentRow, 'practitioner' | 'size'>

/** What a library holds; undefined for an empty one. */
export const findLibrary = prepareFirst((db, practitioner: string) =>
  db.selectFrom('libraries').select(['documents', 'bytes']).where('practitioner', '=', practitioner),
)

/** Locks a library for this transaction and gives what it holds. */
export const lockLibrary = prepareOne((db, practitioner: string) =>
  db
    .insertInto('libraries')
    .values({ practitioner, documents: 0, bytes: 0 })
    .onConflict((conflict) =>
      conflict.column('practitioner').doUpdateSet(({ ref }) => ({ bytes: ref('libraries.bytes') })),
    )
    .returning(['documents', 'bytes']),
)

export const addToLibrary = prepareRun((db, { practitioner, size }: Counted) =>
  db
    .insertInto('libraries')
    .values({ practitioner, documents: 1, bytes: size })
    .onConflict((conflict) =>
      conflict.column('practitioner').doUpdateSet(({ eb, ref }) => ({
        documents: eb('libraries.documents', '+', 1),
        bytes: eb('libraries.bytes', '+', ref('excluded.bytes')),
      })),
    ),
)

/** Takes a document out of the count; an empty library keeps no row. */
export async function takeFromLibrary(db: Db, document: Counted): Promise<void> {
  await subtract(db, document)
  await dropEmpty(db, document.practitioner)
}

const subtract = prepareRun((db, { practitioner, size }: Counted) =>
  db
    .updateTable('libraries')
    .set(({ eb }) => ({ documents: eb('documents', '-', 1), bytes: eb('bytes', '-', size) }))
    .where('practitioner', '=', practitioner),
)

const dropEmpty = prepareRun((db, practitioner: string) =>
  db.deleteFrom('libraries').where('practitioner', '=', practitioner).where('documents', '=', 0),
)
