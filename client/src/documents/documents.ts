import { ChairsideError, type Document, type DocumentState, type Role } from '@chairside/protocol'
import { onAbort } from '../async/abort.ts'
import { Listeners } from '../async/listeners.ts'
import type { Address } from '../connection/address.ts'
import { Connection } from '../connection/connection.ts'
import type { ConnectionState } from '../connection/connection-state.ts'
import { failure } from '../connection/failure.ts'
import { baseOf, Http } from '../connection/http.ts'
import { timeouts } from '../connection/timeouts.ts'
import { Tokens } from '../connection/token.ts'
import { claimsOf, misuseOf, type TokenUse } from '../connection/token-use.ts'
import { joinTroubles } from '../connection/troubles.ts'
import { DocumentAccess, type Server } from './access.ts'
import { LibraryDocument, type Shelf } from './document.ts'
import { PatientFiles } from './files.ts'
import { Library, type LibraryView } from './library.ts'
import { PatientDocuments, type ProfilePlace } from './profile.ts'
import { SessionMaterial } from './session.ts'
import { UploadList } from './upload-list.ts'
import { View } from './view.ts'

/** The states of a document in their order: an answer with an earlier one than is known is an old answer. */
const stages: readonly DocumentState[] = ['receiving', 'checking', 'ready', 'rejected', 'deleted']

/** The events of `Documents`. */
export interface DocumentsEvents {
  connection: [state: ConnectionState]
  /** An error for which no caller waits: an upload stopped, or the server refuses this page for good. */
  error: [error: ChairsideError]
}

/**
 * Opens the documents of the person whom the token names: a practitioner, staff or a patient. Nothing is asked yet.
 * `use` says what is to be shown, so that a token of somebody else is refused at once.
 *
 * @throws ChairsideError BAD_REQUEST when `url` is no address, or the reason why there is no token
 * @throws the reason of `signal`
 */
export async function openDocuments(
  { url, token, signal, trouble }: Address,
  use?: TokenUse,
): Promise<Documents> {
  signal?.throwIfAborted()
  const base = baseOf(url)
  const troubles = trouble && joinTroubles(trouble)
  const judge = (one: string) => misuseOf(one, use)
  const tokens = new Tokens(token, timeouts.token, { misuse: judge, trouble: troubles?.ofToken })
  const first = await tokens.current(signal).catch((cause: unknown) => {
    signal?.throwIfAborted()
    throw cause instanceof ChairsideError ? cause : failure('NO_TOKEN', cause)
  })
  const connection = new Connection(base, tokens, timeouts)
  connection.view = 'documents'
  connection.on('state', (state) => {
    if (state.state === 'up' || state.state === 'connecting') troubles?.ofConnection(state.reason)
  })
  const server = { base, http: new Http(base, tokens), connection }
  const documents = new Documents(server, subjectOf(first), () => connection.close())
  const cancel = onAbort(signal, () => documents.close())
  Documents.whenClosed(documents, cancel)
  connection.open()
  return documents
}

/** Opens the documents of an appointment over its connection: for a patient their files. `signal` closes them. */
export async function documentsOver(
  server: Server,
  appointment: string,
  role: Role,
  signal: AbortSignal,
): Promise<SessionMaterial | PatientFiles> {
  const documents = new Documents(server, subjectOf(await server.http.tokens.current(signal)))
  onAbort(signal, () => documents.close())
  try {
    return await (role === 'patient' ? documents.files(appointment) : documents.session(appointment))
  } catch (error) {
    documents.close()
    throw error
  }
}

/**
 * One person's documents at one server, on one connection. What it opens shares objects: a document that a library and a
 * session show is the same one.
 */
export class Documents implements Shelf {
  /** For the views; not for users of the SDK. */
  readonly access: DocumentAccess
  readonly #listeners = new Listeners<DocumentsEvents>()
  readonly #known = new Map<string, LibraryDocument>()
  readonly #uploads: UploadList
  readonly #views = new Set<View>()
  readonly #ends: (() => void)[]

