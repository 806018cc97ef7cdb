import type { DocumentState, LibraryOrder, LibraryPlace } from '@chairside/protocol'
import { sql } from 'kysely'
import type { Db } from './database.ts'
import { addToLibrary, takeFromLibrary } from './library.ts'
import { prepareFirst, prepareList, prepareRun } from './prepared.ts'
import type { ContentType, ObjectRow, UploadRow } from './tables.ts'
import type { DocumentRow } from './tables-of-documents.ts'

/** A document with the figures of its upload, and what the gate has found out about its content. */
export interface StoredDocument
  extends DocumentRow,
    Pick<UploadRow, 'bytes' | 'object' | 'paused' | 'doubt'>,
    Pick<ObjectRow, 'mime' | 'crc32'> {
  readonly type: ContentType | null
  /** Null until the gate has looked. */
  readonly flags: ObjectRow['flags'] | null
}

/** Documents with all that `StoredDocument` has. */
export const selectStored = (db: Db) =>
  db
    .selectFrom('documents')
    .innerJoin('uploads', 'uploads.id', 'documents.id')
    .leftJoin('objects', 'objects.key', 'uploads.object')
    .selectAll('documents')
    .select(['uploads.bytes', 'uploads.object', 'uploads.paused', 'uploads.doubt'])
    .select(['objects.type', 'objects.mime', 'objects.flags', 'objects.crc32'])

export const findDocument = prepareFirst((db, id: string) => selectStored(db).where('documents.id', '=', id))

/** Needs at least one id. */
export const listDocuments = prepareList((db, ids: readonly string[]) =>
  selectStored(db).where('documents.id', 'in', ids),
)

/** Locks a document for this transaction and gives its row. */
export const lockDocument = prepareFirst((db, id: string) =>
  db
    .updateTable('documents')
    .set(({ ref }) => ({ state: ref('state') }))
    .where('id', '=', id)
    .returningAll(),
)

/** Like `lockDocument`, for several, in one statement. Needs at least one id. */
export const lockDocuments = prepareList((db, ids: readonly string[]) =>
  db
    .updateTable('documents')
    .set(({ ref }) => ({ state: ref('state') }))
    .where('id', 'in', ids)
    .returningAll(),
)

export const findKept = prepareFirst((db, file: string) =>
  db.selectFrom('documents').select('id').where('kept_from', '=', file).where('state', '!=', 'deleted'),
)

/** Adds a document, and counts it in its library. */
export async function insertDocument(db: Db, row: DocumentRow): Promise<void> {
  await insertRow(db, row)
  if (isCounted(row.state)) await addToLibrary(db, row)
}

const insertRow = prepareRun((db, row: DocumentRow) => db.insertInto('documents').values(row))

/** What may change of a document without a move of its state. */
export type DocumentFields = Partial<Omit<DocumentRow, 'id' | 'state' | 'practitioner' | 'size'>>

export const changeDocument = prepareRun((db, id: string, change: DocumentFields) =>
  db.updateTable('documents').set(change).where('id', '=', id),
)

/** Writes a document's next state with its fields, and counts it out of its library where it ends. */
export async function changeDocumentState(
  db: Db,
  before: Pick<DocumentRow, 'id' | 'practitioner' | 'size' | 'state'>,
  state: DocumentState,
  fields: DocumentFields,
): Promise<void> {
  await writeState(db, before.id, { ...fields, state })
  if (isCounted(before.state) && !isCounted(state)) await takeFromLibrary(db, before)
}

const writeState = prepareRun((db, id: string, change: DocumentFields & Pick<DocumentRow, 'state'>) =>
  db.updateTable('documents').set(change).where('id', '=', id),
)

/** Whether a library counts a document in this state. */
const isCounted = (state: DocumentState): boolean => state !== 'rejected' && state !== 'deleted'

/** Which documents of a library, from which place on. */
export interface LibraryQuery {
  readonly practitioner: string
  readonly order: LibraryOrder
  readonly place: LibraryPlace | undefined
  readonly kind: DocumentRow['kind'] | undefined
  /** A part of the folded name. */
  readonly search: string | undefined
  /** The last document of the page before. */
  readonly after: Pick<DocumentRow, 'id' | 'created_at' | 'folded' | 'size'> | undefined
  readonly limit: number
  readonly now: number
}

/** The columns of each order; the id makes every place in it unique. */
const orders = {
  newest: { column: 'created_at', direction: 'desc' },
  name: { column: 'folded', direction: 'asc' },
  size: { column: 'size', direction: 'desc' },
} as const

/** As the indexes of a library's orders have it. */
const isDeleted = sql<number>`(case when documents.state = 'deleted' then 1 else 0 end)`

/** The pattern of `like` for texts with this part, whatever it is. */
const containing = (part: string): string => `%${part.replace(/[%_!]/g, '!$&')}%`

