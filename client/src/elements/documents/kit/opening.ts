import { ChairsideError, errorKinds } from '@chairside/protocol'
import type { ReactiveController, ReactiveControllerHost } from 'lit'
import { backoff } from '../../../async/pause.ts'
import { failure } from '../../../connection/failure.ts'
import type { Documents } from '../../../documents/documents.ts'
import type { View } from '../../../documents/view.ts'

/** The first and the longest pause before a view that could not be opened is tried again, in ms. */
const pauses = [5_000, 30_000] as const

/** How an element opens its view of documents. */
export interface OpeningWay<Shown> {
  open(documents: Documents, key: string): Promise<Shown>
  failed(error: ChairsideError): void
}

/** Opens one view of documents for an element, opens it again after a failure, and closes it. */
export class Opening<Shown extends View> implements ReactiveController {
  readonly #host: ReactiveControllerHost
  readonly #way: OpeningWay<Shown>
  #wanted: { readonly documents: Documents; readonly key: string } | undefined
  #view: Shown | undefined
  #problem: ChairsideError | undefined
  #failures = 0
  /** Plans no other try any more. */
  #forgetAgain: () => void = () => {}

  constructor(host: ReactiveControllerHost, way: OpeningWay<Shown>) {
    this.#host = host
    this.#way = way
    host.addController(this)
  }

  get view(): Shown | undefined {
    return this.#view
  }

  /** Why it could not be opened; absent while nothing is wrong. */
  get problem(): ChairsideError | undefined {
    return this.#problem
  }

  /** Opens the view with this key, if it differs from the last one; none without documents or key. */
  want(documents: Documents | undefined, key: string): void {
    if (this.#wanted?.documents === documents && this.#wanted?.key === key) return
    if (!this.#wanted && (!documents || key === '')) return
    this.#close()
    if (!documents || key === '') return
    this.#wanted = { documents, key }
    this.#open(this.#wanted)
  }

  hostDisconnected(): void {
    this.#close()
  }

  #open(wanted: { readonly documents: Documents; readonly key: string }): void {
    const changed = () => this.#host.requestUpdate()
    this.#way.open(wanted.documents, wanted.key).then(
      (view) => {
        if (this.#wanted !== wanted) return view.close()
        this.#view = view
        this.#problem = undefined
        this.#failures = 0
        view.on('change', changed)
        view.on('error', (error) => this.#way.failed(error))
        changed()
      },
      (cause: unknown) => {
        if (this.#wanted !== wanted) return
        const error = cause instanceof ChairsideError ? cause : failure('INTERNAL', cause)
        if (error.code !== this.#problem?.code) this.#way.failed(error)
        this.#problem = error
        if (errorKinds[error.code].retry) this.#openLater(wanted)
        changed()
      },
    )
  }

  /** Opens it after a while, or as soon as the connection is up. */
  #openLater(wanted: { readonly documents: Documents; readonly key: string }): void {
    const again = () => {
      this.#forgetAgain()
      this.#open(wanted)
    }
    const timer = setTimeout(again, backoff(this.#failures, pauses))
    this.#failures += 1
    const cancel = wanted.documents.on('connection', ({ state }) => {
      if (state === 'up') again()
    })
    this.#forgetAgain = () => {
      clearTimeout(timer)
      cancel()
    }
  }

  #close(): void {
    this.#forgetAgain()
    this.#failures = 0
    this.#wanted = undefined
    this.#problem = undefined
    this.#view?.close()
    this.#view = undefined
  }
}
