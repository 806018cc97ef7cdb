import {
  type Access,
  type accessRoutes,
  ChairsideError,
  type Ticket,
  type TicketUse,
} from '@chairside/protocol'
import { Listeners } from '../async/listeners.ts'
import { backoff, rest } from '../async/pause.ts'
import { failure } from '../connection/failure.ts'
import { save } from '../download/save.ts'
import { askAccess, rangeOf } from './ask-access.ts'
import type { PageKeys } from './page-key.ts'

/** The pauses between tries of what the connection lost, in ms: the first and the longest. */
const pauses = [500, 8000] as const

export type OpenDocumentEvents = {
  /** It stays open longer. */
  change: []
  /** It is closed: the time is over, or it was withdrawn. ACCESS_ENDED. */
  ended: [error: ChairsideError]
}

/** A document that is open in this page, for a time. */
export class OpenDocument {
  readonly #base: string
  readonly #keys: PageKeys
  readonly #listeners = new Listeners<OpenDocumentEvents>()
  readonly #ending = new AbortController()
  #facts: Access
  /** By how much the server's clock is ahead of this device's, in ms. */
  #ahead: number
  #viewing: Promise<Ticket> | undefined
  #timer: ReturnType<typeof setTimeout> | undefined

  private constructor(base: string, keys: PageKeys, facts: Access) {
    this.#base = base
    this.#keys = keys
    this.#facts = facts
    this.#ahead = Date.parse(facts.now) - Date.now()
    this.#take(facts)
    void this.#watch()
  }

  // Static, for the files that open documents: users of the SDK get only the type.
  static of(base: string, keys: PageKeys, facts: Access): OpenDocument {
    return new OpenDocument(base, keys, facts)
  }

  /** Goes on with a session of this tab, after a reload. `now`: the server's time. Throws as its requests do. */
  static async resumed(base: string, keys: PageKeys, access: string, now: number): Promise<OpenDocument> {
    const asked = { name: 'awaitAccess', access, now } as const
    return new OpenDocument(base, keys, await askAccess<Access>(base, keys, asked))
  }

  /** The id of the access session. */
  get id(): string {
    return this.#facts.id
  }

  get document(): Access['document'] {
    return this.#facts.document
  }

  /** The name of the practitioner who shared it. */
  get practitioner(): string {
    return this.#facts.practitioner
  }

  /** Whether it may be saved and printed. */
  get saves(): boolean {
    return this.#facts.saves
  }

  /** When it closes, by this device's clock. */
  get expiresAt(): Date {
    return new Date(Date.parse(this.#facts.expiresAt) - this.#ahead)
  }

  /** Until when `stay` can move that, by this device's clock. */
  get mostUntil(): Date {
    return new Date(Date.parse(this.#facts.mostUntil) - this.#ahead)
  }

  get isEnded(): boolean {
    return this.#ending.signal.aborted
  }

  on<Name extends keyof OpenDocumentEvents>(
    name: Name,
    listener: (...args: OpenDocumentEvents[Name]) => void,
  ): () => void {
    return this.#listeners.on(name, listener)
  }

  /**
   * Lets it be open longer.
   *
   * @throws ChairsideError ACCESS_ENDED, or LINE_DOWN if the server cannot be reached
   */
  async stay(): Promise<void> {
    this.#take(await this.#ask<Access>('stay'))
  }

  /** Says that its first page was seen. Counts once for each access session. Throws as `stay`. */
  async viewed(): Promise<void> {
    await this.#ask('noteView')
  }

  /** Gives the right to fetch it for one use, without a header. Throws as `stay`. */
  ticket(use: TicketUse): Promise<Ticket> {
    return this.#ask('issueAccessTicket', { use })
  }

  /**
   * Gives the bytes from `begin` up to, not including, `end`. Waits while the server cannot be reached.
   *
   * @throws ChairsideError ACCESS_ENDED, or why they cannot be read
   */
  async bytes(begin: number, end: number, signal?: AbortSignal): Promise<ArrayBuffer> {
    for (let tries = 0; ; tries += 1) {
      try {
        return await this.#range(begin, end, signal)
      } catch (error) {
        signal?.throwIfAborted()
        if (this.isEnded) throw failure('ACCESS_ENDED')
        const code = error instanceof ChairsideError ? error.code : 'INTERNAL'
        const isOld = code === 'TICKET_EXPIRED' || code === 'TICKET_INVALID'
        if (isOld) this.#viewing = undefined
        if (code !== 'LINE_DOWN' && code !== 'RATE_LIMITED' && !(isOld && tries === 0)) throw error
        await rest(isOld ? 0 : backoff(tries, pauses), this.#ending.signal, ...(signal ? [signal] : []))
      }
    }
  }

  /**
   * Saves it, as `download` of a `PatientDocument` does.
   *
   * @throws ChairsideError ACCESS_ENDED, or why it cannot be fetched
   */
  async download({
    failed,
  }: {
    failed?: (error: ChairsideError) => void
  } = {}): Promise<ReadableStream<Uint8Array> | null> {
    return save((await this.ticket('download')).url, failed)
  }

  /** Closes it here and on the server. */
  close(): void {
    if (this.isEnded) return
    this.#ask('closeAccess').catch(() => {})
    this.leave()
  }

  /** Stops to follow it; on the server it stays open until its time is over, so that this page can go on with it. */
  leave(): void {
    clearTimeout(this.#timer)
    this.#listeners.clear()
    this.#ending.abort()
  }

  #take(facts: Access): void {
    const before = this.#facts.expiresAt
    this.#facts = facts
    this.#ahead = Date.parse(facts.now) - Date.now()
    clearTimeout(this.#timer)
    // The server ends it. The page's own timer closes it also without a connection.
    const left = this.expiresAt.getTime() - Date.now()
    this.#timer = setTimeout(() => this.#end(failure('ACCESS_ENDED')), Math.max(0, left))
    if (before !== facts.expiresAt) this.#listeners.tell('change')
  }

  #end(error: ChairsideError): void {
    if (this.isEnded) return
    clearTimeout(this.#timer)
    this.#ending.abort()
    this.#listeners.tell('ended', error)
  }

  /** Waits at the server for the next change, again and again. */
  async #watch(): Promise<void> {
    for (let tries = 0; !this.isEnded; ) {
      try {
        const { expiresAt } = this.#facts
        const query = `?${new URLSearchParams({ expiresAt })}`
        this.#take(await this.#ask<Access>('awaitAccess', undefined, query))
        tries = 0
      } catch (error) {
        if (this.isEnded) return
        if (error instanceof ChairsideError && error.code === 'ACCESS_ENDED') this.#end(error)
        else await rest(backoff(tries++, pauses), this.#ending.signal)
      }
    }
  }

  async #range(begin: number, end: number, signal?: AbortSignal): Promise<ArrayBuffer> {
    this.#viewing ??= this.ticket('view')
    const viewing = this.#viewing
    const ticket = await viewing.catch((error) => {
      if (this.#viewing === viewing) this.#viewing = undefined
      throw error
    })
    return rangeOf(ticket.url, begin, end, [this.#ending.signal, ...(signal ? [signal] : [])])
  }

  #ask<Answer>(name: keyof typeof accessRoutes, body?: unknown, query = ''): Promise<Answer> {
    const now = Date.now() + this.#ahead
    // `close` still asks; everything else stops at the end.
    const signal = name === 'closeAccess' ? undefined : this.#ending.signal
    return askAccess(this.#base, this.#keys, { name, access: this.id, now, body, query, signal })
  }
}
