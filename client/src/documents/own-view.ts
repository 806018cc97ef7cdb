import type { OwnView as Facts } from '@chairside/protocol'
import type { DocumentAccess } from './access.ts'
import { ask } from './ask.ts'

type Dated<One> = One extends Facts ? Omit<One, 'at'> & { readonly at: Date } : never

/**
 * Something that was done with a document of the patient: it was `viewed`, by which `way` and on what `device`, or its
 * practitioner has `shared` it by a link, or `withdrawn` that.
 */
export type OwnView = Dated<Facts>

/** What was done with the documents of the patient whose token this is, or with one of them; the newest first. */
export async function readOwnViews(
  { http, me }: DocumentAccess,
  document: string | undefined,
): Promise<readonly OwnView[]> {
  const query = document === undefined ? {} : { document }
  const { entries } = await ask(http, 'readOwnViews', { params: { id: me }, query })
  return entries.map((entry) => ({ ...entry, at: new Date(entry.at) }))
}
