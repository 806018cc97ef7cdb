import type { Db } from './database.ts'
import { prepareFirst, prepareList } from './prepared.ts'
import type { ViewRow } from './tables-of-documents.ts'

/** A view of a document by a patient behind an instant (ms). */
export const findViewSince = prepareFirst((db, document: string, patient: string, since: number) =>
  db
    .selectFrom('views')
    .select('id')
    .where('patient', '=', patient)
    .where('document', '=', document)
    .where('at', '>', since)
    .limit(1),
)

/** How often a patient has viewed each document, and when they did so last. Needs at least one id. */
export const countViews = prepareList((db, patient: string, documents: readonly string[]) =>
  db
    .selectFrom('views')
    .select(({ fn }) => ['document', fn.countAll<number>().as('count'), fn.max('at').as('last')])
    .where('patient', '=', patient)
    .where('document', 'in', documents)
    .groupBy('document'),
)

/** The newest `limit` views of a document, and how many there are: by all patients, or by one. */
export async function listViews(
  db: Db,
  document: string,
  { patient, limit }: { readonly patient: string | undefined; readonly limit: number },
): Promise<{ views: ViewRow[]; total: number }> {
  const all = db
    .selectFrom('views')
    .where('document', '=', document)
    .$if(patient !== undefined, (query) => query.where('patient', '=', patient ?? ''))
  const views = await all.selectAll().orderBy('at', 'desc').orderBy('id', 'desc').limit(limit).execute()
  const { total } = await all.select(({ fn }) => fn.countAll<number>().as('total')).executeTakeFirstOrThrow()
  return { views, total: Number(total) }
}

/** For whom wrong codes were typed at the links of a document that are still shared. */
export const listWrongCodes = prepareList((db, document: string) =>
  db
    .selectFrom('links')
    .select(['patient', 'wrong', 'wrong_at'])
    .where('document', '=', document)
    .where('withdrawn_at', 'is', null)
    .where('wrong', '>', 0),
)

/** Whose views and links are listed, of which document, and how many. */
interface OwnQuery {
  readonly patient: string
  /** Undefined for all. */
  readonly document: string | undefined
  readonly limit: number
}

/** The newest views of a patient, with what they viewed. */
export const listViewsOf = (db: Db, { patient, document, limit }: OwnQuery) =>
  db
    .selectFrom('views')
    .innerJoin('documents', 'documents.id', 'views.document')
    .select(['views.document', 'views.at', 'views.way', 'views.device'])
    .select(['documents.name', 'documents.practitioner'])
    .where('views.patient', '=', patient)
    .$if(document !== undefined, (query) => query.where('views.document', '=', document ?? ''))
    .orderBy('views.at', 'desc')
    .limit(limit)
    .execute()

/** The newest links that were shared with a patient, with what they open. */
export const listLinksOf = (db: Db, { patient, document, limit }: OwnQuery) =>
  db
    .selectFrom('links')
    .innerJoin('documents', 'documents.id', 'links.document')
    .select(['links.document', 'links.at', 'links.withdrawn_at', 'documents.name', 'documents.practitioner'])
    .where('links.patient', '=', patient)
    .where('links.shared', '=', true)
    .$if(document !== undefined, (query) => query.where('links.document', '=', document ?? ''))
    .orderBy('links.at', 'desc')
    .limit(limit)
    .execute()
