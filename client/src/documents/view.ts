import type { ChairsideError, DocumentsChanged } from '@chairside/protocol'
import { abortWith, onAbort } from '../async/abort.ts'
import { Listeners, oncePerTurn } from '../async/listeners.ts'
import { rest } from '../async/pause.ts'
import type { ConnectionState } from '../connection/connection-state.ts'
import { refusalOf } from '../connection/refusal.ts'
import type { DocumentAccess } from './access.ts'
import { Refresher } from './refresher.ts'

/** The events of a library, of the material of a session, and of a patient's files. */
export interface ViewEvents {
  /** At least one getter gives another value than before. Told once per turn, however much changed. */
  change: []
  connection: [state: ConnectionState]
  /** An error for which no caller waits. */
  error: [error: ChairsideError]
  /** It was closed, by `close` or with what it belongs to. No event follows. */
  close: []
}

/** How long the first answer may take, in ms. */
const firstMs = 30_000

/** What one page shows of documents: kept new by the hints of the server, and asked for again when they may be missed. */
export abstract class View {
  protected readonly access: DocumentAccess
  protected readonly refresher: Refresher
  /** Aborted by `close`. */
  protected readonly closing = new AbortController()
  protected readonly changed: () => void
  readonly #listeners = new Listeners<ViewEvents>()
  readonly #ends: (() => void)[]
  #problem: ChairsideError | undefined
  /** Aborted at the next answer, failure or change of the connection. */
  #news = new AbortController()

  constructor(access: DocumentAccess) {
    this.access = access
    this.changed = oncePerTurn(() => this.#listeners.tell('change'))
    this.refresher = new Refresher(
      () => this.ask(),
      (problem) => this.#told(problem),
      this.closing.signal,
    )
    this.#ends = [
      onAbort(access.closing.signal, () => this.close()),
      access.onHint((what) => {
        if (this.concerns(what)) this.refresher.hint()
      }),
      access.connection.on('state', (state) => {
        this.#listeners.tell('connection', state)
        this.#news.abort()
        this.changed()
      }),
    ]
  }

  /** Asks the server. Gives a function that takes the answer over. */
  protected abstract ask(): Promise<() => void>

  /** Whether a hint is about what this page shows. */
  protected abstract concerns(what: DocumentsChanged): boolean

  /** Is called when the server refuses to answer, for a reason that does not pass by itself. */
  protected refused(): void {}

  get connection(): ConnectionState {
    return this.access.connection.state
  }

  /** Why the server's last answer is missing, so that what is shown may be old; absent while nothing is wrong. */
  get problem(): ChairsideError | undefined {
    return this.#problem
  }

  /**
   * Asks the server again, now.
   *
   * @throws ChairsideError the server's error, or LINE_DOWN if it cannot be reached
   */
  refresh(): Promise<void> {
    return this.refresher.now()
  }

  /** Adds a listener. Gives the function that removes it. */
  on<Name extends keyof ViewEvents>(name: Name, listener: (...args: ViewEvents[Name]) => void): () => void {
    return this.#listeners.on(name, listener)
  }

  /** After `signed-out`, asks for a token again and connects. */
  reconnect(): void {
    this.access.connection.open()
    this.refresher.hint()
  }

  /** Ends it. No event follows. */
  close(): void {
    if (this.closing.signal.aborted) return
    this.closing.abort(new DOMException('This was closed.', 'AbortError'))
    for (const end of this.#ends.splice(0)) end()
    this.#listeners.tell('close')
    this.#listeners.clear()
  }

  /** Takes the answer of an act over, and makes running requests again, because they may not show it. */
  protected async acts<Answer>(act: Promise<Answer>): Promise<Answer> {
    this.refresher.acted()
    try {
      return await act
    } finally {
      this.refresher.acted()
      this.refresher.hint()
    }
  }

  #told(problem: ChairsideError | undefined): void {
    const isNew = problem !== undefined && problem.code !== this.#problem?.code
    this.#problem = problem
    if (problem && refusalOf(problem) === 'final') this.refused()
    if (isNew) this.#listeners.tell('error', problem)
    this.#news.abort()
    this.changed()
  }

  /** Waits for the first answer: the refresher asks again by itself, after pauses that grow. Throws as `opened`. */
  async #firstAnswer(until: number, stop: AbortSignal): Promise<void> {
    for (;;) {
      const { connection, problem } = this
      if (problem === undefined) return
      const why = connection.state === 'connecting' ? connection.reason : undefined
      // Everything else may pass, as an outage does.
      if (why?.code === 'ORIGIN_NOT_ALLOWED') throw why
      if (problem.code !== 'LINE_DOWN') throw problem
      if (Date.now() >= until) throw why ?? problem
      this.#news = new AbortController()
      await rest(until - Date.now(), stop, this.#news.signal)
      stop.throwIfAborted()
    }
  }

  // Static, for the documents that the view belongs to: users of the SDK get only the type.
  static whenClosed(view: View, act: () => void): void {
    view.#ends.push(act)
  }

  static changed(view: View): void {
    view.changed()
  }

  static acted(view: View): void {
    view.refresher.acted()
    view.refresher.hint()
  }

  /**
   * Gives the view once its first answer is here, and closes it on failure.
   *
   * @throws ChairsideError the server's refusal, or LINE_DOWN or its reason if it could not be reached for 30 s
   * @throws the reason of `signal`
   */
  static async opened<Shown extends View>(view: Shown, signal: AbortSignal | undefined): Promise<Shown> {
    const until = Date.now() + firstMs
    const stop = abortWith(signal, view.closing.signal)
    onAbort(signal, () => view.close())
    try {
      await view.refresh().catch((error: unknown) => {
        signal?.throwIfAborted()
        if (view.problem === undefined) throw error
        return view.#firstAnswer(until, stop.signal)
      })
      return view
    } catch (error) {
      view.close()
      throw error
    } finally {
      stop.letGo()
    }
  }
}
