import { ChairsideError, type Problem } from '@chairside/protocol'
import type { ReactiveController, ReactiveControllerHost } from 'lit'
import type { PatientFiles } from '../../../documents/files.ts'
import type { OwnView } from '../../../documents/own-view.ts'
import type { PatientDocument } from '../../../documents/patient-document.ts'

/** What is unfolded below a document; without `views` until they are known. */
interface Unfolded {
  readonly document: PatientDocument
  readonly views?: readonly OwnView[]
  readonly all?: boolean
  /** Why the last answer is missing. */
  readonly problem?: Problem | undefined
}

/** Which document of a profile shows who has opened it. It is asked again as often as the files are. */
export class OwnViews implements ReactiveController {
  readonly #host: ReactiveControllerHost
  readonly #files: () => PatientFiles | undefined
  readonly #failed: (error: unknown) => void
  #open: Unfolded | undefined
  #cancel: (() => void) | undefined
  /** The newest question: answers to older ones do not count. */
  #asked = {}

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
      this.#cancel = this.#files()?.on('change', () => this.#followed(document))
      this.#open = { document }
      this.#read(document)
    }
    this.#host.requestUpdate()
  }

  showAll(): void {
    if (this.#open) this.#open = { ...this.#open, all: true }
    this.#host.requestUpdate()
  }

  /** Asks again after a failure. */
  again(document: PatientDocument): void {
    this.#open = { document }
    this.#read(document)
    this.#host.requestUpdate()
  }

  hostDisconnected(): void {
    this.#close()
  }

  #close(): void {
    this.#cancel?.()
    this.#cancel = undefined
    this.#open = undefined
    this.#asked = {}
  }

  // A document that is on the profile no more is not asked for any more.
  #followed(document: PatientDocument): void {
    if (this.#files()?.profile.some(({ documents }) => documents.includes(document))) this.#read(document)
    else this.#close()
  }

  #read(document: PatientDocument): void {
    const asked = {}
    this.#asked = asked
    const answered = (answer: Pick<Unfolded, 'views' | 'problem'>) => {
      if (this.#asked !== asked) return
      this.#open = { ...this.#open, document, problem: undefined, ...answer }
      this.#host.requestUpdate()
    }
    document.readViews().then(
      (views) => answered({ views }),
      (error: unknown) => {
        answered({ problem: error instanceof ChairsideError ? error.problem : { code: 'INTERNAL' } })
        this.#failed(error)
      },
    )
  }
}
