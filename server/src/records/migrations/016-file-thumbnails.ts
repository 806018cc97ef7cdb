import type { Schema } from './schema.ts'

/** Keeps the thumbnails of pictures that patients have received. */
export async function fileThumbnails(db: Schema): Promise<void> {
  const { schema } = db
  await schema
    .alterTable('files')
    .addColumn('thumbnail', 'text', (column) => column.references('objects.key'))
    .execute()
  await schema.createIndex('files_of_thumbnail').on('files').column('thumbnail').execute()
}
