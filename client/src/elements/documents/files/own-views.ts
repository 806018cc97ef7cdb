import type { ReactiveController, ReactiveControllerHost } from 'lit'
import type { PatientFiles } from '../../../documents/files.ts'
import type { OwnView } from '../../../documents/own-view.ts'
import type { PatientDocument } from '../../../documents/patient-document.ts'

/** What is unfolded below a document; without `views` until they are known. */
interface Unfolded {
  readonly document: PatientDocument
  readonly views?: readonly OwnView[]
  readonly all?: boolean
}

/** Which document of a profile shows who has opened it. It is asked again as often as the files are. */
export class OwnViews implements ReactiveController {
  readonly #host: ReactiveControllerHost
  readonly #files: () => PatientFiles | undefined
  readonly #failed: (error: unknown) => void
  #open: Unfolded | undefined
  #cancel: (() => void) | undefined

  constructor(
    host: ReactiveControllerHost,
    files: () => PatientFiles | undefined,
    failed: (error: unknown) => void,
  ) {
    this.#host = host
    this.#files = files
    this.#failed = failed
    host.addController(this)
  }

  get isOpen(): boolean {
    return this.#open !== undefined
  }

  of(document: PatientDocument): Unfolded | undefined {
    return this.#open?.document === document ? this.#open : undefined
  }

  toggle(document: PatientDocument): void {
    const opens = this.of(document) === undefined
    this.#close()
    if (opens) {
      this.#open = { document }
      this.#cancel = this.#files()?.on('change', () => this.#read(document))
      this.#read(document)
    }
    this.#host.requestUpdate()
  }

  showAll(): void {
    if (this.#open) this.#open = { ...this.#open, all: true }
    this.#host.requestUpdate()
  }

  hostDisconnected(): void {
    this.#close()
  }

  #close(): void {
    this.#cancel?.()
    this.#cancel = undefined
    this.#open = undefined
  }

  #read(document: PatientDocument): void {
    document.readViews().then(
      (views) => {
        if (this.of(document) === undefined) return
        this.#open = { ...this.#open, document, views }
        this.#host.requestUpdate()
      },
      (error: unknown) => this.#failed(error),
    )
  }
}