  constructor(server: Server, me: string, leave: () => void = () => {}) {
    this.access = new DocumentAccess(server, me)
    this.#uploads = new UploadList(this.access, this, (error) => this.#listeners.tell('error', error))
    this.#ends = [
      this.access.onHint(() => this.#uploads.look()),
      this.access.onArriving((id, bytes) => this.#uploads.arriving(id, bytes)),
      this.access.onWake(() => this.#uploads.wake()),
      server.connection.on('state', (state) => {
        this.#listeners.tell('connection', state)
        // Nothing can be sent here any more.
        if (state.state === 'closed' && state.reason?.code === 'NOT_FOUND') this.#uploads.tab.clear()
        if ((state.state === 'signed-out' || state.state === 'closed') && state.reason)
          this.#listeners.tell('error', state.reason)
      }),
      leave,
    ]
  }

  /** Without a connection everything works, too: it is asked for again every 30 s, and when the person comes back. */
  get connection(): ConnectionState {
    return this.access.connection.state
  }

  /** The practitioner's library. Throws as `openLibrary`. */
  library(view: LibraryView = {}, signal?: AbortSignal): Promise<Library> {
    return this.#open(new Library(this.access, this, this.#uploads, view), signal)
  }

  /** What is attached to an appointment, for those who may edit it. Throws as `openSession`. */
  session(appointment: string, signal?: AbortSignal): Promise<SessionMaterial> {
    return this.#open(new SessionMaterial(this.access, this, this.#uploads, appointment), signal)
  }

  /** The documents of a practitioner's patient. Throws as `openPatientDocuments`. */
  patient(place: ProfilePlace, signal?: AbortSignal): Promise<PatientDocuments> {
    return this.#open(new PatientDocuments(this.access, this, this.#uploads, place), signal)
  }

  /** The files of a patient, in all appointments or in one. Throws as `openFiles`. */
  files(appointment?: string, signal?: AbortSignal): Promise<PatientFiles> {
    return this.#open(new PatientFiles(this.access, appointment), signal)
  }

  /** Adds a listener. Gives the function that removes it. */
  on<Name extends keyof DocumentsEvents>(
    name: Name,
    listener: (...args: DocumentsEvents[Name]) => void,
  ): () => void {
    return this.#listeners.on(name, listener)
  }

  /** After `signed-out`, asks for a token again and connects. */
  reconnect(): void {
    this.access.connection.open()
  }

  /** Closes everything that was opened here. Uploads stop where they are. */
  close(): void {
    for (const view of [...this.#views]) view.close()
    this.#uploads.close()
    this.access.close()
    for (const end of this.#ends.splice(0)) end()
    this.#listeners.clear()
  }

  follow(status: Document): LibraryDocument {
    const known = this.#known.get(status.id)
    if (known && stages.indexOf(status.state) < stages.indexOf(known.state)) return known
    if (known) LibraryDocument.follow(known, status)
    const document = known ?? new LibraryDocument(status, this)
    this.#known.set(status.id, document)
    this.#uploads.followed(document)
    this.changed()
    return document
  }

  document(id: string): LibraryDocument | undefined {
    return this.#known.get(id)
  }

  changed(): void {
    for (const view of this.#views) View.changed(view)
  }

  acted(): void {
    for (const view of this.#views) View.acted(view)
  }

  async #open<Shown extends View>(view: Shown, signal: AbortSignal | undefined): Promise<Shown> {
    this.#views.add(view)
    View.whenClosed(view, () => this.#views.delete(view))
    return View.opened(view, signal)
  }

  // Static, for `openDocuments`: users of the SDK get only the type.
  static whenClosed(documents: Documents, act: () => void): void {
    documents.#ends.push(act)
  }
}

/**
 * The person whom a token names; empty if the token cannot be read: then the server refuses it, too.
 */
function subjectOf(token: string): string {
  const { sub } = claimsOf(token)
  return typeof sub === 'string' ? sub : ''
}
