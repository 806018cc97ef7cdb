import { ChairsideError, cleanName, type Problem } from '@chairside/protocol'
import type { Db } from '../../records/database.ts'
import {
  changeDocument,
  findDocument,
  listDocuments,
  lockDocument,
  lockDocuments,
  type StoredDocument,
} from '../../records/document.ts'
import type { DocumentRow } from '../../records/tables-of-documents.ts'
import type { Findings, Found, Locked, Owner, Sent, Stage, Stream } from '../bytes/owner.ts'
import { fromAddress } from '../events/audit.ts'
import { type Change, harmless } from '../events/commit.ts'
import type { Ground } from '../events/ground.ts'
import { appointmentOf, doneBy, type Identity, roleOf } from '../people/identity.ts'
import { tellAudience } from './audience.ts'
import { moveDocument } from './document.ts'
import { fold } from './fold.ts'
import type { Hints } from './hint.ts'
import { keepOpenings } from './keep-openings.ts'
import { kindOf } from './kind.ts'
import { readRights, refusalOf } from './opening.ts'
import { findEditable } from './rights.ts'

/** The kind under which the uploads of documents are kept. */
export const documentKind = 'document'

/** The documents of libraries, as the owner of their bytes. */
export function createDocumentOwner(
  { clock, limits }: Ground,
  {
    hints,
    ready,
  }: {
    hints: Hints
    /** Is called when a document has become ready. */
    ready: (id: string) => void
  },
): Owner {
  const find = async (db: Db, who: Identity, id: string, action: 'send' | 'fetch'): Promise<Found> => {
    const editable = await findEditable(db, who, id)
    if (editable !== undefined) return { ...foundOf(editable, who), stage: stageOf(editable) }
    const document = action === 'fetch' ? await findDocument(db, id) : undefined
    if (document === undefined) throw new ChairsideError('NOT_FOUND')
    const rights = await readRights(db, [id], [who], clock.now())
    const answer = rights.answer(who, document)
    if (answer.may) return { ...foundOf(document, who), stage: { at: 'ready' } }
    const isOver = who.kind === 'access' && answer.why === 'needs-code'
    const why = isOver ? new ChairsideError('ACCESS_ENDED') : refusalOf(answer)
    if (why.code === 'NOT_FOUND') throw why
    return { ...foundOf(document, who), stage: { at: 'gone', why } }
  }

  const foundOf = (
    { id, name, state, created_at, practitioner }: StoredDocument,
    who: Identity,
  ): Omit<Found, 'stage'> => ({
    name,
    expiresAt: state === 'receiving' ? created_at + limits.unfinishedDocument : undefined,
    tell: ({ bytes }) => hints.arriving(id, bytes, { practitioner, sender: who }),
  })

  return {
    find,

    lockAll: lockDocuments,

    lock: async (tx, change, id) => {
      const row = await lockDocument(tx, id)
      return row && lockedDocument(tx, change, row, { hints, ready })
    },

    allowed: async (db, streams) => {
      const ids = [...new Set(streams.map(({ id }) => id))]
      const documents = new Map((await listDocuments(db, ids)).map((one) => [one.id, one]))
      const allowed = new Set<Stream>()
      for (const stream of streams) {
        const { who, id, action } = stream
        const document = documents.get(id)
        const at = action === 'send' ? 'arriving' : 'ready'
        if (document === undefined || roleOf(who) === 'patient' || stageOf(document).at !== at) continue
        // Few editors stream at the same time, so each may be asked for by itself.
        if ((await findEditable(db, who, id)) !== undefined) allowed.add(stream)
      }
      // Staff may be in thousands of appointments with the same documents; they are editors, so this does not read those.
      const others = streams.filter((one) => one.action === 'fetch' && !allowed.has(one))
      const wanted = [...new Set(others.map(({ id }) => id))]
      const people = others.map(({ who }) => who)
      const rights = await readRights(db, wanted, people, clock.now())
      for (const stream of others) {
        const document = documents.get(stream.id)
        if (document !== undefined && stream.who.id !== document.practitioner)
          if (rights.answer(stream.who, document).may) allowed.add(stream)
      }
      return allowed
    },

    issued: async (tx, change, { who, id, use, address }) => {
      await lockDocument(tx, id)
      change.documentFact(id, {
        kind: 'ticket-issued',
        ...doneBy(who),
        document: id,
        use,
        ...inSession(who),
        ...fromAddress(address),
      })
    },

    fetched: async (tx, change, all) => {
      const ids = all.map(({ id }) => id)
      const documents = new Map((await listDocuments(tx, ids)).map((one) => [one.id, one]))
      const seen: DocumentRow[] = []
      for (const sent of all) {
        const document = documents.get(sent.id)
        if (document === undefined) throw new ChairsideError('NOT_FOUND')
        keepSent(change, sent)
        // Under an access session the page says when its patient has seen the document.
        const isSeen = sent.bytes > 0 && !sent.ahead && sent.who.kind !== 'access'
        if (roleOf(sent.who) === 'patient' && isSeen) seen.push(document)
      }
      const [first] = all
      if (first !== undefined && seen.length > 0)
        await keepOpenings(tx, change, { documents: seen, who: first.who, hints })
    },
  }
}

