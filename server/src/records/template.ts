import type { Db } from './database.ts'
import { prepareFirst } from './prepared.ts'
import type { TemplateRow } from './tables-of-documents.ts'

export const findTemplate = prepareFirst((db, id: string) =>
  db.selectFrom('templates').selectAll().where('id', '=', id),
)

export async function saveTemplate(db: Db, row: TemplateRow): Promise<void> {
  await db
    .insertInto('templates')
    .values(row)
    .onConflict((conflict) => conflict.column('id').doUpdateSet({ documents: row.documents }))
    .execute()
}
