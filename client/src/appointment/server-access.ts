import { ChairsideError, type Place, type ServerEvent } from '@chairside/protocol'
import { onAbort } from '../async/abort.ts'
import { deferred } from '../async/deferred.ts'
import type { Address } from '../connection/address.ts'
import { Connection } from '../connection/connection.ts'
import type { ConnectionState } from '../connection/connection-state.ts'
import { failure, lineDown } from '../connection/failure.ts'
import { baseOf, Http } from '../connection/http.ts'
import { type Timeouts, timeouts } from '../connection/timeouts.ts'
import { Tokens } from '../connection/token.ts'
import { misuseOf, type TokenUse } from '../connection/token-use.ts'
import { joinTroubles } from '../connection/troubles.ts'
import { onWake } from '../connection/wake.ts'
import { clearTab } from '../upload/after-reload/tab-memory.ts'
import { Uploads } from '../upload/uploads.ts'

/** How long the first connection may take, in ms. */
const firstMs = 30_000
/** How long a desk waits for its list after it was told of one appointment, in ms. */
const listMs = 10_000

/** An appointment or a desk, as it hears the events and states of its connection. */
export interface Hearer {
  event(event: ServerEvent): void
  state(state: ConnectionState): void
  /** Sends a command, so that a missing answer shows a connection that died silently. */
  probe(): void
}

/** The value that `pick` found, and `hear`, which tells a hearer all events, past and later ones. */
export interface Opened<Found> {
  readonly found: Found
  hear(hearer: Hearer): void
}

/** One participant's access to one server: its connection, its uploads, its tickets. */
export class ServerAccess {
  readonly connection: Connection
  readonly uploads: Uploads
  /** The server's address, without a slash at its end. */
  readonly base: string
  readonly http: Http
  readonly #ends: (() => void)[] = []
  /** `probe` of the hearer; does nothing before `hear`. */
  #probe: () => void = () => {}

  /** @throws ChairsideError BAD_REQUEST when `url` is no address */
  constructor(
    { url, token, trouble, id }: Address & { readonly id?: string | undefined },
    use?: TokenUse,
    place?: Place,
    waits: Timeouts = timeouts,
  ) {
    const base = baseOf(url)
    this.base = base
    const troubles = trouble && joinTroubles(trouble)
    const judge = (one: string) => misuseOf(one, use, id)
    const tokens = new Tokens(token, waits.token, { misuse: judge, trouble: troubles?.ofToken })
    this.http = new Http(base, tokens)
    this.uploads = new Uploads(this.http, () => this.#probe(), waits)
    this.connection = new Connection(base, tokens, waits)
    this.connection.place = place
    this.#ends.push(
      this.connection.on('state', (state) => {
        if (state.state === 'up' || state.state === 'connecting') troubles?.ofConnection(toldOf(state.reason))
        switch (state.state) {
          case 'up':
            return this.uploads.wake()
          case 'closed':
            return this.#end()
          case 'connecting':
          case 'down':
          case 'signed-out':
            return
        }
      }),
      onWake(() => {
        this.connection.wake()
        this.uploads.wake()
        this.#probe()
      }),
    )
  }

  /**
   * Connects, and gives the first value that `pick` finds in an event. On failure everything is closed again.
   *
   * @throws ChairsideError the server's refusal, TOKEN_MISPLACED or NOT_FOUND for a token of another kind, or why it could
   *   not be reached for 30 s
   * @throws the reason of `signal`
   */
  async open<Found>(
    pick: (event: ServerEvent) => Found | undefined,
    signal: AbortSignal | undefined,
  ): Promise<Opened<Found>> {
    // More events may arrive before the caller calls `hear`.
    const early: ServerEvent[] = []
    const keepNone = this.connection.on('event', (event) => early.push(event))
    const found = await this.#first(pick, signal)
    return {
      found,
      hear: ({ event, state, probe }) => {
        keepNone()
        for (const one of early) event(one)
        this.connection.on('event', event)
        this.connection.on('state', state)
        this.#probe = probe
      },
    }
  }

  close(): void {
    this.connection.close()
    this.#end()
  }

  async #first<Found>(
    pick: (event: ServerEvent) => Found | undefined,
    signal: AbortSignal | undefined,
  ): Promise<Found> {
    const { promise, resolve, reject } = deferred<Found>()
    let why: ChairsideError | undefined
    const timer = setTimeout(() => reject(why ?? this.connection.trouble ?? lineDown()), firstMs)
    let other: ReturnType<typeof setTimeout> | undefined
    const cancels = [
      this.connection.on('event', (event) => {
        const found = pick(event)
        if (found !== undefined) resolve(found)
        // The token is of another kind. A desk may be told of one appointment before its list of all.
        else if (event.name === 'desk') reject(failure('NOT_FOUND'))
        else if (event.name === 'snapshot') other ??= setTimeout(() => reject(failure('NOT_FOUND')), listMs)
      }),
      this.connection.on('state', (state) => {
        if (state.state === 'signed-out') reject(state.reason)
        if (state.state === 'connecting') {
          why = state.reason
          if (why?.code === 'ORIGIN_NOT_ALLOWED') reject(why)
        }
        if (state.state === 'closed') reject(state.reason ?? failure('SHUTTING_DOWN'))
      }),
    ]
    const close = onAbort(signal, (reason) => {
      reject(reason)
      this.close()
    })
    this.#ends.push(close)
    try {
      this.connection.open()
      return await promise
    } catch (error) {
      if (error instanceof ChairsideError && error.code === 'NOT_FOUND')
        clearTab(this.base, this.connection.token)
      this.close()
      throw error
    } finally {
      clearTimeout(timer)
      clearTimeout(other)
      for (const cancel of cancels) cancel()
    }
  }

  #end(): void {
    this.uploads.close()
    for (const end of this.#ends.splice(0)) end()
  }
}

// That one ends the joining, and is its error.
const toldOf = (reason: ChairsideError | undefined): ChairsideError | undefined =>
  reason?.code === 'ORIGIN_NOT_ALLOWED' ? undefined : reason
