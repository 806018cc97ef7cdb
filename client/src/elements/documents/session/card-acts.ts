import { type AttachedVisibility, type Availability, ChairsideError } from '@chairside/protocol'
import { failure } from '../../../connection/failure.ts'
import type { SessionMaterial } from '../../../documents/session.ts'
import type { SessionDocument } from '../../../documents/session-document.ts'
import type { DocumentUpload } from '../../../documents/upload.ts'
import { availabilityLabel, visibilityLabel } from '../../../messages/documents.ts'
import { inFull } from '../../../messages/problem.ts'
import { sayOfSession } from '../../../messages/session.ts'
import type { Words } from '../../../messages/words.ts'
import type { FileSource } from '../../../upload/source.ts'
import type { FocusKeeper } from '../../kit/focus-keeper.ts'
import { openDocument } from '../kit/open-document.ts'
import type { CardSpeaker } from './card-speaker.ts'
import { chooseFiles } from './chosen-files.ts'
import { Marks } from './marks.ts'
import { Removed } from './removed.ts'

/** What the card shows: its list, its list with boxes to choose, one client's view, or the library to choose from. */
export type CardMode = 'list' | 'several' | 'as-client' | 'library'

/** What is changed of attachments by one choice. */
export interface Wish {
  readonly availability?: Availability
  readonly visibility?: AttachedVisibility
}

/** The card's element, as its acts need it. */
export interface CardHost {
  readonly material: SessionMaterial | undefined
  readonly words: Words
  readonly speaker: CardSpeaker
  readonly focus: FocusKeeper
  /** The file input, out of sight. */
  readonly input: HTMLInputElement | null
  changed(): void
  failed(error: ChairsideError): void
}

/** Everything that a person can do on a session's card, and what the rows say of it for a while. */
export class CardActs {
  readonly marks: Marks
  readonly removed: Removed
  /** The documents that are chosen to be changed together. */
  readonly chosen = new Set<string>()
  mode: CardMode = 'list'
  /** The document whose name is being written. */
  renaming: string | undefined
  /** Why an act on the whole card did not work. */
  trouble: string | undefined
  readonly #host: CardHost

  constructor(host: CardHost) {
    this.#host = host
    this.marks = new Marks(() => host.changed())
    this.removed = new Removed(() => host.changed())
  }

  /** Shows another mode, and puts the focus on `focus`. */
  show(mode: CardMode, ...focus: readonly string[]): void {
    this.mode = mode
    this.trouble = undefined
    if (mode !== 'several') this.chosen.clear()
    this.#host.focus.later(...focus)
  }

  toggle(id: string): void {
    if (!this.chosen.delete(id)) this.chosen.add(id)
    this.#host.changed()
  }

