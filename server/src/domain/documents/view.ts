import { type Document, toInstant } from '@chairside/protocol'
import { listAppointments } from '../../records/appointment.ts'
import { countOpenings, countPlaces, listNewestPlaces } from '../../records/attachment.ts'
import type { Db } from '../../records/database.ts'
import type { StoredDocument } from '../../records/document.ts'
import type { AppointmentRow } from '../../records/tables.ts'
import { mimeOf } from './kind.ts'

/** Documents as their practitioner sees them. */
export async function viewDocuments(
  db: Db,
  documents: readonly StoredDocument[],
  arriving: (id: string) => number | undefined,
): Promise<Document[]> {
  if (documents.length === 0) return []
  const ids = documents.map(({ id }) => id)
  const counts = new Map((await countPlaces(db, ids)).map(({ document, count }) => [document, count]))
  const places = await placesOf(
    db,
    ids.filter((id) => counts.has(id)),
  )
  const openings = new Map((await countOpenings(db, ids)).map((row) => [row.document, row]))
  return documents.map((document) => {
    const here = places.get(document.id) ?? []
    const opened = openings.get(document.id)
    const about = {
      id: document.id,
      name: document.name,
      size: document.size,
      policy: document.policy,
      sensitivity: document.sensitivity,
      visibility: document.visibility,
      ...(document.expires_at !== null && { expiresAt: toInstant(document.expires_at) }),
      createdAt: toInstant(document.created_at),
      sessions: Number(counts.get(document.id) ?? 0),
      places: here.map(({ id: appointment, title, starts_at }) => ({
        appointment,
        ...(title !== '' && { title }),
        startsAt: toInstant(starts_at),
      })),
      openedBy: Number(opened?.patients ?? 0),
      ...(opened && { openedAt: toInstant(Number(opened.last)) }),
    }
    return { ...about, ...inState(document, arriving) }
  })
}

/** The newest appointments of documents, at most two of each. */
async function placesOf(
  db: Db,
  documents: readonly string[],
): Promise<ReadonlyMap<string, AppointmentRow[]>> {
  if (documents.length === 0) return new Map()
  const found = await listNewestPlaces(db, documents)
  const ids = found.flatMap(({ newest, second }) => [newest, second]).filter((id) => id !== null)
  const rows = new Map((await listAppointments(db, [...new Set(ids)])).map((one) => [one.id, one]))
  return new Map(
    found.map(({ document, newest, second }) => [
      document,
      [newest, second].flatMap((id) => rows.get(id ?? '') ?? []),
    ]),
  )
}

/** The fields of a document's state. */
function inState(document: StoredDocument, arriving: (id: string) => number | undefined) {
  const { id, state, ended_at, ready_at } = document
  switch (state) {
    case 'receiving':
      // Another node may have brought more since, or begun anew.
      return { state, bytes: Math.max(arriving(id) ?? 0, document.bytes) }
    case 'checking':
      return {
        state,
        ...(document.waiting && { waiting: true as const }),
        ...(document.doubt !== null && { undecided: document.doubt }),
      }
    case 'ready':
      return {
        state,
        kind: document.kind ?? 'other',
        mime: mimeOf(document.type ?? 'other', document.mime),
        flags: [...(document.flags ?? [])],
        readyAt: toInstant(ready_at ?? 0),
        ...(document.thumbnail !== null && { thumbnail: true as const }),
      }
    case 'rejected':
      return {
        state,
        code: document.code ?? 'INTERNAL',
        details: document.details ?? {},
        rejectedAt: toInstant(ended_at ?? 0),
      }
    case 'deleted':
      return { state, deletedAt: toInstant(ended_at ?? 0) }
  }
}