/** The appointment or the access session by which somebody fetches, as fields of facts. */
const inSession = (who: Identity): { session?: string; access?: string } => {
  if (who.kind === 'access') return { access: who.access }
  const session = appointmentOf(who)
  return session === undefined ? {} : { session }
}

/** Keeps in the audit what went out. */
function keepSent(change: Change, sent: Sent): void {
  const { who, id, use, address, range, size, bytes, whole, redirected, ahead, complete } = sent
  const about = { ...doneBy(who), document: id, use, ...inSession(who), ...fromAddress(address) }
  change.documentFact(id, {
    kind: 'document-sent',
    ...about,
    size,
    ...range,
    bytes,
    whole,
    ...(redirected && { redirected }),
    ...(ahead && { ahead }),
  })
  // Under an access session the page says when its patient has seen the first page. What the app's backend takes into its
  // record was neither viewed nor downloaded by a person.
  if (use === 'record') return
  if (complete && !ahead && !(who.kind === 'access' && use === 'view'))
    change.documentFact(id, { kind: use === 'view' ? 'document-viewed' : 'document-downloaded', ...about })
}

/** How far a document's bytes are. */
export function stageOf({ state, code, details }: DocumentRow): Stage {
  switch (state) {
    case 'receiving':
      return { at: 'arriving' }
    case 'checking':
      return { at: 'checking' }
    case 'ready':
      return { at: 'ready' }
    case 'rejected':
      return { at: 'gone', why: new ChairsideError({ code: code ?? 'INTERNAL', ...details }) }
    case 'deleted':
      return { at: 'gone', why: new ChairsideError('NOT_FOUND') }
  }
}

/** The moves of a document that its bytes cause, inside one transaction. */
function lockedDocument(
  tx: Db,
  change: Change,
  found: DocumentRow,
  { hints, ready }: { hints: Hints; ready: (id: string) => void },
): Locked {
  let document = found
  const { id, practitioner } = found
  const tell = async (): Promise<void> => {
    hints.library(change, practitioner)
    await tellAudience(tx, change, hints, document, [document.visibility])
  }
  return {
    get stage() {
      return stageOf(document)
    },
    begun: async () => undefined,
    dropped: async () => undefined,
    received: async () => {
      document = await moveDocument(tx, document, 'checking')
      change.documentFact(id, { kind: 'document-received', document: id, size: document.size })
      await tell()
    },
    postponed: async () => {
      if (document.waiting) return
      await changeDocument(tx, id, { waiting: true })
      await tell()
    },
    doubted: async () => {
      await changeDocument(tx, id, { waiting: false })
      change.documentFact(id, { kind: 'document-undecided', document: id })
      await tell()
    },
    ready: async ({ type, sha256 }: Pick<Findings, 'type' | 'sha256'>) => {
      const { mime = null } = (await findDocument(tx, id)) ?? {}
      const name = cleanName(document.name, 1, type === 'other' ? undefined : type)
      document = await moveDocument(tx, document, 'ready', {
        name,
        folded: fold(name),
        kind: kindOf(type, mime, name),
        ready_at: change.now,
        waiting: false,
      })
      const { size } = document
      change.documentFact(id, { kind: 'document-ready', document: id, size, type, sha256 })
      change.after(() => ready(id), harmless)
      await tell()
    },
    rejected: async ({ code, ...details }: Problem) => {
      document = await moveDocument(tx, document, 'rejected', { code, details, ended_at: change.now })
      change.documentFact(id, { kind: 'document-rejected', document: id, code })
      await tell()
    },
  }
}