  chooseAll(all: boolean): void {
    this.chosen.clear()
    if (all) for (const { id } of this.#host.material?.documents ?? []) this.chosen.add(id)
    this.#host.changed()
  }

  /** Uploads files, which are attached by themselves. */
  add(sources: readonly FileSource[]): void {
    const { material, speaker } = this.#host
    if (!material || sources.length === 0) return
    this.trouble = undefined
    material.upload(sources)
    speaker.uploading(sources.length)
  }

  /** Lets the person choose files to upload. `instead` goes away once one is chosen. */
  chooseFiles(instead?: DocumentUpload): void {
    this.#pick(true, (sources) => {
      this.add(sources)
      if (instead) this.giveUp(instead)
    })
  }

  /** Lets the person choose the file of an upload again, after a reload. */
  chooseAgain(upload: DocumentUpload): void {
    this.#pick(false, ([source]) => {
      if (!source) return
      try {
        this.marks.drop(upload.id)
        upload.choose(source)
      } catch (cause) {
        this.#said(upload.id, '', asError(cause), undefined, upload.name)
      }
    })
  }

  giveUp(upload: DocumentUpload): void {
    upload.remove().catch((cause) => {
      const again = () => this.giveUp(upload)
      this.#said(upload.id, sayOfSession(this.#host.words, 'notRemoved'), asError(cause), again, upload.name)
    })
  }

  accept(upload: DocumentUpload): void {
    upload.document?.decide('accept').catch((cause) => {
      const again = () => this.accept(upload)
      this.#said(
        upload.id,
        sayOfSession(this.#host.words, 'notSavedHere'),
        asError(cause),
        again,
        upload.name,
      )
    })
  }

  open({ id, document }: SessionDocument): void {
    this.marks.drop(id)
    const failed = (error: ChairsideError) =>
      this.#said(id, sayOfSession(this.#host.words, 'notOpenedHere'), error, undefined, document.name)
    openDocument(document, failed).catch((cause) => failed(asError(cause)))
  }

  /** Changes when, or for whom, a document can be opened. */
  async change(one: SessionDocument, wish: Wish): Promise<void> {
    const { material, words, speaker } = this.#host
    if (!material) return
    const before =
      wish.availability === undefined
        ? visibilityLabel(words, one.visibility)
        : availabilityLabel(words, one.availability)
    this.marks.drop(one.id)
    try {
      await material.change([one.id], wish)
      this.marks.put(one.id, { state: 'saved' })
      speaker.saved()
    } catch (cause) {
      const again = () => void this.change(one, wish)
      const text = sayOfSession(words, 'notSaved', { value: before })
      this.#said(one.id, text, asError(cause), again, one.document.name)
    }
  }

  /** The same for all that are chosen, in one act. */
  async changeChosen(wish: Wish): Promise<void> {
    const { material, words, speaker } = this.#host
    const ids = (material?.documents ?? []).map(({ id }) => id).filter((id) => this.chosen.has(id))
    if (!material || ids.length === 0) return
    this.trouble = undefined
    try {
      await material.change(ids, wish)
      for (const id of ids) this.marks.put(id, { state: 'saved' })
      speaker.saved()
    } catch (cause) {
      this.fail(sayOfSession(words, 'severalNotSaved'), asError(cause))
    }
  }

  /** Takes documents from the session; each can be brought back for 8 s. */
  remove(documents: readonly SessionDocument[]): void {
    const { material, speaker } = this.#host
    if (!material) return
    const order = material.documents.map(({ id }) => id)
    for (const one of documents) {
      const { id, document } = one
      const undo = material.remove(id)
      this.marks.drop(id)
      this.chosen.delete(id)
      this.removed.put({ id, name: document.name, after: order[order.indexOf(id) - 1], undo })
      undo.catch((cause) => {
        this.removed.take(id)
        const again = () => this.remove([one])
        this.#said(id, sayOfSession(this.#host.words, 'notRemoved'), asError(cause), again, document.name)
      })
    }
    speaker.removed(documents.map(({ document }) => document.name))
  }

  /** Brings a removed document back to its place. */
  async undo(id: string): Promise<void> {
    const { speaker, words, focus } = this.#host
    const gone = this.removed.take(id)
    if (!gone) return
    try {
      await (await gone.undo)()
      speaker.back(gone.name)
      focus.later(`[id="menu-${id}"]`)
    } catch (cause) {
      const text = sayOfSession(words, 'notAttached')
      this.fail(`${gone.name}: ${text}`, asError(cause))
    }
  }

  /** Attaches documents of the library, and shows the list again. */
  async attach(ids: readonly string[]): Promise<void> {
    const { material, words } = this.#host
    if (!material || ids.length === 0) return
    this.show('list', `[id="menu-${ids[0]}"]`, '#title')
    try {
      await material.attach(ids)
      for (const id of ids) this.marks.put(id, { state: 'attached' })
      this.#host.focus.later(`[id="menu-${ids[0]}"]`)
    } catch (cause) {
      this.fail(sayOfSession(words, 'notAttached'), asError(cause))
    }
  }

  /** Moves a document to another place in the order, from 0. */
  async move({ id, document }: SessionDocument, to: number): Promise<void> {
    const { material, words, speaker, focus } = this.#host
    const order = material?.documents.map((one) => one.id) ?? []
    const from = order.indexOf(id)
    if (!material || from < 0 || to < 0 || to >= order.length || from === to) return
    order.splice(from, 1)
    order.splice(to, 0, id)
    const moving = material.reorder(order)
    // The row that moves in the page loses the focus.
    focus.later(`[id="menu-${id}"]`)
    try {
      await moving
      speaker.moved(document.name, to + 1)
    } catch (cause) {
      this.#said(id, sayOfSession(words, 'notMoved'), asError(cause), undefined, document.name)
    }
  }

  startRenaming(id: string): void {
    this.renaming = id
    this.#host.focus.later(`[id="name-${id}"]`)
  }

  endRenaming(): void {
    const id = this.renaming
    this.renaming = undefined
    this.#host.focus.later(`[id="menu-${id}"]`)
  }

  /** Gives a document another name; its ending stays. */
  async rename({ id, document }: SessionDocument, name: string): Promise<void> {
    this.endRenaming()
    if (name === '') return
    try {
      await document.change({ name })
      this.marks.put(id, { state: 'saved' })
      this.#host.speaker.saved()
    } catch (cause) {
      const again = () => void this.rename({ id, document } as SessionDocument, name)
      this.#said(id, sayOfSession(this.#host.words, 'notSavedHere'), asError(cause), again, document.name)
    }
  }

  /** Says on the card that something did not work. */
  fail(text: string, error: ChairsideError): void {
    const { words, speaker } = this.#host
    const why = inFull(words, error.problem)
    this.trouble = `${text} ${why}`
    speaker.notSaved(why)
    this.#host.failed(error)
    this.#host.changed()
  }

  /** Ends what runs by a clock. */
  clear(): void {
    this.marks.clear()
    this.removed.clear()
  }

  #pick(multiple: boolean, take: (sources: readonly FileSource[]) => void): void {
    const { input } = this.#host
    if (!input) return
    input.multiple = multiple
    void chooseFiles(input, take)
  }

  /** Says in a row that something did not work. */
  #said(
    id: string,
    text: string,
    error: ChairsideError,
    again: (() => void) | undefined,
    file: string,
  ): void {
    const { words, speaker } = this.#host
    this.marks.put(id, { state: 'failed', text, problem: error.problem, ...(again && { again }) })
    speaker.notSaved(inFull(words, error.problem, { file }))
    this.#host.failed(error)
  }
}

const asError = (cause: unknown): ChairsideError =>
  cause instanceof ChairsideError ? cause : failure('INTERNAL', cause)
