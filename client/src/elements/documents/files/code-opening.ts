import { ChairsideError } from '@chairside/protocol'
import type { ReactiveController, ReactiveControllerHost } from 'lit'
import type { PatientDocument } from '../../../documents/patient-document.ts'
import type { OpenDocument } from '../../../links/open-document.ts'
import type { DocumentSource } from '../../../viewer/frame.ts'

type Host = ReactiveControllerHost & HTMLElement & { readonly renderRoot: HTMLElement | DocumentFragment }

/** The field of a code in a row, or the document that it opened. */
export type CodeState =
  | {
      readonly state: 'typing'
      readonly item: PatientDocument
      readonly busy: boolean
      /** Whether the practitioner was told that there is no code. */
      readonly asked: boolean
      /** `short`: no six digits; `not-saved`: it can be neither shown nor saved here. */
      readonly trouble: ChairsideError | 'short' | 'not-saved' | undefined
      /** Until then no code is looked at, in ms since 1970. */
      readonly waitsUntil: number
    }
  | {
      readonly state: 'open'
      readonly item: PatientDocument
      readonly opened: OpenDocument
      readonly source: DocumentSource
    }

/** The field of a row as it is at first. */
const fieldOf = (item: PatientDocument): Extract<CodeState, { state: 'typing' }> => ({
  ...{ state: 'typing', item, busy: false, asked: false, trouble: undefined, waitsUntil: 0 },
})

/** How often what is shown of the time is renewed, in ms. */
const tickMs = 1000

/**
 * The documents of an element that need a code: one at a time is asked for its code in its row, and shown over the page. What
 * was opened stays open until its time is over, so that it can be seen again without the code.
 */
export class CodeOpening implements ReactiveController {
  readonly #host: Host
  readonly #failed: (error: unknown) => void
  readonly #closed: (id: string) => void
  #now: CodeState | undefined
  /** What is open, by the document's id. */
  readonly #open = new Map<string, OpenDocument>()
  /** Whether the dialog is still to be shown. */
  #shows = false
  #timer: ReturnType<typeof setInterval> | undefined

  /** @param closed what is done when a document was closed, such as to give the focus back to its row */
  constructor(host: Host, failed: (error: unknown) => void, closed: (id: string) => void) {
    this.#host = host
    this.#failed = failed
    this.#closed = closed
    host.addController(this)
  }

  /** What is asked for or open; undefined while nothing is. */
  get now(): CodeState | undefined {
    return this.#now
  }

  /** The field of this document's row; undefined while it has none. */
  fieldOf(item: object): Extract<CodeState, { state: 'typing' }> | undefined {
    return this.#now?.state === 'typing' && this.#now.item === item ? this.#now : undefined
  }

  /** Shows a document that is open; else the field in its row, or takes the field away. */
  toggle(item: PatientDocument): void {
    const opened = this.#open.get(item.id)
    if (opened) return void this.#show(item, opened)
    const shown = this.fieldOf(item)
    this.#set(shown ? undefined : fieldOf(item))
    if (!shown) this.#focus(`[id="code-${item.id}"]`)
  }

  /** Opens the document with what was typed. */
  async type(code: string): Promise<void> {
    const field = this.#now
    if (field?.state !== 'typing' || field.busy || field.waitsUntil > Date.now()) return
    // The digits of any script: the server reads them all.
    if (code.match(/\p{Nd}/gu)?.length !== 6) return this.#set({ ...field, trouble: 'short' })
    this.#set({ ...field, busy: true })
    try {
      this.#keep(field.item, await field.item.open({ code }))
    } catch (error) {
      this.#refused({ ...field, busy: false }, error)
    }
  }

  /** Tells the practitioner that there is no code. */
  async ask(): Promise<void> {
    const field = this.#now
    if (field?.state !== 'typing') return
    try {
      await field.item.askForCode()
      this.#set({ ...field, asked: true, trouble: undefined })
      this.#focus(`[id="code-${field.item.id}"]`)
    } catch (error) {
      this.#refused(field, error)
    }
  }

  /** Takes the document from the screen. It stays open. */
  readonly hide = (): void => {
    const open = this.#now
    if (open?.state !== 'open') return
    this.#set(undefined)
    this.#closed(open.item.id)
  }

  /** Saves an open document. It is viewed once its download has begun. */
  async save(opened: OpenDocument): Promise<void> {
    try {
      await opened.download({ failed: this.#failed })
      await opened.viewed().catch(() => {})
    } catch (error) {
      this.#failed(error)
    }
  }

  hostUpdated(): void {
    const dialog = this.#host.renderRoot.querySelector<HTMLDialogElement>('.document-dialog')
    if (!this.#shows || !dialog) return
    this.#shows = false
    dialog.showModal()
  }

  hostDisconnected(): void {
    clearInterval(this.#timer)
    for (const opened of this.#open.values()) opened.close()
    this.#open.clear()
    this.#now = undefined
  }

  #keep(item: PatientDocument, opened: OpenDocument): void {
    this.#open.set(item.id, opened)
    opened.on('change', () => this.#host.requestUpdate())
    opened.on('ended', () => {
      if (this.#open.get(item.id) === opened) this.#open.delete(item.id)
      if (this.#now?.state === 'open' && this.#now.opened === opened) this.hide()
    })
    void this.#show(item, opened)
  }

  async #show(item: PatientDocument, opened: OpenDocument): Promise<void> {
    if (item.kind !== 'pdf' && item.kind !== 'picture') {
      // It cannot be shown here, so it is saved; where that is not allowed, the row says so.
      if (!opened.saves) return this.#set({ ...fieldOf(item), trouble: 'not-saved' })
      this.#set(undefined)
      await this.save(opened)
      return
    }
    const source: DocumentSource = {
      size: opened.document.size,
      mime: opened.document.mime,
      read: (begin, end, signal) => opened.bytes(begin, end, signal),
    }
    this.#shows = true
    this.#set({ state: 'open', item, opened, source })
  }

  #refused(field: Extract<CodeState, { state: 'typing' }>, error: unknown): void {
    if (!(error instanceof ChairsideError)) throw error
    const { retryAfter = 0 } = error.problem
    this.#set({ ...field, trouble: error, waitsUntil: Date.now() + retryAfter * 1000 })
    this.#focus(`[id="code-${field.item.id}"]`)
  }

  #set(now: CodeState | undefined): void {
    this.#now = now
    clearInterval(this.#timer)
    if (now) this.#timer = setInterval(() => this.#host.requestUpdate(), tickMs)
    this.#host.requestUpdate()
  }

  #focus(selector: string): void {
    this.#host.updateComplete
      .then(() => this.#host.renderRoot.querySelector<HTMLInputElement>(selector)?.select())
      .catch(() => {})
  }
}
