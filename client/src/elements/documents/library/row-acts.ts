import type { Decision, Problem, Reach } from '@chairside/protocol'
import { ChairsideError } from '@chairside/protocol'
import { failure } from '../../../connection/failure.ts'
import type { DocumentFields, LibraryDocument } from '../../../documents/document.ts'
import { openDocument } from '../kit/open-document.ts'

/** A form that stands open below a row. */
export type RowForm = 'rename' | 'access' | 'attach' | 'delete'

/** What a row says of the last act. */
export type RowNote =
  | { readonly kind: 'opening' | 'saving' | 'saved' | 'past' }
  | { readonly kind: 'attached'; readonly session: string }
  | {
      readonly kind: 'problem'
      readonly problem: Problem
      readonly again: (() => void) | undefined
      /** Whether a choice was to be saved, and is not. */
      readonly unsaved: boolean
    }

/** What a row shows beside its document. The object is a new one at each change. */
export interface RowState {
  readonly form?: RowForm | undefined
  readonly note?: RowNote | undefined
  /** What was chosen and is not saved yet. */
  readonly chosen?: DocumentFields | undefined
  /** How many people can open it; once that is known. */
  readonly reach?: Reach | undefined
}

/** How long "Saved" stands, in ms. */
const savedMs = 2_000

const nothing: RowState = {}

interface Around {
  readonly changed: () => void
  /** Moves the focus to the first of the selectors, after the next rendering. */
  readonly focus: (...selectors: readonly string[]) => void
  readonly failed: (error: unknown) => void
  /** The ids of the rows, in their order. */
  readonly rows: () => readonly string[]
}

/** What a person does with the documents of the list. At most one form is open. */
export class RowActs {
  readonly #around: Around
  readonly #states = new Map<string, RowState>()
  readonly #timers = new Map<string, ReturnType<typeof setTimeout>>()
  #deleted: string | undefined

  constructor(around: Around) {
    this.#around = around
  }

  of(id: string): RowState {
    return this.#states.get(id) ?? nothing
  }

  /** The name of the document that was just deleted. */
  get deleted(): string | undefined {
    return this.#deleted
  }

  forgetDeleted(): void {
    this.#deleted = undefined
    this.#around.changed()
  }

  stop(): void {
    for (const timer of this.#timers.values()) clearTimeout(timer)
    this.#timers.clear()
    this.#states.clear()
  }

  openForm(document: LibraryDocument, form: RowForm): void {
    for (const [id, state] of this.#states) if (state.form) this.#set(id, { ...state, form: undefined })
    this.#set(document.id, { form })
    const within = `[id="row-${document.id}"] .row-form`
    this.#around.focus(`${within} .first`, `${within} .first-radio input:checked`)
    if (form === 'delete') void this.#learnReach(document)
  }

  closeForm({ id }: LibraryDocument): void {
    this.#set(id, { ...this.of(id), form: undefined })
    this.#around.focus(`[id="menu-${id}"]`)
  }

  async open(document: LibraryDocument): Promise<void> {
    this.#note(document.id, { kind: document.kind === 'picture' ? 'opening' : 'saving' })
    await this.#tried(
      document,
      () => this.open(document),
      async () => {
        const again = () => void this.open(document)
        await openDocument(document, (error) => this.#failed(document.id, error, again))
        this.#fade(document.id)
      },
    )
  }

  async rename(document: LibraryDocument, stem: string): Promise<void> {
    if (stem === '') return
    await this.#tried(document, undefined, async () => {
      await document.change({ name: stem })
      this.#saved(document)
      this.closeForm(document)
    })
  }

  /** Changes it at once; what could not be saved shows the old value again. */
  async change(document: LibraryDocument, fields: DocumentFields): Promise<void> {
    const { id } = document
    const chosen = { ...this.of(id).chosen, ...fields }
    this.#set(id, { ...this.of(id), chosen })
    await this.#tried(
      document,
      () => this.change(document, fields),
      async () => {
        await document.change(fields)
        this.#saved(document)
      },
    )
    // A later choice stands until it is saved itself.
    if (this.of(id).chosen === chosen) this.#set(id, { ...this.of(id), chosen: undefined })
  }

  /** Says that the day chosen for the expiry is over. */
  past({ id }: LibraryDocument): void {
    this.#note(id, { kind: 'past' })
  }

  async attach(document: LibraryDocument, session: { id: string; name: string }): Promise<void> {
    await this.#tried(
      document,
      () => this.attach(document, session),
      async () => {
        await document.attach(session.id)
        this.closeForm(document)
        this.#note(document.id, { kind: 'attached', session: session.name })
        this.#fade(document.id)
      },
    )
  }

  async decide(document: LibraryDocument, decision: Decision): Promise<void> {
    await this.#tried(
      document,
      () => this.decide(document, decision),
      () => document.decide(decision),
    )
  }

  async delete(document: LibraryDocument): Promise<void> {
    const { id, name } = document
    const rows = this.#around.rows()
    const at = rows.indexOf(id)
    // When the row is gone, the focus goes to the one after it.
    const next = rows[at + 1] ?? rows[at - 1]
    await this.#tried(
      document,
      () => this.delete(document),
      async () => {
        await document.delete()
        this.#states.delete(id)
        this.#deleted = name
        this.#around.focus(
          ...(next === undefined ? [] : [`[id="open-${next}"]`, `[id="menu-${next}"]`]),
          '#title',
        )
      },
    )
  }

  async #learnReach(document: LibraryDocument): Promise<void> {
    try {
      const reach = await document.reach()
      if (this.of(document.id).form === 'delete') this.#set(document.id, { form: 'delete', reach })
    } catch {
      // The question stands without the number.
    }
  }

  async #tried(
    { id }: LibraryDocument,
    again: (() => Promise<void>) | undefined,
    act: () => Promise<void>,
  ): Promise<void> {
    try {
      await act()
    } catch (error) {
      this.#failed(id, error, again && (() => void again()))
    }
  }

  #failed(id: string, cause: unknown, again: (() => void) | undefined): void {
    const error = cause instanceof ChairsideError ? cause : failure('INTERNAL', cause)
    this.#note(id, { kind: 'problem', problem: error.problem, again, unsaved: this.of(id).form === 'access' })
    this.#around.failed(error)
  }

  #saved({ id }: LibraryDocument): void {
    this.#note(id, { kind: 'saved' })
    this.#fade(id)
  }

  #note(id: string, note: RowNote): void {
    clearTimeout(this.#timers.get(id))
    this.#set(id, { ...this.of(id), note })
  }

  #fade(id: string): void {
    clearTimeout(this.#timers.get(id))
    const { note } = this.of(id)
    const end = () => {
      this.#timers.delete(id)
      if (this.of(id).note === note) this.#set(id, { ...this.of(id), note: undefined })
    }
    this.#timers.set(id, setTimeout(end, savedMs))
  }

  #set(id: string, state: RowState): void {
    if (state.form || state.note || state.chosen) this.#states.set(id, state)
    else this.#states.delete(id)
    this.#around.changed()
  }
}