/** A page of a library. Each order has an index; what is not wanted is passed over on the way, but nothing deleted. */
export async function listLibrary(
  db: Db,
  { practitioner, order, place, kind, search, after, limit, now }: LibraryQuery,
): Promise<StoredDocument[]> {
  const { column, direction } = orders[order]
  const later = direction === 'asc' ? '>' : '<'
  return selectStored(db)
    .where('documents.practitioner', '=', practitioner)
    .where(isDeleted, '=', place === 'deleted' ? 1 : 0)
    .$if(kind !== undefined, (query) => query.where('documents.kind', '=', kind ?? null))
    .$if(search !== undefined, (query) =>
      query.where(sql<boolean>`documents.folded like ${containing(search ?? '')} escape '!'`),
    )
    .$if(place === 'expired', (query) => query.where('documents.expires_at', '<=', now))
    .$if(place === 'attached', (query) => query.where(({ exists }) => exists(attachmentsOf(db))))
    .$if(place === 'detached', (query) => query.where(({ not, exists }) => not(exists(attachmentsOf(db)))))
    .$if(place === 'unopened', (query) =>
      query.where(({ not, exists, selectFrom }) =>
        not(
          exists(
            selectFrom('openings')
              .select('patient')
              .whereRef('openings.document', '=', 'documents.id')
              .unionAll(
                selectFrom('views').select('patient').whereRef('views.document', '=', 'documents.id'),
              ),
          ),
        ),
      ),
    )
    .$if(after !== undefined, (query) =>
      query.where(({ eb, refTuple, tuple }) =>
        eb(
          refTuple(`documents.${column}`, 'documents.id'),
          later,
          tuple(after?.[column] ?? 0, after?.id ?? '') as never,
        ),
      ),
    )
    .orderBy(`documents.${column}`, direction)
    .orderBy('documents.id', direction)
    .limit(limit)
    .execute()
}

const attachmentsOf = (db: Db) =>
  db
    .selectFrom('attachments')
    .select('attachments.appointment')
    .whereRef('attachments.document', '=', sql.ref('documents.id') as never)

/** Unfinished documents that were offered before an instant (ms). */
export const listUnfinished = prepareList((db, before: number) =>
  db.selectFrom('documents').select('id').where('state', '=', 'receiving').where('created_at', '<', before),
)

/** Pictures without a thumbnail that have become ready since an instant (ms). */
export const listUndrawn = prepareList((db, since: number) =>
  db
    .selectFrom('documents')
    .select('id')
    .where('state', '=', 'ready')
    .where('created_at', '>=', since)
    .where('kind', '=', 'picture')
    .where('thumbnail', 'is', null),
)

/** Whether a person has a library, or something was kept of what they sent; deleted documents count. */
export const isPersonal = async (db: Db, person: string): Promise<boolean> =>
  (await findOwned(db, person)) !== undefined || (await findKeptFrom(db, person)) !== undefined

const findOwned = prepareFirst((db, practitioner: string) =>
  db.selectFrom('documents').select('id').where('practitioner', '=', practitioner).limit(1),
)

const findKeptFrom = prepareFirst((db, person: string) => selectKeptFrom(db, person).limit(1))

/**
 * Up to `limit` documents of a person's library, or that were kept of what they sent, that are not deleted or have words.
 */
export async function listUnerased(db: Db, person: string, limit: number): Promise<string[]> {
  const rows = await listOwned(db, person, 0, limit)
  // Blank names stand last.
  if (rows.length < limit) rows.push(...(await listOwned(db, person, 1, limit - rows.length)))
  if (rows.length < limit) rows.push(...(await listKeptFrom(db, person, limit - rows.length)))
  return rows.map(({ id }) => id)
}

const listOwned = prepareList((db, practitioner: string, deleted: number, limit: number) =>
  db
    .selectFrom('documents')
    .select('id')
    .where('practitioner', '=', practitioner)
    .where(isDeleted, '=', deleted)
    .where('offer', '!=', '')
    .orderBy('folded', 'desc')
    .limit(limit),
)

const listKeptFrom = prepareList((db, person: string, limit: number) =>
  selectKeptFrom(db, person).where('documents.offer', '!=', '').limit(limit),
)

const selectKeptFrom = (db: Db, person: string) =>
  db
    .selectFrom('documents')
    .innerJoin('files', 'files.id', 'documents.kept_from')
    .innerJoin('transfers', 'transfers.id', 'files.transfer')
    .select('documents.id')
    .where('transfers.sender', '=', person)

/** Blanks the words of documents; gives the number of those that had any. */
export async function blankDocuments(db: Db, ids: readonly string[]): Promise<number> {
  if (ids.length === 0) return 0
  const { numUpdatedRows } = await db
    .updateTable('documents')
    .set({ name: '', folded: '', offer: '', details: null })
    .where('id', 'in', ids)
    .where('offer', '!=', '')
    .executeTakeFirst()
  return Number(numUpdatedRows)
}
