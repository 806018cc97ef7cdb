import type { Request } from '../../live/request.ts'
import type { RequestActs as Acts, Form } from '../request/request-view.ts'
import { keepNote } from '../request/usual-notes.ts'
import type { Scene } from './scene.ts'

/** Is told when an act begins, or why it failed and whom it was for. */
interface Told {
  begin(): void
  failed(error: unknown, otherName: string): void
}

/** A person's acts on requests, and their state: the form, and the texts typed in it. */
export class RequestActs implements Acts {
  readonly #scene: Scene
  readonly #told: Told
  /** Texts that were typed and not sent. */
  readonly #drafts = new Map<Form['of'], string>()
  #form: Form | undefined
  /** Takes back the request that is on its way to the server. */
  #asking: AbortController | undefined
  #ending: string | undefined
  #writing = false

  constructor(scene: Scene, told: Told) {
    this.#scene = scene
    this.#told = told
  }

  get form(): Form | undefined {
    return this.#form
  }

  /** Whether a request is on its way to the server. */
  get asking(): boolean {
    return this.#asking !== undefined
  }

  /** The id of the request whose withdrawal or refusal is on its way. */
  get ending(): string | undefined {
    return this.#ending
  }

  /** Whether a note or reason is on its way. */
  get writing(): boolean {
    return this.#writing
  }

  openForm(of: Form['of'], request: Request): void {
    const { status } = request
    const said = of === 'note' ? request.note : status.state === 'declined' ? status.reason : undefined
    this.#open({ of, request: request.id, text: this.#drafts.get(of) ?? said ?? '' })
  }

  #open(form: Form): void {
    this.#form = form
    this.#told.begin()
    this.#scene.focus('#words')
    this.#scene.changed()
  }

  retype(text: string): void {
    if (!this.#form) return
    this.#form = { ...this.#form, text }
    this.#drafts.set(this.#form.of, text)
    this.#scene.changed()
  }

  readonly closeForm = (): void => {
    if (this.#writing) return
    this.#form = undefined
    this.#scene.focus('#write', '#title')
    this.#scene.changed()
  }

  write(form: Form, request: Request): void {
    if (this.#writing) return
    this.#writing = true
    this.#told.begin()
    this.#form = form
    this.#drafts.set(form.of, form.text)
    this.#scene.changed()
    const { of, text } = form
    const written = of === 'note' ? request.changeNote(text) : request.decline(text)
    written.then(
      () => {
        this.#writing = false
        this.#drafts.delete(of)
        if (of === 'note') keepNote(request.from.id, text)
        this.closeForm()
      },
      (error) => {
        this.#writing = false
        this.#told.failed(error, (of === 'note' ? request.to : request.from).name)
      },
    )
  }

  readonly ask = (): void => this.#ask()

  askAgain({ note }: Request): void {
    this.#ask(note)
  }

  /** Asks with a note, or lets the person add it to the note of the open request. */
  askFor(note: string): void {
    const request = this.#scene.appointment()?.openRequest
    const text = [request?.note, note].filter(Boolean).join(' ')
    if (request) this.#open({ of: 'note', request: request.id, text })
    else this.#ask(note)
  }

  #ask(note?: string): void {
    const appointment = this.#scene.appointment()
    // A second press does not ask again: neither the same person nor their successor.
    if (this.#asking || !appointment || appointment.openRequest) return
    const { other } = appointment
    const asking = new AbortController()
    this.#asking = asking
    this.#told.begin()
    this.#scene.changed()
    appointment.ask({ note, to: other?.id, signal: asking.signal }).then(
      () => {
        this.#asking = undefined
        this.#scene.changed()
      },
      (error) => {
        if (asking.signal.aborted) return
        this.#asking = undefined
        this.#told.failed(error, other?.name ?? '')
      },
    )
  }

  readonly takeBack = (): void => {
    this.#asking?.abort()
    this.#asking = undefined
    this.#scene.focus('#ask', '#title')
    this.#scene.changed()
  }

  withdrawRequest(request: Request): void {
    this.#end(request, () => request.withdraw(), request.to.name)
  }

  decline(request: Request): void {
    this.#end(request, () => request.decline(), request.from.name)
  }

  /** Ends a request once: what waits for the connection is not said again. */
  #end(request: Request, act: () => Promise<void>, otherName: string): void {
    if (this.#ending === request.id) return
    this.#ending = request.id
    this.#scene.changed()
    act()
      .catch((error) => this.#told.failed(error, otherName))
      .finally(() => {
        this.#ending = undefined
        this.#scene.changed()
      })
  }
}
