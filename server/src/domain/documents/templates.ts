import { ChairsideError, type Template } from '@chairside/protocol'
import type { Db } from '../../records/database.ts'
import { findDocument, lockDocuments } from '../../records/document.ts'
import type { AppointmentRow } from '../../records/tables.ts'
import { findTemplate, saveTemplate } from '../../records/template.ts'
import type { Change } from '../events/commit.ts'
import type { Ground } from '../events/ground.ts'
import type { Attaching } from './attaching.ts'

/** Which documents new appointments get; for the app's backend. */
export interface Templates {
  /** Throws NOT_FOUND for an unknown document. Documents of one template are in one library. */
  put(id: string, template: Template): Promise<Template>
  /** Throws NOT_FOUND. */
  find(id: string): Promise<Template>
  /** Attaches what the template of an appointment names. Throws NOT_FOUND for an unknown template, or another library. */
  apply(
    tx: Db,
    change: Change,
    appointment: Pick<AppointmentRow, 'id' | 'practitioner' | 'template'>,
  ): Promise<void>
}

export function createTemplates({ records }: Ground, { attaching }: { attaching: Attaching }): Templates {
  return {
    put: (id, template) =>
      records.write(async (tx) => {
        const owners = new Set<string>()
        for (const [index, { document }] of template.documents.entries()) {
          const found = await findDocument(tx, document)
          if (found === undefined || found.state === 'deleted') throw new ChairsideError('NOT_FOUND')
          owners.add(found.practitioner)
          if (owners.size > 1)
            throw new ChairsideError({
              code: 'BAD_REQUEST',
              found: 'other-library',
              field: `/documents/${index}`,
            })
        }
        await saveTemplate(tx, { id, documents: template.documents })
        return template
      }),
    find: async (id) => {
      const found = await findTemplate(records.db, id)
      if (found === undefined) throw new ChairsideError('NOT_FOUND')
      return { documents: found.documents }
    },
    apply: async (tx, change, { id, practitioner, template }) => {
      if (template === null) return
      const found = await findTemplate(tx, template)
      if (found === undefined)
        throw new ChairsideError({ code: 'BAD_REQUEST', found: 'not-allowed', field: '/template' })
      const named = found.documents.map(({ document }) => document)
      if (named.length > 0) await lockDocuments(tx, named)
      const app = { kind: 'desk', id: practitioner, expiresAt: 0, app: true } as const
      for (const { document, ...wish } of found.documents) {
        const row = await findDocument(tx, document)
        // One that was deleted since is passed over.
        if (row === undefined || row.state === 'deleted' || row.state === 'rejected') continue
        if (row.practitioner !== practitioner)
          throw new ChairsideError({ code: 'BAD_REQUEST', found: 'other-library', field: '/template' })
        await attaching.attach(tx, change, app, document, id, wish)
      }
    },
  }
}
